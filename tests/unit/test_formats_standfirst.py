"""The standfirst of a file that states where its article begins: a summary, not the first paragraph."""

import orjson
import pytest

from bot.ingest.enrich import Enricher
from bot.ingest.parse import parse
from bot.models import ParsedArticle

TITLE = "Night market on the quay closes"
STANDFIRST = "Stall keepers promise a quieter season as neighbours ask for a vote"
OPENING = "PRAGUE (Reuters) - The night market on the quay will close in June, the city council said on Tuesday."
REST = "About forty stalls sell fish and fruit there every weekend, and most have done so for years."


def markdown(*blocks: str) -> ParsedArticle:
    [found] = parse("\n\n".join((f"# {TITLE}", *blocks)).encode(), "a.md")
    return found


@pytest.mark.parametrize(
    "between",
    [
        (f"**{STANDFIRST}**", "*By Ann Roe*"),
        (f"*{STANDFIRST}*",),
        (f"## {STANDFIRST}", "12 May 2026", "By Ann Roe"),
        (f"{STANDFIRST}.", "By Ann Roe"),
    ],
)
def test_markdown_with_a_standfirst(between: tuple[str, ...]) -> None:
    found = markdown(*between, OPENING, REST)
    assert (found.title, found.summary.rstrip("."), found.body) == (TITLE, STANDFIRST, (OPENING, REST))
    assert found.source == "Reuters"
    assert Enricher().enrich(found).places == ("CZ",)


def test_records_are_read_alike() -> None:
    record = {"title": TITLE, "content": [STANDFIRST, "By Ann Roe", OPENING, REST]}
    [found] = parse(orjson.dumps(record), "a.json")
    assert (found.summary, found.byline, found.body) == (STANDFIRST, "Ann Roe", (OPENING, REST))


def test_dateline_below_the_heading_names_the_source() -> None:
    found = markdown(OPENING, REST)
    assert (found.summary, found.source, found.body) == ("", "Reuters", (OPENING, REST))


def test_stated_summary_leaves_the_body_alone() -> None:
    front = f"---\ntitle: {TITLE}\nsummary: The market ends.\n---\n"
    [found] = parse("\n\n".join((front + STANDFIRST, "By Ann Roe", OPENING, REST)).encode(), "a.md")
    assert (found.summary, found.body) == ("The market ends.", (STANDFIRST, OPENING, REST))


@pytest.mark.parametrize(
    "blocks",
    [
        (STANDFIRST + ".", REST),  # nothing says that it is one
        ("A quieter season", OPENING, REST),  # a subhead
        ("1. " + STANDFIRST, "12 May 2026", REST),
        (OPENING, "By Ann Roe", REST),
        (REST, "By Ann Roe"),  # all there is
    ],
)
def test_other_first_paragraphs_stay(blocks: tuple[str, ...]) -> None:
    found = markdown(*blocks)
    assert (found.summary, found.body[0]) == ("", blocks[0])
