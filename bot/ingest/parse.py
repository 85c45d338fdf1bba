"""The one entry from bytes to articles; pure, so that the same file always gives the same articles."""

from __future__ import annotations

from collections.abc import Sequence

from bot.errors import RejectedSeed
from bot.ingest.formats.contract import Content, Item
from bot.ingest.formats.registry import choose_format
from bot.ingest.substance import why_no_article
from bot.models import ParsedArticle, RejectedItem


def parse(data: bytes, name: str, *, fallback: str = "") -> list[ParsedArticle]:
    """The good articles in a seed file, as `parse_items` finds them."""
    return [item for item in parse_items(data, name, fallback=fallback) if isinstance(item, ParsedArticle)]


def parse_items(data: bytes, name: str, *, fallback: str = "") -> Sequence[Item]:
    """What stands in a seed file, in its order; RejectedSeed with the reason when no article does.

    `fallback` is the encoding to assume when the bytes are neither marked nor UTF-8.
    """
    if not data:
        raise RejectedSeed("the file is empty; paste the article into it")
    content = Content(data, name, fallback)
    items = [_judged(item) for item in choose_format(content).read(content)]
    bad = [item.reason for item in items if isinstance(item, RejectedItem)]
    if len(bad) == len(items):
        raise RejectedSeed(bad[0] if len(bad) == 1 else f"none of its {len(bad):,} items is an article; (1): {bad[0]}")
    return items


def _judged(item: Item) -> Item:
    reason = "" if isinstance(item, RejectedItem) else why_no_article(item)
    return RejectedItem(reason, item.title) if reason else item
