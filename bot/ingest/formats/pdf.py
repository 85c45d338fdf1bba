"""PDF files that hold text; scans are refused, since nothing here reads pictures."""

from __future__ import annotations

import io
import logging
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from pypdf import PageObject, PdfReader, apply_configuration
from pypdf.errors import DependencyError, PyPdfError

from bot.errors import RejectedSeed
from bot.ingest import fields
from bot.ingest.clean import split_paste
from bot.ingest.decode import normalise
from bot.ingest.formats.contract import Content, Format
from bot.models import ParsedArticle
from bot.sentences import ends_like_sentence

_MAGIC = b"%PDF-"
_MOST_PAGES = 40
# What draws one page; a page of a newspaper has some ten thousand bytes, a map or a plot has millions.
_MOST_DRAWING = 400_000
_MOST_TEXT = 400_000
# Fonts and object tables unpack to some hundred thousand bytes each.
_MOST_UNPACKED = 8_000_000
_UNPACKING: dict[str, Any] = {
    "zlib_maximum_output_length": _MOST_UNPACKED,
    "lzw_maximum_output_length": _MOST_UNPACKED,
    "run_length_maximum_output_length": _MOST_UNPACKED,
    "array_based_stream_maximum_output_length": _MOST_UNPACKED,
    "maximum_declared_stream_length": _MOST_UNPACKED,
}
_LEAST_TEXT = 40
_REPEATED = 3
# A line that ends this much before the others closes its paragraph.
_SHORT = 0.8
_PAGE_NUMBER = re.compile(
    r"\W*(?:page|p\.|seite|стр\.?|sayfa|صفحة)?\W*\d{1,4}(?:\s*(?:/|of|von|из)\s*\d{1,4})?\W*", re.I
)
_DIGITS = re.compile(r"\d+")

logging.getLogger("pypdf").setLevel(logging.CRITICAL)


def read(content: Content) -> list[ParsedArticle]:
    """The one article of a document, its pages joined and read as a paste is."""
    if _MAGIC not in content.data[:1024]:
        raise RejectedSeed("the content is no PDF; give the file the ending of what it is")
    pages, title = _read_pages(content.data)
    if sum(len(line) for page in pages for line in page) < _LEAST_TEXT:
        raise RejectedSeed("the PDF holds no text, only pictures of pages; paste the article as text instead")
    paragraphs = list(_paragraphs(_without_running_heads(pages)))
    if title and " ".join(paragraphs)[:600].casefold().find(title.casefold()) >= 0:
        paragraphs.insert(0, title)
    return [split_paste("\n\n".join(paragraphs))]


def sniff(content: Content) -> bool:
    """The mark of a PDF, which may stand behind a few stray bytes."""
    return content.data.startswith(_MAGIC) or (content.suffix == ".pdf" and _MAGIC in content.data[:1024])


def _read_pages(data: bytes) -> tuple[list[list[str]], str]:
    """The lines of every page and the title in the document's properties."""
    with apply_configuration(**_UNPACKING):
        return _read_bounded(data)


def _read_bounded(data: bytes) -> tuple[list[list[str]], str]:
    try:
        reader = PdfReader(io.BytesIO(data), strict=False)
        if reader.is_encrypted and not _opens_without_password(reader):
            raise RejectedSeed("the PDF is protected by a password; save it without one, or paste its text")
        if len(reader.pages) > _MOST_PAGES:
            raise RejectedSeed(
                f"the PDF has {len(reader.pages):,} pages, more than {_MOST_PAGES}; save the article alone"
            )
        pages = [_page_lines(page) for page in reader.pages]
        return pages, fields.line(reader.metadata.title if reader.metadata else "", 300)
    except RejectedSeed:
        raise
    except Exception as error:
        # pypdf raises whatever a damaged object makes Python raise: KeyError, TypeError, RecursionError and others.
        raise RejectedSeed("the PDF is damaged and cannot be read; save it again, or paste its text") from error


def _opens_without_password(reader: PdfReader) -> bool:
    """Documents that only forbid printing or copying open with an empty password."""
    try:
        return bool(reader.decrypt(""))
    except (PyPdfError, DependencyError, NotImplementedError):
        return False


def _page_lines(page: PageObject) -> list[str]:
    contents = page.get_contents()
    if contents is None:
        return []
    if len(contents.get_data()) > _MOST_DRAWING:
        raise RejectedSeed("a page of the PDF is a drawing too large to read; paste the article as text instead")
    text = normalise(page.extract_text())
    if len(text) > _MOST_TEXT:
        raise RejectedSeed("a page of the PDF holds too much text for an article; save the article alone")
    return [" ".join(line.split()) for line in text.split("\n")]


def _without_running_heads(pages: Sequence[Sequence[str]]) -> list[str]:
    """All lines without page numbers and what is printed on top or bottom of every page."""
    edges = Counter(_DIGITS.sub("#", line) for page in pages for line in {*page[:2], *page[-2:]} if line)
    running = {text for text, count in edges.items() if count >= max(_REPEATED, len(pages) // 2)}
    return [
        line
        for page in pages
        for line in page
        if not (line and ((len(line) < 40 and _PAGE_NUMBER.fullmatch(line)) or _DIGITS.sub("#", line) in running))
    ]


def _paragraphs(lines: Sequence[str]) -> Iterator[str]:
    """Lines joined to paragraphs: one ends at a blank line, or where a sentence ends well before the margin."""
    lengths = sorted(len(line) for line in lines if len(line) > 20)
    margin = lengths[int(0.8 * len(lengths))] if lengths else 0
    paragraph = ""
    for line in lines:
        if not line:
            if paragraph and ends_like_sentence(paragraph):
                yield paragraph
                paragraph = ""
            continue
        if paragraph and _begins_anew(paragraph, line):
            yield paragraph
            paragraph = ""
        paragraph = _join(paragraph, line)
        short = len(line) < _SHORT * margin
        if short and (ends_like_sentence(line) or len(line) < 0.6 * margin):
            yield paragraph
            paragraph = ""
    if paragraph:
        yield paragraph


def _begins_anew(paragraph: str, line: str) -> bool:
    return line.startswith(("•", "- ", "– ", "* ")) and not paragraph.endswith(",")


def _join(paragraph: str, line: str) -> str:
    """A word broken at the margin is made whole; a hyphen before a capital belongs to the word."""
    if not paragraph:
        return line
    if paragraph.endswith("-") and len(paragraph) > 2 and paragraph[-2].isalpha() and line[0].islower():
        return paragraph[:-1] + line
    return f"{paragraph} {line}"


FORMAT = Format(name="PDF", suffixes=(".pdf",), sniff=sniff, read=read)
