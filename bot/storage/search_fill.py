"""Fills the search index for articles that were stored without it, or with terms of another release.

Batch by batch, each in its own transaction, so that a large library keeps nobody out for long and a fill that is
stopped goes on where it was. Two that run at once take turns.
"""

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager

from sqlalchemy import delete, func, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.search.terms import VERSION
from bot.storage import articles, facts, search_index
from bot.storage.schema import articles as article_table
from bot.storage.schema import search_docs, search_words
from bot.storage.search_index import Entry

BATCH = 500
STATE = "search_index"
_FILLING = f"filling {VERSION}"
_LOCK = 6_041_974
# An index in which more than half, and more than this, are documents of former texts is filled anew.
_FORMER = 1000

Begin = Callable[[], AbstractAsyncContextManager[AsyncConnection]]
"""Opens a transaction that commits when it ends well, such as an engine's `begin` or `Store.write`."""


async def fill(begin: Begin) -> int:
    """Bring the index to this release's terms and index what is missing; gives back how many articles were indexed."""
    async with begin() as connection:
        await _take_turn(connection)
        state = await facts.get(connection, STATE)
        if state == VERSION and not await _is_worn(connection):
            return 0
        if state != _FILLING:
            await _empty(connection)
            await facts.put(connection, STATE, _FILLING)
    indexed, after = 0, 0
    while True:
        async with begin() as connection:
            await _take_turn(connection)
            ids = await _missing(connection, after)
            if not ids:
                await facts.put(connection, STATE, VERSION)
                return indexed
            await _index(connection, ids)
        indexed, after = indexed + len(ids), ids[-1]


async def reindex(connection: AsyncConnection, ids: Sequence[int]) -> None:
    """Bring the index in step with these articles: for whoever changes their texts, or whether they are live, otherwise
    than by the functions of `articles`.
    """
    await search_index.remove(connection, ids)
    await _index(connection, ids)


async def _take_turn(connection: AsyncConnection) -> None:
    """On SQLite the transaction itself is the turn: there is one writer."""
    if connection.dialect.name == "postgresql":
        await connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})


async def _is_worn(connection: AsyncConnection) -> bool:
    stored = await search_index.index_of(connection).stored(connection)
    in_use = (await connection.execute(select(func.count()).select_from(search_docs))).scalar_one()
    return bool(stored - in_use > max(_FORMER, stored // 2))


async def _empty(connection: AsyncConnection) -> None:
    await search_index.index_of(connection).clear(connection)
    await connection.execute(delete(search_docs))
    await connection.execute(delete(search_words))
    await facts.put(connection, search_index.LANGUAGES, "")


async def _missing(connection: AsyncConnection, after: int) -> list[int]:
    indexed = select(search_docs.c.id).where(search_docs.c.article_id == article_table.c.id)
    query = (
        select(article_table.c.id)
        .where(article_table.c.id > after, article_table.c.live, ~indexed.exists())
        .order_by(article_table.c.id)
        .limit(BATCH)
    )
    return list((await connection.execute(query)).scalars())


async def _index(connection: AsyncConnection, ids: Sequence[int]) -> None:
    found = await articles.live_contents(connection, ids)
    await search_index.add(
        connection, [Entry(article_id, content, shown_at) for article_id, (shown_at, content) in found.items()]
    )
