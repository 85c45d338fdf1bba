"""The library as the digest weighs it: what came last, and the stories that it belongs to.

However large the library, a look costs the same: both readings below stop after their limit, each on its own index.
"""

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, cast, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.models import Headline
from bot.storage import direct
from bot.storage.editions import part_of
from bot.storage.engine import as_parameter, numbers
from bot.storage.schema import articles, edition_articles, editions, loads

# Parameters a statement: SQLite takes 32,766, PostgreSQL one more.
_MANY = 5000
# Editions whose articles are read in one piece: between two of them, others have their turn.
_EDITIONS = 500
# An article that stands alone is a story of its own.
_STORY = func.coalesce(articles.c.story_id, articles.c.id).label("story")
_TELLABLE = (articles.c.live, articles.c.copy_of.is_(None))


@dataclass(frozen=True, slots=True)
class News:
    """An article that may be told, of the story with that id; `entered` is when its load began.

    `names` are its people, organisations and keywords as they are stored, JSON: few look at them.
    """

    headline: Headline
    story: int
    places: tuple[str, ...]
    names: str
    url: str
    load_id: int
    entered: datetime


@dataclass(frozen=True, slots=True)
class ToldEdition:
    """What an edition told: (part, article, the story that the article belongs to now)."""

    edition_id: int
    through_load: int
    articles: tuple[tuple[int, int, int], ...]


_NEWS = (
    articles.c.id,
    articles.c.title,
    articles.c.summary,
    articles.c.source,
    articles.c.language,
    cast(articles.c.topics, Text).label("topics"),
    articles.c.published_at,
    articles.c.shown_at,
    articles.c.words,
    cast(articles.c.places, Text).label("places"),
    cast(articles.c.people, Text).label("people"),
    cast(articles.c.organisations, Text).label("organisations"),
    cast(articles.c.keywords, Text).label("keywords"),
    articles.c.url,
    articles.c.load_id,
    loads.c.started_at.label("entered"),
    _STORY,
)


def _select() -> Select[Any]:
    return select(*_NEWS).join(loads, loads.c.id == articles.c.load_id).where(*_TELLABLE)


def _news(row: Any) -> News:
    headline = Headline(
        id=row.id,
        title=row.title,
        summary=row.summary,
        source=row.source,
        language=row.language,
        topics=_listed(row.topics),
        published=row.published_at,
        shown_at=row.shown_at,
        words=row.words,
    )
    return News(
        headline=headline,
        story=row.story,
        places=_listed(row.places),
        names=f"[{row.people},{row.organisations},{row.keywords}]",
        url=row.url,
        load_id=row.load_id,
        entered=row.entered,
    )


@lru_cache(maxsize=1024)
def _listed(stored: str) -> tuple[str, ...]:
    """The same few topics and countries come again and again."""
    return tuple(json.loads(stored))


async def newest(connection: AsyncConnection, *, through_load: int, most: int) -> dict[int, News]:
    """By their ids, the `most` live articles with the newest dates and the `most` that came in last, without copies."""
    by_date = _select().where(articles.c.load_id <= through_load)
    by_date = by_date.order_by(articles.c.shown_at.desc(), articles.c.id.desc()).limit(most)
    # Its own statement finds the ids: with the load's time in it, SQLite would begin with the loads.
    arrived = (
        select(articles.c.id)
        .where(articles.c.load_id <= through_load, *_TELLABLE)
        .order_by(articles.c.load_id.desc(), articles.c.id.desc())
        .limit(most)
    )
    found = {row.id: _news(row) for row in await connection.execute(by_date)}
    others = [key for key in (await connection.execute(arrived)).scalars() if key not in found]
    return found | await _where(connection, articles.c.id, others)


async def of_ids(connection: AsyncConnection, ids: Collection[int]) -> dict[int, News]:
    """The live ones of these articles, copies left out."""
    return await _where(connection, articles.c.id, ids)


async def of_stories(
    connection: AsyncConnection, stories: Collection[int], *, known: Collection[int] = ()
) -> dict[int, News]:
    """The live articles of these stories of several, copies and those that are known left out."""
    members: list[int] = []
    for some in _some(stories):
        found = select(articles.c.id).where(articles.c.story_id.in_(some))
        members += (await connection.execute(found)).scalars()
    return await _where(connection, articles.c.id, set(members) - set(known))


async def _where(connection: AsyncConnection, column: ColumnElement[int], values: Collection[int]) -> dict[int, News]:
    found: dict[int, News] = {}
    for some in _some(values):
        found |= {row.id: _news(row) for row in await connection.execute(_select().where(column.in_(some)))}
    return found


def _some(values: Collection[int], most: int = _MANY) -> Iterator[list[int]]:
    ordered = sorted(values)
    return (ordered[start : start + most] for start in range(0, len(ordered), most))


_THROUGH = select(editions.c.id, editions.c.through_load).where(editions.c.id.in_(numbers("ids")))
_TOLD_BY = (
    select(edition_articles.c.edition_id, edition_articles.c.article_id, edition_articles.c.place, _STORY)
    .join(articles, articles.c.id == edition_articles.c.article_id)
    .where(edition_articles.c.edition_id.in_(numbers("ids")), edition_articles.c.place > 0)
)
_TOLD_OF = _TOLD_BY.where(edition_articles.c.article_id.in_(numbers("articles")))


async def told(
    connection: AsyncConnection, edition_ids: Collection[int], *, of: Collection[int] | None = None
) -> list[ToldEdition]:
    """What each of these editions told; of a few articles alone, where they are given."""
    found: list[ToldEdition] = []
    for some in _some(edition_ids, _EDITIONS):
        values = {"ids": as_parameter(some), "articles": as_parameter(of or ())}
        told_by: dict[int, list[tuple[int, int, int]]] = {}
        for key, article, place, story in await direct.rows(connection, _TOLD_BY if of is None else _TOLD_OF, values):
            told_by.setdefault(key, []).append((part_of(place), article, story))
        through = await direct.rows(connection, _THROUGH, values)
        found += [ToldEdition(key, load, tuple(told_by.get(key, ()))) for key, load in through]
    return found
