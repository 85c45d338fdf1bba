"""What articles were before a load touched them, so that the load can be undone; and which loads there are to undo.

An entry holds the columns that the load wrote over, as JSON. Articles that a load added have none: they are known by
their `load_id`, so that the first load of a large folder costs nothing here.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Column, delete, exists, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage import articles as library
from bot.storage.schema import UtcDateTime, articles, journal, loads
from bot.storage.search_fill import reindex

STATUS = ("live", "withdrawn_at", "load_id")
"""The columns that withdrawing, or bringing back, an article changes."""

EVERYTHING = (
    *STATUS, "seed_path", "position", "content_hash", "title", "body", "summary", "byline", "source", "section", "url",
    "language", "published_at", "updated_at", "captions", "topics", "places", "people", "organisations", "keywords",
    "words", "changed_at", "shown_at",
)  # fmt: skip
"""The columns that an edit may change."""


@dataclass(frozen=True, slots=True)
class Load:
    """A load; an undo `undoes` loads, from the first to the last, and is a `redo` when those were an undo."""

    number: int
    started: datetime
    finished: datetime | None
    undoes: tuple[int, int] | None
    redo: bool = False


@dataclass(frozen=True, slots=True)
class Image:
    """An article as it was before a load: columns and their values."""

    load: int
    article: int
    before: Mapping[str, Any]


async def note(connection: AsyncConnection, load_id: int, ids: Iterable[int], columns: Sequence[str]) -> None:
    """Write down these columns of articles that the load is about to change; what it has noted already stays."""
    wanted = set(ids)
    if not wanted:
        return
    noted = select(journal.c.article_id).where(journal.c.load_id == load_id, journal.c.article_id.in_(wanted))
    wanted -= set((await connection.execute(noted)).scalars())
    query = select(articles.c.id, *(articles.c[name] for name in columns)).where(articles.c.id.in_(wanted))
    entries = [
        {"load_id": load_id, "article_id": row.id, "before": _packed(dict(row._mapping), columns)}
        for row in await connection.execute(query)
    ]
    if entries:
        await connection.execute(insert(journal), entries)


def _packed(row: Mapping[str, Any], columns: Iterable[str]) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value := row[name], datetime) else value for name in columns}


def _unpacked(before: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _value(articles.c[name], value) for name, value in before.items()}


def _value(column: Column[Any], stored: Any) -> Any:
    return datetime.fromisoformat(stored) if isinstance(column.type, UtcDateTime) and stored is not None else stored


async def images(connection: AsyncConnection, first: int, last: int, most: int) -> list[Image]:
    """Entries of these loads, those of the newest load first."""
    query = (
        select(journal)
        .where(journal.c.load_id.between(first, last))
        .order_by(journal.c.load_id.desc(), journal.c.article_id)
        .limit(most)
    )
    return [Image(row.load_id, row.article_id, _unpacked(row.before)) for row in await connection.execute(query)]


async def added(connection: AsyncConnection, first: int, last: int, most: int) -> list[int]:
    """Live articles that came into the library with these loads."""
    query = select(articles.c.id).where(_came_in(first, last)).order_by(articles.c.load_id, articles.c.id).limit(most)
    return list((await connection.execute(query)).scalars())


def _came_in(first: int, last: int) -> Any:
    return articles.c.live & articles.c.load_id.between(first, last)


async def count(connection: AsyncConnection, first: int, last: int) -> int:
    """About how many articles undoing these loads touches."""
    entries = select(func.count()).where(journal.c.load_id.between(first, last))
    came = select(func.count()).where(_came_in(first, last))
    return int((await connection.execute(entries)).scalar_one()) + int((await connection.execute(came)).scalar_one())


async def leaving(connection: AsyncConnection, first: int, last: int) -> list[tuple[str, int]]:
    """The live articles, by path and position, that undoing these loads withdraws: what they added or brought back."""
    oldest = (
        select(journal.c.article_id, func.min(journal.c.load_id).label("load_id"))
        .where(journal.c.load_id.between(first, last))
        .group_by(journal.c.article_id)
        .subquery()
    )
    brought_back = (
        select(journal.c.article_id)
        .join(oldest, (oldest.c.article_id == journal.c.article_id) & (oldest.c.load_id == journal.c.load_id))
        .where(~journal.c.before["live"].as_boolean())
    )
    query = (
        select(articles.c.seed_path, articles.c.position)
        .where(_came_in(first, last) | (articles.c.live & articles.c.id.in_(brought_back)))
        .order_by(articles.c.seed_path, articles.c.position)
    )
    return [(row.seed_path, row.position) for row in await connection.execute(query)]


async def put_back(connection: AsyncConnection, found: Sequence[Image], *, load_id: int) -> None:
    """Make articles what they were, with their places in the search index; the stories take them up when they follow.

    `load_id` is the undo's: what comes back and was in no briefing counts as new with it.
    """
    fresh = await library.never_briefed(connection, [image.article for image in found if image.before["live"]])
    for image in found:
        values = {**image.before, "compared": False}
        if image.article in fresh:
            values["load_id"] = load_id
        if "seed_path" in values and await _is_taken(connection, image):
            del values["seed_path"], values["position"]
        await connection.execute(update(articles).where(articles.c.id == image.article).values(values))
    await reindex(connection, [image.article for image in found])
    await _forget(connection, found)


async def _is_taken(connection: AsyncConnection, image: Image) -> bool:
    """Whether another article is where this one was: its file was gone and came back while the load went on."""
    query = select(articles.c.id).where(
        articles.c.seed_path == image.before["seed_path"],
        articles.c.position == image.before["position"],
        articles.c.id != image.article,
    )
    return (await connection.execute(query)).first() is not None


async def _forget(connection: AsyncConnection, used: Collection[Image]) -> None:
    for load_id in {image.load for image in used}:
        ids = [image.article for image in used if image.load == load_id]
        await connection.execute(delete(journal).where(journal.c.load_id == load_id, journal.c.article_id.in_(ids)))


async def keep_last(connection: AsyncConnection, most: int) -> None:
    """Forget the entries of all but the newest finished loads that have some, and of what came before those."""
    query = (
        select(loads.c.id)
        .where(loads.c.finished_at.is_not(None), exists().where(journal.c.load_id == loads.c.id))
        .order_by(loads.c.id.desc())
        .offset(most)
        .limit(1)
    )
    last = (await connection.execute(query)).scalar_one_or_none()
    if last is not None:
        await connection.execute(delete(journal).where(journal.c.load_id <= last))


_LOAD = (
    loads.c.id,
    loads.c.started_at,
    loads.c.finished_at,
    loads.c.undoes_from,
    loads.c.undoes_through,
    loads.c.report["redo"].as_boolean().label("redo"),
)


def _load(row: Any) -> Load:
    undoes = None if row.undoes_from is None else (row.undoes_from, row.undoes_through)
    return Load(row.id, row.started_at, row.finished_at, undoes, bool(row.redo))


async def newest_change(connection: AsyncConnection) -> Load | None:
    """The newest load that changed the library, which may be an undo."""
    edited = exists().where(journal.c.load_id == loads.c.id)
    added_to = exists().where(articles.c.load_id == loads.c.id)
    query = select(*_LOAD).where(edited | added_to).order_by(loads.c.id.desc()).limit(1)
    row = (await connection.execute(query)).one_or_none()
    return None if row is None else _load(row)


async def finished_before(connection: AsyncConnection, number: int) -> int:
    """The newest finished load before that one, 0 when there is none."""
    query = select(func.coalesce(func.max(loads.c.id), 0)).where(loads.c.id < number, loads.c.finished_at.is_not(None))
    found: int = (await connection.execute(query)).scalar_one()
    return found


async def load(connection: AsyncConnection, number: int) -> Load:
    """The load of that number, which there is."""
    return _load((await connection.execute(select(*_LOAD).where(loads.c.id == number))).one())


async def unfinished_undo(connection: AsyncConnection) -> Load | None:
    """An undo that was killed before its end."""
    query = select(*_LOAD).where(loads.c.undoes_from.is_not(None), loads.c.finished_at.is_(None))
    row = (await connection.execute(query.order_by(loads.c.id.desc()).limit(1))).one_or_none()
    return None if row is None else _load(row)
