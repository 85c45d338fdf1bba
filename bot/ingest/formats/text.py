"""Text pasted from a web page: the format an editor uses most."""

from __future__ import annotations

from bot.ingest.clean import split_paste
from bot.ingest.formats.contract import Content, Format
from bot.models import ParsedArticle


def read(content: Content) -> list[ParsedArticle]:
    """The one article of a paste."""
    return [split_paste(content.text)]


def sniff(_content: Content) -> bool:
    """Any text may be a paste, so this never claims a file from another format."""
    return False


FORMAT = Format(name="text", suffixes=(".txt", ".text"), sniff=sniff, read=read)
