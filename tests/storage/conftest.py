"""More than one process on a database."""

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from bot.storage.engine import Store, open_store

MakeStores = Callable[[str], Awaitable[tuple[Store, Store]]]


@pytest.fixture
async def make_stores() -> AsyncIterator[MakeStores]:
    """Opens a database twice, as two processes have it."""
    opened: list[Store] = []

    async def make(url: str) -> tuple[Store, Store]:
        pair = (await open_store(url), await open_store(url))
        opened.extend(pair)
        return pair

    yield make
    for each in opened:
        await each.close()


@pytest.fixture
async def second_store(store: Store, database_url: str) -> AsyncIterator[Store]:
    """Another connection to the database of `store`, as another process has it."""
    opened = await open_store(database_url)
    yield opened
    await opened.close()
