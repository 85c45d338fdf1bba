"""Briefings as messages: what they look like, and that Telegram takes each one whatever the articles hold."""

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.chat.callbacks import article_button
from bot.digest.builder import MOST_MESSAGES, EditionRequest, compose
from bot.digest.render import MESSAGE_LIMIT, _opening, render
from bot.digest.select import Candidate, select
from bot.markup import utf16_length
from bot.models import Edition, Headline
from tests.factories import headline, utc
from tests.sandbox.tdlib_oracle import parse

EDITIONS = Path(__file__).parent.parent / "data" / "editions"
DAY = date(2026, 11, 22)
HOSTILE = (
    "<b>bold</b> & <script>alert(1)</script>",
    "Unclosed <a href='x",
    "</b></i> everything closed",
    "AT&amp;T &lt;merges&gt; &#60;again&#x3e;",
    "\x00\x01 control \x7f characters \ufffe",
    "\u202egnp.exe reversed",
    "lone \ud800 surrogate",
    "🧑‍🚀" * 300,
    "wordwithoutspaces" * 100,
    "   ",
    "شرق ١٢٣ עברית and Latin",
    '" onclick="x',
)


def show(edition: Edition) -> str:
    """An edition as a golden file holds it: each message with its buttons."""
    shown = [
        f"{part.html}\n{json.dumps([[button['text'] for button in row] for row in part.keyboard])}"
        for part in edition.parts
    ]
    return "\n=====\n".join(shown) + "\n"


def story(number: int, title: str, summary: str, *topics: str, **more: object) -> Candidate:
    fields = {"published": utc(2026, 11, 21, 12), **more}
    return Candidate(headline(number, title=title, summary=summary, topics=topics, **fields), title)


QUIET = [story(7, "Bridge reopens after four years", "Trams cross it again from Monday.", "world")]
BUSY = [
    story(1, "Lunar lander touches down", "The craft landed near the rim of a crater. It sent pictures.", "space"),
    story(2, "Rates stay at 4%", "The bank held rates & said so.", "business", source="Northline Wire"),
    story(3, "Final goes to penalties", "", "sport", source="", published=None),
    story(4, "Мост открыт", "Движение возобновлено.", "world", source="Вестник"),
    story(5, "وصول المسبار", "هبط المسبار بسلام.", "space", source="الصحيفة"),
    story(6, "A quiet day in the archive", "Nobody came.", source="Harbour Post"),
]
LONG = [
    story(number, f"Story {number}: " + "a title that goes on and on " * 6, "A long summary sentence. " * 30, "world")
    for number in range(1, 19)
]


@pytest.mark.parametrize(
    ("name", "candidates", "minutes", "after_load"),
    [("first", QUIET, 5, 0), ("daily", BUSY, 5, 3), ("short", BUSY + LONG, 2, 3), ("long", LONG, 10, 3)],
)
def test_golden(name: str, candidates: list[Candidate], minutes: int, after_load: int) -> None:
    """The files are read by people before they are accepted: change them by hand, or not at all."""
    request = EditionRequest(after_load=after_load, through_load=4, day=DAY, minutes=minutes)
    edition = compose(candidates, request, read_button=lambda key: f"read:{key}")
    assert edition is not None
    assert show(edition) == (EDITIONS / f"{name}.txt").read_text("utf-8")


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_hostile_text_stays_text(text: str) -> None:
    selection = select([Candidate(headline(1, title=text, summary=text, source=text), "x")], budget=5)
    assert selection is not None
    edition = render(selection, day=DAY, first=False, read_button=str)
    accepted(edition)
    (part,) = edition.parts
    assert {tag for tag in ("<script", "<a", "</b></i>") if tag in part.html} == set()
    assert "\u202e" not in part.html


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_a_briefing_full_of_hostile_text_is_taken(text: str) -> None:
    stories = [Candidate(headline(number, title=text, summary=text, source=text), str(number)) for number in range(40)]
    selection = select(stories, budget=10**6)
    assert selection is not None
    assert len(selection.stories) == 40
    accepted(render(selection, day=DAY, first=False, read_button=article_button))


def accepted(edition: Edition) -> None:
    """Telegram takes every message, by TDLib's own parser and by every limit (telegram.md, sections 4 and 5)."""
    for part in edition.parts:
        parsed = parse(part.html)
        assert not isinstance(parsed, str), parsed
        text, entities = parsed
        assert utf16_length(text) <= 4096
        assert text.strip() == part.plain.strip()
        assert len(entities) <= 100
        assert len(part.html.encode()) <= 32768
        buttons = [button for row in part.keyboard for button in row]
        assert len(buttons) <= 100
        assert all(len(row) <= 8 for row in part.keyboard)
        assert all(0 < len(button["callback_data"].encode()) <= 64 for button in buttons)


text = st.text(max_size=600) | st.sampled_from(HOSTILE)
topic = st.text(max_size=60) | st.sampled_from(["world", "space", ""])
headlines = st.lists(st.tuples(text, text, text, topic), min_size=1, max_size=30)


def numbered(found: list[tuple[str, str, str, str]]) -> list[Headline]:
    return [
        headline(
            number, id=2**62 + number, title=title, summary=summary, source=source, topics=(topic,) if topic else ()
        )
        for number, (title, summary, source, topic) in enumerate(found)
    ]


@settings(max_examples=150, deadline=None)
@given(headlines, st.sampled_from([1, 2, 5, 10, 60]))
def test_any_headlines_make_messages_that_telegram_takes(found: list[tuple[str, str, str, str]], minutes: int) -> None:
    stories = numbered(found)
    selection = select([Candidate(each, str(each.id)) for each in stories], budget=minutes)
    assert selection is not None
    edition = render(selection, day=DAY, first=False, read_button=article_button)
    accepted(edition)
    pressed = [button["callback_data"] for part in edition.parts for row in part.keyboard for button in row]
    assert pressed == [article_button(each.id) for each in selection.stories]
    assert edition.article_ids == tuple(each.id for each in selection.stories)
    assert sorted(edition.article_ids) == [each.id for each in stories][: len(edition.article_ids)]
    assert all(utf16_length(part.plain) <= MESSAGE_LIMIT for part in edition.parts)


@settings(max_examples=50, deadline=None)
@given(st.integers(1, 120), st.sampled_from([2, 5, 10, 60]))
def test_many_tiny_stories_stay_within_a_hundred_entities_and_buttons(count: int, minutes: int) -> None:
    tiny = [Candidate(headline(number, title="x", summary=""), str(number)) for number in range(1, count + 1)]
    selection = select(tiny, budget=minutes)
    assert selection is not None
    accepted(render(selection, day=DAY, first=False, read_button=article_button))


@settings(max_examples=30, deadline=None)
@given(headlines, st.sampled_from([2, 5, 10]))
def test_a_briefing_has_no_more_messages_than_its_length_allows(
    found: list[tuple[str, str, str, str]], minutes: int
) -> None:
    stories = [Candidate(each, str(each.id)) for each in numbered(found)]
    edition = compose(stories, EditionRequest(1, 2, DAY, minutes), read_button=article_button)
    assert edition is not None
    assert len(edition.parts) <= MOST_MESSAGES.get(minutes, 1)


def test_a_summary_ends_with_a_sentence() -> None:
    """Where not all of it has room, whole sentences are left out; only one that is too long by itself is cut."""
    sentence = "The council met on Monday and put off the vote until the report is there. "
    assert _opening(sentence * 8) == (sentence * 5).strip()
    endless = "and " * 200
    assert _opening(endless).endswith(" …")
