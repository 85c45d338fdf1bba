"""An article whose title and paragraphs a file states, freed of the dirt that was pasted along with them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

from bot.errors import RejectedSeed
from bot.ingest.context import settle
from bot.ingest.formats.contract import Item
from bot.ingest.lines import Kind, Line, key, read_lines
from bot.ingest.metadata import collect_captions, read_facts
from bot.ingest.titles import make_title
from bot.models import ParsedArticle, RejectedItem

Entry = TypeVar("Entry")

_DROPPED = frozenset({Kind.FURNITURE, Kind.BOX, Kind.STAMP, Kind.BYLINE, Kind.CAPTION, Kind.AFTER, Kind.END})


def tidy(article: ParsedArticle, nothing: str) -> ParsedArticle:
    """The article with share bars, date lines and captions out of its body; RejectedSeed(`nothing`) without any text.

    What the file states goes before what lines of the body say. Nothing is dropped for its place alone, as in a
    paste: here the file itself says where the article begins and ends.
    """
    lines = settle(read_lines("\n\n".join(article.body)))
    if not lines:
        raise RejectedSeed(nothing)
    facts = read_facts(lines, 0, len(lines), [line.text for line in lines[:1]])
    body = _paragraphs(lines, article.title)
    if not body:
        raise RejectedSeed(nothing)
    return replace(
        article,
        title=article.title or make_title(body[0]),
        body=body,
        byline=article.byline or facts.byline,
        source=article.source or facts.source,
        published=article.published or facts.published,
        updated=article.updated or facts.updated,
        captions=tuple(dict.fromkeys((*article.captions, *collect_captions(lines, 0, len(lines))))),
    )


def _paragraphs(lines: Sequence[Line], title: str) -> tuple[str, ...]:
    """The lines that belong, or all when none seems to; without first ones that repeat the title."""
    kept = [line.text for line in lines if line.kind not in _DROPPED] or [line.text for line in lines]
    while kept and title and key(kept[0]) == key(title):
        del kept[0]
    return tuple(kept)


def read_each(
    entries: Sequence[Entry], read: Callable[[Entry], ParsedArticle], title: Callable[[Entry], str]
) -> list[Item]:
    """Every entry of a file as though it stood alone: an article, or the reason why it is none."""
    items: list[Item] = []
    for entry in entries:
        try:
            items.append(read(entry))
        except RejectedSeed as error:
            items.append(RejectedItem(str(error), title(entry)))
    return items
