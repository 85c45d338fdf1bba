"""Which articles tell of one event: words, fingerprints, likeness, groups, and all of it on labelled data."""

import random
from datetime import UTC, date, datetime
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.stories.fingerprint import Fingerprint, shingles, take
from bot.stories.grouping import Link, group
from bot.stories.likeness import COPY, containment, cosine
from bot.stories.meeting import MOST_A_KEY, WINDOW_DAYS, Meeting, day_of
from bot.stories.words import COMMON, RARE, SILENT, Rarity, fold, names, units
from tests.gold_stories import labelled, samples, score, stories_from_scratch

RARITY = Rarity.shipped()
DAY = date(2026, 2, 10)
LONG = [
    "The council of Harbor decided on Monday to build the tunnel below the strait, after a debate of eleven years.",
    "Work begins in spring at the old customs house, where engineers drilled forty holes to look at the rock.",
    "The ferry company fears for its trade and wants to be paid for every passenger that it loses to the new road.",
    "Mayor Hugo Stein called the vote the end of a long quarrel; the opposition wants the people to be asked.",
]


def fingerprint(title: str, *body: str, language: str = "en", source: str = "") -> Fingerprint:
    return take(title, body, language=language, source=source, rarity=RARITY)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Nato's 32nd member, 6.7 or 2,000", ["nato", "s", "32", "nd", "member", "6.7", "or", "2,000"]),
        ("ÇİĞDEM geldi", ["çiğdem", "geldi"]),
        ("渡轮A触礁", ["渡", "轮", "a", "触", "礁"]),
        ("Ёлка ёж", ["елка", "еж"]),
        ("", []),
    ],
)
def test_units(text: str, found: list[str]) -> None:
    assert units(fold(text)) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("He met Dana Velic in Port Selin. The envoy left.", [("dana", "velic"), ("port", "selin")]),
        ("Sweden joined\nFinland did too, said NATO", [("nato",)]),
        ("“Never,” said he. “Peace” he wants.", []),
        ("В среду Олег Кононенко вернулся", [("олег", "кононенко")]),
        ("渡轮在塞林港触礁", []),
    ],
)
def test_names_are_words_with_a_capital_inside_a_sentence(text: str, found: list[tuple[str, ...]]) -> None:
    assert names(text) == found


@pytest.mark.parametrize(
    ("word", "language", "weight"),
    [
        ("the", "en", SILENT),
        ("minist", "en", COMMON),
        ("aurelia", "en", RARE),
        ("6.7", "en", RARE),
        ("31", "en", COMMON),
        ("2024", "en", 0.5),
        ("что", "ru", SILENT),
        ("паром", "ru", RARE),
        ("渡轮", "zh", RARE),
        ("的渡", "zh", SILENT),
        ("kai", "xx", SILENT),
        ("merenkulku", "xx", RARE),
    ],
)
def test_weights(word: str, language: str, weight: float) -> None:
    assert RARITY.weight(word, language) == weight


@given(
    st.text(max_size=400), st.lists(st.text(max_size=400), max_size=4), st.sampled_from(["en", "ru", "zh", "", "xx"])
)
def test_any_text_has_a_fingerprint_that_can_be_stored(title: str, body: list[str], language: str) -> None:
    found = take(title, body, language=language, source=title, rarity=RARITY)
    assert Fingerprint.unpack(found.pack()) == found
    assert 0 <= found.text < 2**56
    assert 0 <= cosine(found, found) <= 1


def test_only_the_words_of_a_text_count() -> None:
    one = fingerprint("Ferry Aground", "The ferry AURELIA ran aground.", "Nobody was hurt.")
    other = fingerprint("Ferry aground", "The ferry Aurelia ran\u00a0aground,", "nobody was hurt")
    assert one.text == other.text
    assert one.text != fingerprint("Ferry aground", "The ferry Aurelia ran aground. Somebody was hurt.").text


def test_the_dateline_of_an_agency_is_no_news() -> None:
    with_dateline = fingerprint("Vote", "PORT SELIN (NW) — The council voted for the tunnel.")
    assert with_dateline.names == fingerprint("Vote", "The council voted for the tunnel.").names == {}


@pytest.mark.parametrize(
    ("change", "is_copy"),
    [
        (lambda text: text[:2], True),
        (lambda text: [each.replace("Monday", "Tuesday").replace("forty", "40") for each in text], True),
        (lambda text: ["Something else stands here now, at some length, before the rest of it begins.", *text], True),
        (lambda text: [" ".join(reversed(each.split())) for each in text], False),
        (lambda text: ["The council met again on Friday and spoke of the budget and of schools for an hour."], False),
    ],
)
def test_containment_finds_copies_that_were_cut_or_edited(change, is_copy: bool) -> None:  # type: ignore[no-untyped-def]
    first, second = shingles("\n\n".join(LONG)), shingles("\n\n".join(change(LONG)))
    assert (containment(first, second) >= COPY) is is_copy
    assert containment(first, second) == containment(second, first)


def test_a_few_words_are_no_copy() -> None:
    assert containment(shingles("The council voted for the tunnel."), shingles("\n".join(LONG))) == 0


@pytest.mark.parametrize(
    ("published", "path", "day"),
    [
        (datetime(2024, 3, 8, 23, 30, tzinfo=UTC), "2020-01-01.txt", date(2024, 3, 8)),
        (None, "world/2024-03-07-sweden.txt", date(2024, 3, 7)),
        (None, "20240307_sweden.txt", date(2024, 3, 7)),
        (None, "2024-13-07.txt", DAY),
        (None, "2023-02-30 then 2023-02-28.txt", date(2023, 2, 28)),
        (None, "call 120240307123.txt", DAY),
        (None, "a.txt", DAY),
    ],
)
def test_the_day_of_an_article(published: datetime | None, path: str, day: date) -> None:
    assert day_of(published, path, datetime(DAY.year, DAY.month, DAY.day, tzinfo=UTC)) == day.toordinal()


def test_articles_meet_within_the_window_when_they_share_keys() -> None:
    meeting = Meeting([])
    told = fingerprint("Tunnel vote", *LONG)
    rows = list(meeting.enter(1, 100, told))
    assert {key for _, key, _ in rows} == set(told.keys)
    again = Meeting(rows + rows)
    assert again.candidates(100 + WINDOW_DAYS, told) == [1]
    assert again.candidates(100 + WINDOW_DAYS + 1, told) == []
    assert again.candidates(100, fingerprint("Cup final", "Rovers beat City on penalties.")) == []


def test_a_key_of_a_crowd_leads_to_those_that_came_first() -> None:
    meeting, told = Meeting([]), fingerprint("Tunnel vote", *LONG)
    rows = [row for article in range(1, MOST_A_KEY + 10) for row in meeting.enter(article, 100, told)]
    assert max(article for _, _, article in rows) == MOST_A_KEY
    assert meeting.candidates(100, told)[0] == 1


@pytest.mark.parametrize(
    ("links", "stories"),
    [
        ([], {}),
        ([Link(1, 2, 0.4)], {1: 1, 2: 1}),
        ([Link(1, 2, 0.4, same=False)], {}),
        ([Link(1, 2, 0.4), Link(2, 3, 0.4)], {1: 1, 2: 1}),
        ([Link(1, 2, 0.4), Link(2, 3, 0.3), Link(1, 3, 0.27, same=False)], {1: 1, 2: 1, 3: 1}),
        ([Link(1, 2, 1.0, copy=True), Link(2, 3, 0.4)], {1: 1, 2: 1, 3: 1}),
        ([Link(1, 2, 0.5), Link(3, 4, 0.5), Link(2, 3, 0.45)], {1: 1, 2: 1, 3: 3, 4: 3}),
        ([Link(4, 9, 0.5)], {}),
    ],
    ids=["none", "pair", "weak", "chain", "triangle", "copy", "two events", "stranger"],
)
def test_groups(links: list[Link], stories: dict[int, int]) -> None:
    for order in permutations(links):
        assert group({1, 2, 3, 4}, order) == stories


@given(
    st.dictionaries(
        st.tuples(st.integers(1, 9), st.integers(1, 9)).filter(lambda pair: pair[0] < pair[1]),
        st.tuples(st.floats(0.2, 1.0), st.booleans(), st.booleans()),
        max_size=20,
    ),
    st.randoms(use_true_random=False),
)
def test_groups_do_not_depend_on_the_order(
    pairs: dict[tuple[int, int], tuple[float, bool, bool]], chance: random.Random
) -> None:
    links = [Link(low, high, *rest) for (low, high), rest in pairs.items()]
    found = group(range(1, 10), links)
    shuffled = list(links)
    chance.shuffle(shuffled)
    assert group(range(1, 10), shuffled) == found
    assert all(found[story] == story for story in found.values()), "a story is named after its first article"
    assert all(found[link.low] == found[link.high] for link in links if link.copy)


def test_labelled_stories() -> None:
    """Half of the reports are of other events at the same place, on the same day or of the same kind."""
    reports = dict(enumerate(labelled("first"), 1))
    found = score(reports, stories_from_scratch(reports))
    assert (found.right, found.made, found.wanted) == (14, 14, 14)


def test_labelled_stories_that_no_threshold_was_chosen_on() -> None:
    reports = dict(enumerate(labelled("later"), 1))
    found = score(reports, stories_from_scratch(reports))
    # Missed: one of two reports in Arabic, which has no capitals to tell names by.
    assert (found.right, found.made, found.wanted) == (6, 6, 7)


def test_sample_seeds_as_if_of_one_day() -> None:
    reports = dict(enumerate(samples(DAY), 1))
    found = score(reports, stories_from_scratch(reports))
    assert (found.right, found.made, found.wanted) == (6, 6, 6)
