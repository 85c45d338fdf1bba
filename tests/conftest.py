"""What every test may ask for: a clock, a database of each kind with the schema at head, and a token to look for."""

import asyncio
import itertools
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path

import pytest

from bot.storage.engine import Store, open_store
from bot.storage.migrate import upgrade
from tests.fakes import CANARY_TOKEN, START, FakeClock
from tests.postgres import PostgresMissing, PostgresServer

# The library then gives spans of time as `timedelta`, as it always will from its next major release on.
os.environ["PTB_TIMEDELTA"] = "true"

MakeStores = Callable[[str], Awaitable[tuple[Store, Store]]]

TEMPLATE = "briefing_template"
# Waiting for the disk at every commit is half of the time of the tests.
MEMORY = "/dev/shm"
_numbers = itertools.count(1)


@pytest.fixture
def clock() -> FakeClock:
    """Time that moves only when the test says so."""
    return FakeClock()


@pytest.fixture
def token() -> str:
    """A bot token that must not show up anywhere."""
    return CANARY_TOKEN


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """The tests' own PostgreSQL. Without binaries: skipped on a laptop, an error where CI is set."""
    try:
        server = PostgresServer()
    except PostgresMissing as missing:
        if os.environ.get("CI"):
            raise
        pytest.skip(str(missing))
    server.start()
    try:
        yield server
    finally:
        server.stop()


@pytest.fixture(scope="session")
def postgres_template(postgres: PostgresServer) -> str:
    """The name of a migrated database that others are copied from; nobody connects to it."""
    asyncio.run(upgrade(postgres.create_database(TEMPLATE), START))
    return TEMPLATE


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file that others are copied from."""
    path = tmp_path_factory.mktemp("template") / "template.db"
    asyncio.run(upgrade(f"sqlite+aiosqlite:///{path}", START))
    return path


@pytest.fixture
def sqlite_path(sqlite_template: Path) -> Iterator[Path]:
    """The file of a fresh SQLite database at head, in memory where there is a file system for it."""
    with tempfile.TemporaryDirectory(prefix="briefing-", dir=MEMORY if os.access(MEMORY, os.W_OK) else None) as folder:
        path = Path(folder) / "briefing.db"
        shutil.copyfile(sqlite_template, path)
        yield path


@pytest.fixture
def sqlite_url(sqlite_path: Path) -> str:
    """A fresh SQLite database at head."""
    return f"sqlite+aiosqlite:///{sqlite_path}"


@pytest.fixture
def make_postgres(postgres: PostgresServer) -> Iterator[Callable[[str], str]]:
    """Makes databases from a template, by its name; gives back their URLs."""
    made: list[str] = []

    def make(template: str) -> str:
        name = f"briefing_{next(_numbers)}"
        postgres.ensure()
        url = postgres.create_database(name, template=template)
        made.append(name)
        return url

    yield make
    postgres.ensure()
    for name in made:
        postgres.drop_database(name)


@pytest.fixture
def postgres_url(make_postgres: Callable[[str], str], postgres_template: str) -> str:
    """A fresh PostgreSQL database at head."""
    return make_postgres(postgres_template)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """A fresh database at head, once of each kind."""
    url: str = request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "postgres_url")
    return url


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[Store]:
    """The open database, once of each kind."""
    opened = await open_store(database_url)
    yield opened
    await opened.close()


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
