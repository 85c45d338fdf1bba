"""JSON of every shape that programs export articles in."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
import pytest

from bot.errors import RejectedSeed
from bot.ingest.parse import parse, parse_items
from bot.models import ParsedArticle, RejectedItem

DATA = Path(__file__).parent.parent / "data" / "formats"
TEXT = "The town library opens on Sundays from next month, the council said after its meeting on Tuesday."


def read(value: Any, name: str = "a.json") -> list[ParsedArticle]:
    return parse(value if isinstance(value, bytes) else orjson.dumps(value), name)


def sample(name: str) -> list[ParsedArticle]:
    return parse((DATA / name).read_bytes(), name)


def test_one_article_with_schema_names_and_html() -> None:
    [found] = sample("one.json")
    assert found == ParsedArticle(
        title="Harvest festival moves to the river bank",
        body=(
            "The harvest festival will be held on the river bank this year because the square is being paved, "
            "the organisers said.",
            "Entry stays free. Parking is at the mill.",
        ),
        byline="Dora Example",
        source="Testford Weekly",
        url="https://weekly.example/harvest",
        published=datetime(2026, 9, 1, 6, tzinfo=UTC),
        captions=("The river bank in spring, before the paving began.",),
        language="en",
    )


def test_a_list_in_an_object_keeps_what_has_text() -> None:
    first, second = sample("list.json")
    assert (first.title, first.byline, first.source) == ("Fountain repaired", "Eve Sample", "Testford Weekly")
    assert first.body[1] == "A pump had frozen in January."
    assert first.published == datetime(2026, 3, 4, 5, tzinfo=UTC)
    assert (second.title, second.url) == ("Choir looks for basses", "")
    assert second.body == ("The town choir looks for basses and meets on Thursdays at seven.",)


def test_json_feed() -> None:
    first, second = sample("feed.json")
    assert (first.title, first.source) == ("Bees on the library roof", "Testford Weekly")
    assert first.byline == "Finn Sample, Gul Example"
    assert first.published == datetime(2026, 5, 2, 15, tzinfo=UTC)
    assert len(first.body) == 2
    assert second.title == "A note without a title: the ice rink closes on Sunday"


def test_one_article_a_line() -> None:
    assert [found.title for found in sample("lines.jsonl")] == ["First of two", "Second of two"]


def test_json_in_a_text_file() -> None:
    assert len(read((DATA / "list.json").read_bytes(), "export.txt")) == 2


def test_prose_in_brackets_is_no_json() -> None:
    [found] = parse(f"[Update] Library on Sundays\n\n{TEXT}\n\n[The end]".encode(), "a.txt")
    assert found.body[0] == TEXT


@pytest.mark.parametrize(
    "record",
    [
        {"title": "Sundays", "content": TEXT},
        {"Headline": "Sundays", "Body": TEXT},
        {"title": {"rendered": "x"}, "headline": "Sundays", "content": {"rendered": f"<p>{TEXT}</p>"}},
        {"title": "Sundays", "paragraphs": [TEXT]},
        {"title": "Sundays", "article_body": [{"text": TEXT}, 7, None]},
        {"title": "Sundays", "content_html": f"<div><p>{TEXT}</p></div>"},
        {"title": "<b>Sun</b>days", "full-text": f"\n\n{TEXT}\n"},
        {"title": "Sundays", "content": "", "description": TEXT},
        {"data": {"articles": [{"title": "Sundays", "content": TEXT}]}},
        [{"title": "Sundays", "content": TEXT}, 7, None, "x", []],
    ],
)
def test_shapes(record: Any) -> None:
    [found] = read(record)
    assert found.body == (TEXT,)
    assert found.title.replace(" ", "") == "Sundays" or isinstance(record["title"], dict)


def outcome(value: Any, name: str = "a.json") -> list[str]:
    """Titles of articles, and what is said of the items that are none."""
    items = parse_items(value if isinstance(value, bytes) else orjson.dumps(value), name)
    return [item.reason if isinstance(item, RejectedItem) else item.title for item in items]


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        ([{"title": "Sundays", "content": TEXT}, {"title": "Nothing"}], ["Sundays", 'no text; give it a "content"']),
        ([7, {"title": "Sundays", "content": TEXT}], ["no article: each is an object", "Sundays"]),
        ({"items": [None, {"title": "Sundays", "content": TEXT}]}, ["no article: each is an object", "Sundays"]),
        ([{"title": "Sundays", "content": TEXT}, {str(n): n for n in range(3000)}], ["Sundays", "a record has more"]),
        (b'{"title": "Sundays", "content": "%s"}\n\n{"title": }' % TEXT.encode(), ["Sundays", "not valid JSON: un"]),
    ],
)
def test_an_item_that_is_none_is_told_and_costs_no_other(items: Any, expected: list[str]) -> None:
    assert [said[: len(start)] for said, start in zip(outcome(items, "a.jsonl"), expected, strict=True)] == expected


def test_a_broken_line_is_told_by_its_number() -> None:
    [_, reason] = outcome(b'{"title": "Sundays", "content": "%s"}\n\n{"title": }' % TEXT.encode(), "a.jsonl")
    assert reason.endswith("in line 3; check it there")


@pytest.mark.parametrize(
    ("authors", "byline"),
    [
        ("Ada Example", "Ada Example"),
        ("By Ada Example and Ben Sample", "Ada Example, Ben Sample"),
        ([{"name": "Ada Example"}, {"name": "Ben Sample"}], "Ada Example, Ben Sample"),
        (["Ada Example", "Ada Example"], "Ada Example"),
        ("https://social.example/ada", ""),
        ({"url": "x"}, ""),
        (7, "7"),
        ([], ""),
    ],
)
def test_authors(authors: Any, byline: str) -> None:
    assert read({"title": "x", "content": TEXT, "authors": authors})[0].byline == byline


def test_the_last_of_two_equal_names_counts() -> None:
    assert read(b'{"title": "a", "title": "b", "content": "%s"}' % TEXT.encode())[0].title == "b"


@pytest.mark.parametrize(
    "date", [True, -1, 0, 1e18, "x" * 5000, [], {}, "0000-00-00T00:00:00Z", "9999-12-31T23:59:59-14:00"]
)
def test_a_strange_date_counts_as_none(date: Any) -> None:
    assert read({"title": "x", "content": TEXT, "date": date})[0].published is None


_STRANGE = [b"NaN", b"-Infinity", b"1e999", b"1" + b"0" * 5000, rb'"\ud800"', rb'"\udc00\ud83d"']


@pytest.mark.parametrize("value", _STRANGE)
def test_a_value_that_no_json_has_costs_its_own_item_at_most(value: bytes) -> None:
    good = b'{"title": "2026", "content": "%b", "id": 7, "rank": %b}'
    bad = b'{"title": "b", "content": %b}'
    text = TEXT.encode()
    for joint, ends in ((b",\n", (b"[", b"]")), (b"\n", (b"", b""))):
        first, second, third = parse_items(
            ends[0] + joint.join((good % (text, value), bad % value, good % (text, b"1"))) + ends[1], "a.json"
        )
        assert (first, third) == (ParsedArticle(title="2026", body=(TEXT,)),) * 2
        assert second == RejectedItem('no text; give it a "content"', "b")


def test_half_of_a_pair_goes_out_of_a_text_and_whole_ones_and_backslashes_stay() -> None:
    [found] = read(rb'{"title": "A \ud83dday \ud83d\ude00 in \\ud800", "year": 2026, "content": "%b"}' % TEXT.encode())
    assert found.title == "A day \N{GRINNING FACE} in \\ud800"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"{", "not valid JSON: .* in line 1"),
        (b'{"title": "x",\n "content": NaN}', "no text"),
        (b'{"title": "x", "content": "y",}', "not valid JSON"),
        (b'{"title": "x",\n "date": NaN,\n "content": y}', "not valid JSON: .* in line"),
        (b'{"title": "\\ud800"}', "no article"),
        (b"[" * 100_000, "not valid JSON: depth"),
        (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, "not valid JSON: depth"),
        (b'{"title": "a"}\n{"title": \n', "not valid JSON"),
        (b'[{"title": "a"}, {"title": "b"}]', "none of its 2 items is an article; [(]1[)]: no text"),
        (b"[]", "no article"),
        (b"{}", "no article"),
        (b"null", "no article"),
        (b'"text"', "no article"),
        (b"17", "no article"),
        (b'{"title": "only a title"}', "no text"),
        (b'{"name": "some-package", "version": "1.0.0"}', "no text"),
        (b"[" + b'{"title":"a","content":"b"},' * 2500 + b"{}]", "more than 2,000"),
        (b"{" + b",".join(b'"k%d":1' % number for number in range(3000)) + b"}", "fields"),
    ],
)
def test_refused_with_a_reason(data: bytes, reason: str) -> None:
    with pytest.raises(RejectedSeed, match=reason):
        read(data)
