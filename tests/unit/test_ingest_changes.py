"""What an edit did, in an editor's words; and when a load has to ask."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ingest.changes import ALIGNED, describe, describe_text
from bot.ingest.decide import changed_fields, withdraws_too_many
from bot.ingest.undoing import SHARE as UNDO_SHARE
from bot.models import ParsedArticle
from tests.factories import utc

OLD = ParsedArticle(
    title="Bridge opens to trams",
    body=("One.", "Two.", "Three.", "Four."),
    summary="One.",
    byline="Jane Doe",
    source="Harbor Post",
    url="https://example.org/a",
    published=utc(2026, 2, 2, 7),
    language="en",
    topics=("world", "travel"),
    places=("GB",),
    captions=("A bridge",),
)


@pytest.mark.parametrize(
    ("edit", "phrases"),
    [
        ({}, ()),
        ({"title": "Bridge opens at last"}, ("title: “Bridge opens to trams” → “Bridge opens at last”",)),
        ({"title": "x" * 60}, ("title: “Bridge opens to trams” → “" + 47 * "x" + "…”",)),
        ({"body": ("One.", "2.", "Three.", "Four.")}, ("text: 1 paragraph rewritten",)),
        ({"body": ("1.", "2.", "3.", "Four.", "Five.")}, ("text: 3 paragraphs rewritten, 1 added",)),
        ({"body": ("One.", "Two.")}, ("text: 2 paragraphs removed",)),
        ({"body": ("Zero.", *OLD.body)}, ("text: 1 paragraph added",)),
        ({"body": OLD.body[::-1]}, ("text: paragraphs in another order",)),
        ({"body": ("1.", *OLD.body[1:]), "summary": "1.", "places": ()}, ("text: 1 paragraph rewritten",)),
        ({"summary": "Other.", "language": "tr"}, ("summary", "language: en → tr")),
        ({"byline": "", "source": "AP"}, ("byline: Jane Doe → none", "source: Harbor Post → AP")),
        ({"published": utc(2026, 2, 3, 7)}, ("date: 2 Feb 2026 → 3 Feb 2026",)),
        ({"published": utc(2026, 2, 2, 9, 30)}, ("date: 2 Feb 2026 07:00 → 2 Feb 2026 09:30",)),
        ({"published": None}, ("date: 2 Feb 2026 → none",)),
        ({"updated": utc(2026, 2, 4)}, ("updated: none → 4 Feb 2026",)),
        ({"topics": ("travel", "culture")}, ("topics: +culture −world",)),
        ({"topics": ("travel", "world")}, ("topics: in another order",)),
        ({"places": tuple("ABCDE")}, ("places: +A +B +C +3 more",)),
        ({"url": "", "captions": ()}, ("link", "captions")),
        ({"people": ("Jane",), "keywords": ("bridge",)}, ()),
    ],
)  # fmt: skip
def test_an_edit_is_told_in_few_words(edit: dict[str, Any], phrases: tuple[str, ...]) -> None:
    assert describe(OLD, replace(OLD, **edit)) == phrases


PARAGRAPHS = st.lists(st.sampled_from("abcdef"), max_size=8)


@given(PARAGRAPHS, PARAGRAPHS)
def test_the_numbers_of_paragraphs_add_up(old: list[str], new: list[str]) -> None:
    if old == new:
        return
    told = describe_text(old, new)
    counts = {part.split()[-1]: int(part.split()[0]) for part in told.split(", ") if part[0].isdigit()}
    assert counts.get("added", 0) - counts.get("removed", 0) == len(new) - len(old)
    assert told


def test_a_very_long_text_is_not_aligned() -> None:
    old = [str(number) for number in range(2 * ALIGNED)]
    assert describe_text(["0", *old, "end"], ["0", *old[::-1], "new", "end"]) == "800 paragraphs rewritten, 1 added"


@given(st.builds(ParsedArticle, title=st.text(max_size=9), body=PARAGRAPHS.map(tuple), summary=st.text(max_size=3)))
def test_whatever_was_touched_is_told(new: ParsedArticle) -> None:
    old = ParsedArticle(title="a", body=("a",))
    assert bool(describe(old, new)) == bool(changed_fields(old, new))


@pytest.mark.parametrize(
    ("count", "live", "agreed", "asks"),
    [
        (9, 9, 0, False),
        (10, 10, 0, True),
        (10, 50, 0, False),
        (10, 49, 0, True),
        (23, 60, 0, True),
        (23, 60, 23, False),
        (24, 60, 23, True),
        (12, 60, 0, False),
        (0, 0, 0, False),
    ],
)
def test_more_than_a_fifth_and_not_just_a_few_is_asked_about(count: int, live: int, agreed: int, asks: bool) -> None:
    assert withdraws_too_many(count, live, agreed) is asks


LONG = "Four minutes of night: the old bridge opens to trams again over the harbour in the spring"


@pytest.mark.parametrize(
    ("title", "before", "after"),
    [
        (f"{LONG} again", "…in the spring", "…in the spring again"),
        (
            LONG.replace("Four", "Five"),
            "Four minutes of night: the old bridge opens to…",
            "Five minutes of night: the old bridge opens to…",
        ),
        (
            LONG.replace("trams", "buses"),
            "…bridge opens to trams again over the harbour i…",
            "…bridge opens to buses again over the harbour i…",
        ),
    ],
)
def test_long_titles_are_cut_to_where_they_differ(title: str, before: str, after: str) -> None:
    assert describe(replace(OLD, title=LONG), replace(OLD, title=title)) == (f"title: “{before}” → “{after}”",)


def test_an_undo_is_asked_about_only_before_it_would_empty_the_library() -> None:
    assert not withdraws_too_many(16, 51, 0, UNDO_SHARE)
    assert withdraws_too_many(26, 51, 0, UNDO_SHARE)
