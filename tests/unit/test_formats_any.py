"""Whatever bytes come under whatever name: articles or a reason of one line, never another error."""

import io
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.errors import RejectedSeed
from bot.ingest.formats.contract import Content
from bot.ingest.formats.registry import FORMATS, choose_format, known_suffixes
from bot.ingest.parse import parse
from bot.models import ParsedArticle
from tests.unit.formats_office import docx, pdf

DATA = Path(__file__).parent.parent / "data" / "formats"
TEXT = "The town library opens on Sundays from next month, the council said after its meeting on Tuesday."
SAMPLES = [path.read_bytes() for path in sorted(DATA.iterdir())] + [docx([("", TEXT)]), pdf([[TEXT]])]
SUFFIXES = sorted(known_suffixes())
PIECES = [
    b"<", b">", b"<p>", b"</p>", b"<html>", b"<rss>", b"<item>", b"<!DOCTYPE", b"<!ENTITY", b"]]>", b"<![CDATA[",
    b"&lt;", b"&#0;", b"&#x110000;", b"{", b"}", b"[", b"]", b'"title":', b'"content":', b"null", b"---\n",
    b"title: ", b"# ", b"\n", b"\r\n", b"\0", b"\xff\xfe", b"\xef\xbb\xbf", b"PK\x03\x04", b"%PDF-1.7\n",
    b"MIME-Version: 1.0\n", b"Content-Type: ", b"text/html; charset=", b"utf-7", b"=?utf-8?q?=FF?=",
    b"From: a\nSubject: b\n", b"stream", b"endobj", b"1 0 obj", b"<a href='", TEXT.encode(),
    "Гавань открыта. ".encode("cp1251"), "北京".encode(), "\u202e\u200b".encode(),
]  # fmt: skip


def read(data: bytes, name: str) -> list[ParsedArticle]:
    """The articles, or none with a reason that fits a report."""
    try:
        found = parse(data, name)
    except RejectedSeed as error:
        reason = str(error)
        assert reason
        assert len(reason) < 300
        assert reason.isprintable()
        return []
    assert found
    for article in found:
        assert article.title.strip()
        assert article.body
        assert all(text.strip() and "\n" not in text for text in (article.title, *article.body, *article.captions))
        assert article.published is None or article.published.tzinfo is not None
    return found


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400), st.sampled_from(SUFFIXES))
def test_any_bytes(data: bytes, suffix: str) -> None:
    read(data, f"a{suffix}")


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PIECES) | st.binary(max_size=6), max_size=25).map(b"".join), st.sampled_from(SUFFIXES))
@example(b"---\ntitle: " + b"1:" * 4000 + b"1\n---\n" + TEXT.encode(), ".md")
@example(b"<p>" * 3000 + TEXT.encode(), ".html")
def test_any_pieces_of_the_formats(data: bytes, suffix: str) -> None:
    read(data, f"a{suffix}")


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(SAMPLES), st.sampled_from(SUFFIXES), st.data())
def test_any_damaged_sample_under_any_name(sample: bytes, suffix: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(sample)))
    end = data.draw(st.integers(start, min(len(sample), start + 200)))
    read(sample[:start] + data.draw(st.binary(max_size=8)) + sample[end:], f"a{suffix}")


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("sample", SAMPLES, ids=range(len(SAMPLES)))
def test_every_sample_under_every_name(sample: bytes, suffix: str) -> None:
    """Content decides, or the name does; the same file twice gives the same articles."""
    assert read(sample, f"a{suffix}") == read(sample, f"a{suffix}")


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNG\r\n\x1a\n" + b"\0" * 64,
        b"\x7fELF" + bytes(range(256)),
        b"a\n" * 1_000_000,
        b"\n" * 1_000_000,
        b" " * 1_000_000,
        b"<" * 1_000_000,
        b"<b>" * 600_000,
        b"[" * 1_000_000,
        b"a " * 1_000_000,
    ],
    ids=["picture", "program", "lines", "blank lines", "blanks", "angles", "elements", "brackets", "words"],
)
def test_hostile_under_every_name(data: bytes, suffix: str) -> None:
    read(data, f"a{suffix}")


def test_every_suffix_belongs_to_one_format() -> None:
    named = [suffix for form in FORMATS for suffix in form.suffixes]
    assert sorted(named) == sorted(set(named))
    assert {".txt", ".md", ".html", ".htm", ".json", ".xml", ".rss", ".atom", ".eml", ".docx", ".pdf"} <= set(named)


def test_an_unknown_suffix_is_refused_with_those_that_are_read() -> None:
    with pytest.raises(RejectedSeed, match=r"\.odt are not read; use .*\.docx"):
        choose_format(Content(b"text", "a.odt"))


def test_text_is_decoded_once() -> None:
    content = Content(io.BytesIO(b"text").read(), "a.txt")
    assert content.text is content.text


def test_a_table_is_told_and_a_sentence_with_commas_is_none() -> None:
    with pytest.raises(RejectedSeed, match="table"):
        parse(f'"title","date","body"\nLibrary,2024,{TEXT}\n'.encode(), "a.txt")
    with pytest.raises(RejectedSeed, match="table"):
        parse(f"Headline;Text\nLibrary;{TEXT}\n".encode(), "a.txt")
    [found] = parse(f"Title, text, and what they mean\n\n{TEXT}\n".encode(), "a.txt")
    assert found.body == (TEXT,)
