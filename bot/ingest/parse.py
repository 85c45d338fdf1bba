"""The one entry from bytes to articles; pure, so that the same file always gives the same articles."""

from __future__ import annotations

from bot.errors import RejectedSeed
from bot.ingest.formats.contract import Content
from bot.ingest.formats.registry import choose_format
from bot.models import ParsedArticle


def parse(data: bytes, name: str, *, fallback: str = "") -> list[ParsedArticle]:
    """The articles in a seed file, in its order; RejectedSeed with the reason when there is none.

    `fallback` is the encoding to assume when the bytes are neither marked nor UTF-8.
    """
    if not data:
        raise RejectedSeed("the file is empty; paste the article into it")
    content = Content(data, name, fallback)
    return choose_format(content).read(content)
