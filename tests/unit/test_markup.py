"""Markup: what it makes is HTML that TDLib's own parser takes, within every limit, with no word lost."""

import json
import unicodedata
from itertools import pairwise

import pytest
import tdjson
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import markup
from bot.markup import Html

ANY_TEXT = st.text(st.characters(), max_size=400)
HOSTILE = st.sampled_from(
    [
        "<b>",
        "</b>",
        "<",
        ">",
        "&",
        "&amp;",
        "&lt;b&gt;",
        "&#x41;",
        '"',
        "<a href='x'>",
        "<!--",
        "\r\n",
        "\x00",
        "\ud800",
    ]
)
WORDS = st.sampled_from(
    [
        "Istanbul",
        "said.",
        "Сегодня",
        "«Да».",
        "مرحبا",
        "日本語。",
        "👩‍👩‍👧‍👦",
        "🇹🇷",
        "a" * 70,
        "é",
        "U.S.",
        "7.30",
        "x<y",
        "🏽",
    ]
)
PARAGRAPH = st.one_of(
    ANY_TEXT,
    st.lists(st.one_of(WORDS, HOSTILE), max_size=60).map(" ".join),
    st.integers(1, 4000).map(lambda size: "ж" * size),
    st.integers(1, 2000).map(lambda size: "🗞" * size),
    st.integers(1, 400).map(lambda count: "A sentence ends here. " * count),
)
ARTICLE = st.lists(PARAGRAPH, max_size=12)


def parsed(html: str) -> dict:
    """TDLib's reading of the HTML; fails the test when TDLib refuses it."""
    request = {"@type": "parseTextEntities", "text": html, "parse_mode": {"@type": "textParseModeHTML"}}
    answer = json.loads(tdjson.td_execute(json.dumps(request, ensure_ascii=False).encode()))
    assert answer["@type"] == "formattedText", (answer, html)
    return answer


@pytest.fixture(scope="module", autouse=True)
def _quiet_tdlib() -> None:
    tdjson.td_execute(b'{"@type":"setLogVerbosityLevel","new_verbosity_level":0}')


def without_space(text: str) -> str:
    return "".join(text.split())


@given(text=ANY_TEXT | PARAGRAPH)
def test_escaped_text_is_read_back_as_itself(text: str) -> None:
    answer = parsed(markup.escape(text))
    assert answer["text"] == markup.clean(text)
    assert answer["entities"] == []
    assert markup.plain(markup.escape(text)) == markup.clean(text)


@given(text=ANY_TEXT | PARAGRAPH)
def test_formatting_spans_the_whole_text(text: str) -> None:
    for make in (markup.bold, markup.italic, markup.code):
        answer = parsed(make(text))
        assert answer["text"] == markup.clean(text)
        assert len(answer["entities"]) <= 1


@given(article=ARTICLE, reserved=st.integers(0, 1000))
@settings(max_examples=200, deadline=None)
def test_pages_hold_every_word_in_order_within_all_limits(article: list[str], reserved: int) -> None:
    cut = markup.pages(article, reserved=reserved)
    rendered = [markup.escape(page) for page in cut]
    for place, html in enumerate(rendered):
        answer = parsed(html)
        assert markup.utf16_length(answer["text"]) <= markup.PAGE_BUDGET - (reserved if place == 0 else 0)
        assert html == "" or markup.fits(html)
    assert without_space("".join(cut)) == without_space("".join(map(markup.clean, article)))
    assert all(cut) or cut == [""]


@given(paragraph=st.lists(WORDS, min_size=300, max_size=600).map("".join))
@settings(deadline=None)
def test_no_cut_parts_a_letter_from_its_marks(paragraph: str) -> None:
    for before, after in pairwise(markup.pages([paragraph])):
        assert not unicodedata.category(after[0]).startswith("M")
        assert not before.endswith("\u200d")
        assert after[0] not in "\u200d\ufe0f🏽"


def test_short_paragraphs_are_never_parted() -> None:
    body = [f"{number}. " + "word " * 100 for number in range(30)]
    cut = markup.pages(body)
    assert [paragraph for page in cut for paragraph in page.split("\n\n")] == [paragraph.strip() for paragraph in body]


def test_a_long_paragraph_is_cut_after_a_sentence() -> None:
    cut = markup.pages(["This sentence is one of many. " * 400])
    assert len(cut) > 1
    assert all(page.endswith("many.") and page.startswith("This") for page in cut)


def test_pages_are_even() -> None:
    """A text a little longer than one page becomes two halves, not a page and a line."""
    cut = markup.pages(["A sentence of some length stands here. " * 2] * 45)
    assert len(cut) == 2
    assert abs(len(cut[0]) - len(cut[1])) < 200


def test_a_text_that_fits_stays_whole() -> None:
    assert markup.pages(["One.", "Two."], reserved=100) == ["One.\n\nTwo."]
    assert markup.pages([]) == [""]


@given(text=ANY_TEXT | PARAGRAPH, limit=st.integers(10, 300))
def test_one_line_is_one_line_within_its_limit(text: str, limit: int) -> None:
    line = markup.one_line(text, limit)
    assert markup.utf16_length(line) <= limit
    assert "\n" not in line


def test_one_line_ends_with_a_whole_word() -> None:
    assert markup.one_line("Russia, Turkey Could Grow Even Closer", 20) == "Russia, Turkey …"
    assert markup.one_line("Russia,\n Turkey", 20) == "Russia, Turkey"


@pytest.mark.parametrize(
    "url",
    ["https://example.com/a?b=c&d=<e>", "http://пример.рф/путь", 'https://example.com/"quoted"', "HTTPS://EXAMPLE.COM"],
)
def test_web_addresses_become_links(url: str) -> None:
    answer = parsed(markup.link("Read <more>", url))
    assert answer["text"] == "Read <more>"
    assert [entity["type"]["@type"] for entity in answer["entities"]] == ["textEntityTypeTextUrl"]


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "tg://user?id=1", "//example.com", "ftp://example.com", "https://localhost/x", "https://",
     "https://exa mple.com", "http://[::1", "data:text/html,x", "", "https://example.com/\nx"],
)  # fmt: skip
def test_other_addresses_never_become_links(url: str) -> None:
    assert markup.link("text", url) == "text"


@given(text=ANY_TEXT, url=ANY_TEXT)
def test_a_link_is_always_valid_html(text: str, url: str) -> None:
    assert parsed(markup.link(text, "https://example.com/" + url))["text"] == markup.clean(text)


def test_empty_parts_leave_no_gaps() -> None:
    assert markup.paragraphs(Html("a"), Html(""), Html("b")) == "a\n\nb"
    assert markup.lines(Html(""), Html("b")) == "b"


def test_only_right_to_left_text_is_isolated() -> None:
    assert markup.isolate("Plain") == "Plain"
    assert markup.isolate("خبر") == "\u2068خبر\u2069"


def test_direction_overrides_are_taken_out() -> None:
    assert "\u202e" not in markup.escape("innocent\u202etxt.exe")


@pytest.mark.parametrize(
    ("html", "expected"),
    [("", False), ("<b> </b>", False), ("a", True), ("я" * 4096, True), ("я" * 4097, False), ("🗞" * 2049, False),
     ("&amp;" * 4096, True), ("<b>x</b>" * 100, True), ("<b>x</b>" * 101, False)],
)  # fmt: skip
def test_fits_by_the_strictest_reading(html: str, expected: bool) -> None:
    assert markup.fits(html) is expected
