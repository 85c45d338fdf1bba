"""An article whose title and paragraphs a file states, freed of the dirt that was pasted along with them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

from bot.errors import RejectedSeed
from bot.ingest.context import settle
from bot.ingest.datelines import read_dateline
from bot.ingest.formats.contract import Item
from bot.ingest.leads import says_again
from bot.ingest.lines import Kind, Line, key, read_lines
from bot.ingest.metadata import collect_captions, read_facts
from bot.ingest.titles import make_title
from bot.models import ParsedArticle, RejectedItem
from bot.sentences import is_list_item

Entry = TypeVar("Entry")

_DROPPED = frozenset({Kind.FURNITURE, Kind.BOX, Kind.STAMP, Kind.BYLINE, Kind.CAPTION, Kind.AFTER, Kind.END})
_SIGNED = frozenset({Kind.BYLINE, Kind.STAMP})
_LEAST, _MOST = 8, 45


def tidy(article: ParsedArticle, nothing: str) -> ParsedArticle:
    """The article with share bars, date lines and captions out of its body; RejectedSeed(`nothing`) without any text.

    What the file states goes before what lines of the body say. Nothing is dropped for its place alone, as in a
    paste: here the file itself says where the article begins and ends.
    """
    lines = settle(read_lines("\n\n".join(article.body)))
    if not lines:
        raise RejectedSeed(nothing)
    body = _paragraphs(lines, article.title)
    if not body:
        raise RejectedSeed(nothing)
    standfirst = "" if article.summary else _standfirst(lines, body, article.title)
    body = body[1:] if standfirst else body
    facts = read_facts(lines, 0, len(lines), body[:1])
    return replace(
        article,
        title=article.title or make_title(body[0]),
        body=body,
        summary=article.summary or standfirst,
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


def _standfirst(lines: Sequence[Line], body: Sequence[str], title: str) -> str:
    """The first paragraph of a titled article where a byline, a date or a paragraph with a dateline comes next."""
    if not title or len(body) < 2 or read_dateline(body[0]):
        return ""
    at = next(index for index, line in enumerate(lines) if line.text == body[0])
    below = lines[at + 1]
    signed = below.kind in _SIGNED or read_dateline(body[1]) is not None
    fits = _LEAST <= lines[at].words <= _MOST and not is_list_item(body[0]) and not says_again(key(body[0]), key(title))
    return body[0] if signed and fits else ""


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
