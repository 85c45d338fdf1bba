"""Saved web pages, and HTML that was pasted into a text file."""

from __future__ import annotations

import re

from bot.errors import RejectedSeed
from bot.ingest.formats.contract import Content, Format
from bot.ingest.formats.encoding import declared_encoding, decode_declared
from bot.ingest.markup.page import read_page
from bot.models import ParsedArticle

_HEAD = 4096
_PAGE = re.compile(
    r"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,2000}?-->\s*){0,5}<(?:!doctype\s+html|html|head|body)\b", re.I | re.S
)
_FRAGMENT = re.compile(
    r"\s*<(?:article|main|section|div|p|h[1-6]|header|figure|table|ul|ol|blockquote)\b[^<>]{0,1000}>", re.I
)
_CLOSED = re.compile(r"</(?:p|h[1-6]|div|article|section|li|td|blockquote)\s*>", re.IGNORECASE)
_SUFFIXES = (".html", ".htm", ".xhtml", ".shtml")


def read(content: Content) -> list[ParsedArticle]:
    """The one article of a page."""
    return [read_page(_text(content))]


def sniff(content: Content) -> bool:
    """A whole page whatever its name is; in a text file also a piece of one. "<5% & fell >3%" is neither."""
    head = content.text[: 2 * _HEAD]
    if _PAGE.match(head):
        return True
    pasted = content.suffix in {"", ".txt", ".text"}
    return pasted and _FRAGMENT.match(head) is not None and _CLOSED.search(content.text) is not None


def _text(content: Content) -> str:
    declared = declared_encoding(content.data)
    text = decode_declared(content.data, declared, content.fallback) if declared else content.text
    if not text.strip():
        raise RejectedSeed("the file holds only white space; save the article's page again")
    return text


FORMAT = Format(name="HTML", suffixes=_SUFFIXES, sniff=sniff, read=read)
