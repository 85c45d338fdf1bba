"""A room with the bot in it, for what people say and press."""

from collections.abc import AsyncIterator

import pytest

from bot.sandbox import Sandbox
from bot.storage.engine import open_store
from tests.fakes import FakeClock
from tests.integration.room import Room


@pytest.fixture
async def room(sqlite_url: str, clock: FakeClock) -> AsyncIterator[Room]:
    """An empty library, the sandbox's demo people, and a bot that answers them."""
    store = await open_store(sqlite_url)
    async with Sandbox(limits=False) as sandbox, Room(sandbox, store, clock).opened() as opened:
        yield opened
    await store.close()
