"""Keeps the search index in step with the articles, in the transactions that change them."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import ModuleType

from sqlalchemy import delete, insert, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.models import ParsedArticle
from bot.search.document import Document, describe
from bot.search.languages import primary
from bot.search.terms import Analyser
from bot.storage import facts, fts5, tsvector
from bot.storage.schema import search_docs

DAY = 1 << 17
"""Documents of a day are numbered in a range of this size, so that numbers go up with time and lie close together."""

LANGUAGES = "search_languages"
_ADD_WORDS = {
    "sqlite": text("INSERT OR IGNORE INTO search_words (word) SELECT value FROM json_each(:words)"),
    "postgresql": text(
        "INSERT INTO search_words (word) SELECT unnest(CAST(:words AS text[])) ON CONFLICT (word) DO NOTHING"
    ),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """An article as it is to be indexed; `document` where its terms are known already."""

    article_id: int
    content: ParsedArticle
    shown_at: datetime
    document: Document | None = None


def index_of(connection: AsyncConnection) -> ModuleType:
    """The module with this database's own index: `fts5` or `tsvector`, which have the same functions."""
    return tsvector if connection.dialect.name == "postgresql" else fts5


def day_start(day: date) -> int:
    """The first number of a day's documents."""
    return day.toordinal() * DAY


def day_of(document: int) -> int:
    """The day of a document, counted from the year 1."""
    return document // DAY


async def add(connection: AsyncConnection, entries: Sequence[Entry]) -> None:
    """Index articles that are not indexed yet."""
    if not entries:
        return
    described = await _described(entries)
    numbers = await _number(connection, [day_start(entry.shown_at.date()) for entry in entries])
    await index_of(connection).add(connection, dict(zip(numbers, described, strict=True)))
    rows = [{"id": number, "article_id": entry.article_id} for number, entry in zip(numbers, entries, strict=True)]
    await connection.execute(insert(search_docs), rows)
    await _learn(connection, entries, described)


async def replace(connection: AsyncConnection, entries: Sequence[Entry]) -> None:
    """Index articles anew whose text has changed."""
    await remove(connection, [entry.article_id for entry in entries])
    await add(connection, entries)


async def remove(connection: AsyncConnection, article_ids: Sequence[int]) -> None:
    """These articles are not to be found any more; nothing for those that were not."""
    if not article_ids:
        return
    theirs = search_docs.c.article_id.in_(article_ids)
    numbers = (await connection.execute(select(search_docs.c.id).where(theirs))).scalars().all()
    await index_of(connection).remove(connection, numbers)
    await connection.execute(delete(search_docs).where(theirs))


async def _described(entries: Sequence[Entry]) -> list[Document]:
    known = [entry.document for entry in entries if entry.document is not None]
    return known if len(known) == len(entries) else await asyncio.to_thread(_describe, entries)


def _describe(entries: Sequence[Entry]) -> list[Document]:
    analyser = Analyser()
    return [entry.document or describe(entry.content, analyser) for entry in entries]


async def _number(connection: AsyncConnection, days: Sequence[int]) -> list[int]:
    """A free number for each, in the range of its day; a day that is full goes over into the next."""
    free: dict[int, int] = {}
    await _look_up(connection, free, sorted(set(days)))
    found = []
    for day in days:
        range_start = day
        while free[range_start] >= range_start + DAY:
            range_start += DAY
            if range_start not in free:
                await _look_up(connection, free, [range_start])
        found.append(free[range_start])
        free[range_start] += 1
    return found


async def _look_up(connection: AsyncConnection, free: dict[int, int], days: Sequence[int]) -> None:
    taken = await index_of(connection).last_numbers(connection, days, DAY)
    free.update((day, day if last is None else last + 1) for day, last in taken.items())


async def _learn(connection: AsyncConnection, entries: Sequence[Entry], described: Sequence[Document]) -> None:
    """Remember words and languages; in their order, so that two loaders never wait for each other in a circle."""
    words = sorted(frozenset().union(*(document.words for document in described)))
    dialect = connection.dialect.name
    bound = words if dialect == "postgresql" else json.dumps(words, ensure_ascii=False)
    await connection.execute(_ADD_WORDS[dialect], {"words": bound})
    known = set(await languages(connection))
    found = known | {primary(entry.content.language) for entry in entries}
    if found != known:
        await facts.put(connection, LANGUAGES, " ".join(code or "-" for code in sorted(found)))


async def languages(connection: AsyncConnection) -> tuple[str, ...]:
    """The languages that articles of the library are or were in; empty for what could not be identified."""
    return tuple(code.strip("-") for code in (await facts.get(connection, LANGUAGES) or "").split())
