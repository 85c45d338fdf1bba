"""Interests, reasons and past briefings: whatever people typed and the database holds is HTML within the limits."""

from datetime import timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.chat.callbacks.interests import KINDS
from bot.chat.views import history, interests, why
from bot.chat.views.interests import Shelf
from bot.chat.views.why import Told
from bot.markup import plain
from bot.models import DeliveryState, Interest, Stance
from bot.services.history import BRIEFINGS_A_PAGE, HistoryPage
from bot.services.interests import MOST_INTERESTS, Changed
from bot.services.naming import LONGEST_NAME, MOST_CHOICES, MOST_NAMES, Meaning, Thing, Wish, folded
from bot.storage.archive import PastBriefing, ToldStory
from bot.storage.interests import KeptInterest
from bot.texts import ENGLISH, Words
from tests.unit.test_views import MOMENTS, NOW, TEXT, WORDS, checked

VALUES = TEXT.map(lambda text: folded(text)[:LONGEST_NAME].strip()).filter(bool)
THINGS = st.builds(Thing, st.sampled_from(KINDS), VALUES, TEXT)
STANCES = st.sampled_from(Stance)
CHANGES = st.builds(Changed, THINGS, st.none() | STANCES, st.none() | STANCES, st.booleans())
KEPT = st.builds(KeptInterest, st.integers(1, 2**63 - 1), st.builds(Interest, st.sampled_from(KINDS), VALUES, STANCES))
NAMES = st.dictionaries(VALUES, TEXT, max_size=3)
WISHES = st.builds(Wish, TEXT.map(lambda text: text[:500]), st.none() | st.sampled_from(KINDS))
FACTORS: st.SearchStrategy[dict[str, Any]] = st.dictionaries(
    st.sampled_from(["outlets", "follows", "pinned", "update", "score"]),
    st.booleans()
    | st.integers()
    | TEXT
    | st.lists(st.sampled_from(["topic:space", "place:tr", "word:a b", "x"]) | TEXT),
)
STORIES = st.builds(
    ToldStory, st.integers(0, 20), st.integers(1, 2**63 - 1), TEXT, st.just(NOW), st.timedeltas(), FACTORS
)


@given(words=WORDS, changed=CHANGES, names=NAMES, rather=st.lists(THINGS, max_size=8), unseen=st.booleans())
@settings(deadline=None)
def test_what_was_done(
    words: Words, changed: Changed, names: dict[str, str], rather: list[Thing], unseen: bool
) -> None:
    checked(interests.done(words, changed, names, rather=rather, unseen=unseen))


@given(
    words=WORDS,
    changes=st.lists(CHANGES, max_size=MOST_NAMES),
    unclear=st.lists(WISHES, min_size=1, max_size=MOST_NAMES),
)
@settings(deadline=None)
def test_several_at_once(words: Words, changes: list[Changed], unclear: list[Wish]) -> None:
    checked(interests.several(words, changes, unclear))


@given(
    words=WORDS,
    kept=st.lists(KEPT, max_size=MOST_INTERESTS, unique_by=lambda each: each.id),
    names=NAMES,
    page=st.integers(0, 99_999),
    changed=st.none() | CHANGES,
    wish=WISHES,
)
@settings(max_examples=60, deadline=None)
def test_the_list(
    words: Words, kept: list[KeptInterest], names: dict[str, str], page: int, changed: Changed | None, wish: Wish
) -> None:
    shelf = Shelf(kept, ("world", "space", "local news"), names)
    screen = interests.listed(words, shelf, page=page, changed=changed)
    checked(screen)
    checked(interests.not_kept(words, wish, screen))


@given(words=WORDS, wish=WISHES, choices=st.lists(THINGS, min_size=1, max_size=MOST_CHOICES + 1), stance=STANCES)
@settings(deadline=None)
def test_questions(words: Words, wish: Wish, choices: list[Thing], stance: Stance) -> None:
    checked(interests.which(words, wish, Meaning(choices=tuple(choices)), stance))
    checked(interests.unknown(words, wish))
    checked(interests.too_long(words))


@given(
    words=WORDS,
    told=st.builds(Told, st.integers(1, 2**63 - 1), TEXT, st.none() | STORIES, st.lists(THINGS, max_size=8)),
    stories=st.lists(STORIES, min_size=1, max_size=40),
    names=NAMES,
)
@settings(deadline=None)
def test_why(words: Words, told: Told, stories: list[ToldStory], names: dict[str, str]) -> None:
    checked(why.why(words, told, names))
    checked(why.why_all(words, stories, names))
    checked(why.no_such_story(words, len(stories)))


def test_reasons_that_one_message_has_no_room_for_are_counted() -> None:
    long = {"follows": [f"word:{'w' * 60} {number}" for number in range(4)]}
    stories = [ToldStory(number, number, "t" * 300, NOW, timedelta(0), long) for number in range(1, 41)]
    text = plain(why.why_all(ENGLISH, stories, {}).html)
    shown = text.count("You follow")
    assert 0 < shown < len(stories)
    assert text.endswith(f"+{len(stories) - shown} more")


PAST = st.builds(
    PastBriefing,
    slot_at=MOMENTS,
    edition_id=st.none() | st.integers(1, 2**63 - 1),
    stories=st.integers(0, 40),
    states=st.lists(st.sampled_from(DeliveryState), min_size=1, max_size=3).map(tuple),
    reason=TEXT,
    sent_at=st.none() | MOMENTS,
)


@given(
    words=WORDS,
    past=st.lists(PAST, max_size=BRIEFINGS_A_PAGE),
    zone=st.sampled_from(["Europe/Istanbul", "UTC", "Mars/Olympus"]),
    page=st.integers(0, 9999),
    more=st.integers(0, 9),
)
@settings(deadline=None)
def test_past_briefings(words: Words, past: list[PastBriefing], zone: str, page: int, more: int) -> None:
    checked(history.history(words, HistoryPage(tuple(past), zone, page, page + 1 + more)))
    checked(history.history(words, None))
    checked(history.linked(words, "some_bot", "x" * 32))
    checked(history.gone(words))
    checked(history.unknown_link(words))
