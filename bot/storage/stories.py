"""What is stored of the stories: fingerprints, links between articles, and which story an article belongs to."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Column, ColumnElement, bindparam, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.schema import articles, fingerprint_keys, fingerprints, story_links
from bot.stories.fingerprint import Fingerprint
from bot.stories.grouping import Link

# Parameters a statement: SQLite takes 32,766, PostgreSQL one more.
_MANY = 5000


@dataclass(frozen=True, slots=True)
class Text:
    """An article as it is compared with others."""

    id: int
    seed_path: str
    live: bool
    title: str
    body: str
    language: str
    source: str
    published: datetime | None
    first_seen: datetime


@dataclass(frozen=True, slots=True)
class Known:
    """The stored fingerprint of an article, and the day that the article is of."""

    day: int
    fingerprint: Fingerprint


async def uncompared(connection: AsyncConnection, *, most: int) -> list[Text]:
    """Articles that were written since the stories last looked, withdrawn ones too."""
    query = (
        select(
            articles.c.id,
            articles.c.seed_path,
            articles.c.live,
            articles.c.title,
            articles.c.body,
            articles.c.language,
            articles.c.source,
            articles.c.published_at,
            articles.c.first_seen_at,
        )
        .where(~articles.c.compared)
        .order_by(articles.c.id)
        .limit(most)
    )
    return [Text(*row) for row in await connection.execute(query)]


async def known(connection: AsyncConnection, ids: Collection[int]) -> dict[int, Known]:
    """The stored fingerprints of these articles."""
    columns = (fingerprints.c.article_id, fingerprints.c.day, fingerprints.c.packed)
    rows = await _all(connection, columns, fingerprints.c.article_id, ids)
    return {row.article_id: Known(row.day, Fingerprint.unpack(row.packed)) for row in rows}


async def bodies(connection: AsyncConnection, ids: Collection[int]) -> dict[int, str]:
    """The texts of these articles."""
    rows = await _all(connection, (articles.c.id, articles.c.body), articles.c.id, ids)
    return {row.id: row.body for row in rows}


async def titles(connection: AsyncConnection, ids: Collection[int]) -> dict[int, str]:
    """The headlines of these articles."""
    rows = await _all(connection, (articles.c.id, articles.c.title), articles.c.id, ids)
    return {row.id: row.title for row in rows}


async def remember(
    connection: AsyncConnection, found: Mapping[int, Known], keys: Iterable[tuple[int, int, int]]
) -> None:
    """Store fingerprints and the (day, key, article) rows by which others find them."""
    if found:
        await connection.execute(
            insert(fingerprints),
            [
                {
                    "article_id": article,
                    "day": known.day,
                    "text_hash": known.fingerprint.text,
                    "packed": known.fingerprint.pack(),
                }
                for article, known in found.items()
            ],
        )
    rows = [{"day": day, "key": key, "article_id": article} for day, key, article in keys]
    if rows:
        await connection.execute(insert(fingerprint_keys), rows)


async def forget(connection: AsyncConnection, gone: Mapping[int, Known]) -> None:
    """Delete fingerprints, with the rows by which others find them and the links to others."""
    if not gone:
        return
    ids = list(gone)
    keys = [
        {"the_day": known.day, "the_key": key, "the_article": article}
        for article, known in gone.items()
        for key in known.fingerprint.keys
    ]
    if keys:
        await connection.execute(
            delete(fingerprint_keys).where(
                fingerprint_keys.c.day == bindparam("the_day"),
                fingerprint_keys.c.key == bindparam("the_key"),
                fingerprint_keys.c.article_id == bindparam("the_article"),
            ),
            keys,
        )
    await connection.execute(delete(story_links).where(story_links.c.low.in_(ids)))
    await connection.execute(delete(story_links).where(story_links.c.high.in_(ids)))
    await connection.execute(delete(fingerprints).where(fingerprints.c.article_id.in_(ids)))


async def sharing(
    connection: AsyncConnection, days: Iterable[int], keys: Collection[int]
) -> list[tuple[int, int, int]]:
    """(day, key, article) of the articles of these days that have some of these keys."""
    columns = (fingerprint_keys.c.day, fingerprint_keys.c.key, fingerprint_keys.c.article_id)
    of_these_days = fingerprint_keys.c.day.in_(list(days))
    rows = await _all(connection, columns, fingerprint_keys.c.key, keys, of_these_days)
    return [(row.day, row.key, row.article_id) for row in rows]


async def copies(connection: AsyncConnection, text_hashes: Collection[int]) -> list[tuple[int, int]]:
    """(text hash, article) of all articles with one of these texts."""
    columns = (fingerprints.c.text_hash, fingerprints.c.article_id)
    rows = await _all(connection, columns, fingerprints.c.text_hash, text_hashes)
    return [(row.text_hash, row.article_id) for row in rows]


async def link(connection: AsyncConnection, links: Iterable[Link]) -> None:
    """Store links."""
    rows = [
        {"low": each.low, "high": each.high, "likeness": each.likeness, "same": each.same, "copy": each.copy}
        for each in links
    ]
    if rows:
        await connection.execute(insert(story_links), rows)


async def links(connection: AsyncConnection, ids: Collection[int]) -> set[Link]:
    """The links of these articles."""
    columns = (story_links.c.low, story_links.c.high, story_links.c.likeness, story_links.c.same, story_links.c.copy)
    found: set[Link] = set()
    for end in (story_links.c.low, story_links.c.high):
        found.update(Link(*row) for row in await _all(connection, columns, end, ids))
    return found


async def stories_of(connection: AsyncConnection, ids: Collection[int]) -> dict[int, int]:
    """The stories of those of these articles that are in one."""
    rows = await _all(connection, (articles.c.id, articles.c.story_id), articles.c.id, ids)
    return {row.id: row.story_id for row in rows if row.story_id is not None}


async def originals_of(connection: AsyncConnection, ids: Collection[int]) -> dict[int, int]:
    """What those of these articles that are copies are copies of."""
    rows = await _all(connection, (articles.c.id, articles.c.copy_of), articles.c.id, ids)
    return {row.id: row.copy_of for row in rows if row.copy_of is not None}


async def sizes(connection: AsyncConnection, stories: Collection[int]) -> dict[int, int]:
    """How many articles these stories have."""
    query = select(articles.c.story_id, func.count()).group_by(articles.c.story_id)
    rows = await connection.execute(query.where(articles.c.story_id.in_(stories)))
    return {row[0]: row[1] for row in rows}


async def members(connection: AsyncConnection, stories: Collection[int]) -> dict[int, list[int]]:
    """The articles of these stories in order, by story."""
    found: dict[int, list[int]] = {}
    for row in await _all(connection, (articles.c.story_id, articles.c.id), articles.c.story_id, stories):
        found.setdefault(row.story_id, []).append(row.id)
    return {story: sorted(ids) for story, ids in found.items()}


async def place(connection: AsyncConnection, found: Mapping[int, int | None]) -> None:
    """Write the story of each article, None for an article on its own."""
    await _set(connection, articles.c.story_id, found)


async def name_originals(connection: AsyncConnection, found: Mapping[int, int | None]) -> None:
    """Write what each article is a copy of, None for the original."""
    await _set(connection, articles.c.copy_of, found)


async def rename(connection: AsyncConnection, story: int, name: int) -> None:
    """Give a story another id; where there is a story of that id, they are one from now on."""
    await connection.execute(update(articles).where(articles.c.story_id == story).values(story_id=name))


async def mark_compared(connection: AsyncConnection, ids: Sequence[int]) -> None:
    """The stories know these articles as they are now."""
    await connection.execute(update(articles).where(articles.c.id.in_(ids)).values(compared=True))


async def _set(connection: AsyncConnection, column: Column[Any], found: Mapping[int, int | None]) -> None:
    rows = [{"the_article": article, "the_value": value} for article, value in found.items()]
    if rows:
        changed = update(articles).where(articles.c.id == bindparam("the_article"))
        await connection.execute(changed.values({column: bindparam("the_value")}), rows)


async def _all(
    connection: AsyncConnection,
    columns: Sequence[ColumnElement[Any]],
    column: ColumnElement[Any],
    values: Collection[Any],
    *conditions: ColumnElement[bool],
) -> list[Any]:
    """The rows with one of these values, in as many statements as their parameters need."""
    listed = list(values)
    rows: list[Any] = []
    for start in range(0, len(listed), _MANY):
        query = select(*columns).where(column.in_(listed[start : start + _MANY]), *conditions)
        rows += await connection.execute(query)
    return rows
