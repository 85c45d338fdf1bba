"""Whatever bytes a seed holds, the parser gives articles or a reason, and invents nothing."""

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.errors import RejectedSeed
from bot.ingest.decode import normalise
from bot.ingest.enrich import Enricher
from bot.ingest.parse import parse
from bot.models import ParsedArticle

PIECES = [
    "The council of Northport voted on Monday night to build the tunnel below the strait.",
    "Council Votes for the Tunnel",
    "By JANE DOE, Associated Press",
    "|Updated: Dec. 20, 2016 3:41 p.m. EST",
    "Photo: The harbor / Sample Photos",
    "Read more: Ten things",
    "Share",
    "Comments (12)",
    "More stories",
    "ANKARA, Turkey (AP) — The vote was held on Monday, and the council went home after it.",
    "• one\n• two",
    "Home | News | Sport",
    "المجلس يصوت لصالح النفق تحت المضيق.",
    "议会投票通过海峡隧道计划。",
    "",
    " ",
    "…",
    "(((((((",
    "a, " * 50,
]
pastes = st.lists(st.sampled_from(PIECES) | st.text(max_size=80), max_size=30).map("\n".join)


def read(data: bytes) -> list[ParsedArticle]:
    try:
        return parse(data, "seed.txt")
    except RejectedSeed:
        return []


@given(st.binary(max_size=400))
@example(b"\xff\xfe\x00\xd8")
@example(b"\x1b$B\x00")
def test_no_bytes_raise_anything_but_a_rejection(data: bytes) -> None:
    read(data)


@given(pastes)
@settings(max_examples=200)
def test_paragraphs_come_from_the_paste(text: str) -> None:
    clean = " ".join(normalise(text.encode("utf-8", "replace").decode()).split())
    for article in read(text.encode("utf-8", "replace")):
        assert article.title.strip()
        assert article.body
        for part in (*article.body, *article.captions, article.summary):
            words = iter(clean.split())
            assert all(word in words for word in part.split() if word != "·")
            assert part == part.strip()
            assert "\n" not in part
        assert article.title.removesuffix("…") in clean
        assert all(part in clean for part in (*article.captions, article.summary))


@given(pastes)
@settings(max_examples=100)
def test_same_bytes_give_the_same_articles(text: str) -> None:
    data = text.encode("utf-8", "replace")
    assert read(data) == read(data)


@pytest.fixture(scope="module")
def enricher() -> Enricher:
    return Enricher()


@given(text=pastes)
@settings(max_examples=100)
def test_enriching_never_fails(text: str, enricher: Enricher) -> None:
    for article in read(text.encode("utf-8", "replace")):
        enriched = enricher.enrich(article)
        assert enriched.summary
        assert re.fullmatch(r"[a-z]{0,3}", enriched.language)


HOSTILE = [
    "a" * 200_000,
    "a " * 100_000,
    "A. " * 70_000,
    "(" * 200_000,
    "share " * 33_000,
    "by By " * 33_000,
    "20 Dec 2016 " * 16_000,
    "Photo by Jane Doe / " * 10_000,
    "a-b-" * 50_000,
    "woman the " * 20_000,
    "\u0301" * 200_000,
    "The council voted. " * 10_000,
    "\n".join(["Share"] * 9_000),
    "\n".join(["Title"] + ["a subhead"] * 9_000),
    "\n".join(str(number) for number in range(9_000)),
    "\n".join(f"The line number {number} of this list ends like a sentence." for number in range(9_000)),
]


@pytest.mark.timeout(60)
@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_shapes_are_read_in_bounded_work(text: str) -> None:
    """Lines made for slow patterns: with any backtracking these would run for hours, not milliseconds."""
    read(text.encode())
