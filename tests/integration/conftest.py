"""A room with the bot in it, for what people say and press; a seeds folder and the loads of it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.ingest.enrich import Enricher
from bot.ingest.pipeline import Loader
from bot.sandbox import Sandbox
from bot.storage.engine import Store, open_store
from tests.fakes import FakeClock
from tests.integration.room import Room
from tests.integration.seedsfolder import Folder


@pytest.fixture
async def room(sqlite_url: str, clock: FakeClock) -> AsyncIterator[Room]:
    """An empty library, the sandbox's demo people, and a bot that answers them."""
    store = await open_store(sqlite_url)
    async with Sandbox(limits=False) as sandbox, Room(sandbox, store, clock).opened() as opened:
        yield opened
    await store.close()


@pytest.fixture(scope="module")
def enricher() -> Enricher:
    """Its tables are read once."""
    return Enricher()


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """An empty seeds folder."""
    (tmp_path / "seeds").mkdir()
    return Folder(tmp_path / "seeds")


@pytest.fixture
def loader(store: Store, clock: FakeClock, folder: Folder, enricher: Enricher) -> Loader:
    """Loads that folder, on each database."""
    return Loader(store, clock, folder.root, enricher)
