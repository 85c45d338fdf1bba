"""Text pasted from a web page: the format an editor uses most."""

from __future__ import annotations

import re

from bot.errors import RejectedSeed
from bot.ingest.clean import split_paste
from bot.ingest.formats.contract import Content, Format
from bot.models import ParsedArticle

_HEAD = 8192
# The names of the columns in the first line, one of a title and one of a text.
_COLUMNS = re.compile(
    r"(?=.*\b(?:title|headline)\b)(?=.*\b(?:body|content|text|summary|description|article)\b)"
    r"[\"']?[\w ]{1,30}[\"']?(?:([,;|])[\"']?[\w ]{1,30}[\"']?)(?:\1[\"']?[\w ]{1,30}[\"']?){0,40}",
    re.IGNORECASE,
)


def read(content: Content) -> list[ParsedArticle]:
    """The one article of a paste."""
    if _is_table(content.text):
        raise RejectedSeed("a table (CSV), not an article; save it as JSON, or give each article a file of its own")
    return [split_paste(content.text)]


def _is_table(text: str) -> bool:
    """Names of columns, and directly below them a row of as many values."""
    head, _, rest = text[:_HEAD].lstrip().partition("\n")
    names = _COLUMNS.fullmatch(head.strip())
    return names is not None and rest.split("\n", 1)[0].count(names[1]) >= head.count(names[1])


def sniff(_content: Content) -> bool:
    """Any text may be a paste, so this never claims a file from another format."""
    return False


FORMAT = Format(name="text", suffixes=(".txt", ".text"), sniff=sniff, read=read)
