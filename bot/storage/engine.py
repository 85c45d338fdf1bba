"""Connections. What differs between SQLite and PostgreSQL at this level lives here and nowhere else.

SQLite has one writer: a pool of one connection whose transactions start with BEGIN IMMEDIATE, so that a read
followed by a write can never fail as "database is locked" half-way; readers run beside it under WAL. PostgreSQL
has one pool.
"""

import os
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Any

from sqlalchemy import Table, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DataError, DBAPIError, IntegrityError, NotSupportedError, ProgrammingError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import AsyncAdaptedQueuePool

from bot.errors import DatabaseUnavailable, SettingsError, StorageError

READERS = 4
BUSY_TIMEOUT_MS = 10_000
# PostgreSQL ends a statement or an abandoned transaction after these, so that a stuck peer cannot hold the outbox.
PG_SETTINGS = {
    "application_name": "briefing-bot",
    "statement_timeout": "120000",
    "idle_in_transaction_session_timeout": "60000",
    "timezone": "UTC",
}
# What a statement of ours can be wrong about. All else is the database's trouble: the drivers have no class of their
# own for a server that is starting up, out of connections or out of disk, nor for a file that is no database.
_MISTAKES = (IntegrityError, ProgrammingError, DataError, NotSupportedError)


class Store:
    """The database: `write()` opens the one transaction that may change it, `read()` a consistent view."""

    def __init__(self, writer: AsyncEngine, reader: AsyncEngine) -> None:
        self._writer = writer
        self._reader = reader
        self.dialect = writer.dialect.name

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        """A transaction that commits when the block ends well and rolls back when it raises.

        Raises DatabaseUnavailable when the database cannot be reached, is full, or stays locked.
        """
        async with _wrapped(), self._writer.begin() as connection:
            yield connection

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """Read only: each statement sees what was committed before it. Raises DatabaseUnavailable."""
        async with _wrapped(), self._reader.connect() as connection:
            yield connection

    async def close(self) -> None:
        """Close every connection."""
        await self._writer.dispose()
        if self._reader is not self._writer:
            await self._reader.dispose()


@asynccontextmanager
async def _wrapped() -> AsyncIterator[None]:
    """Turn the driver's trouble into our error tree, the cause kept."""
    try:
        yield
    except DBAPIError as error:
        if isinstance(error, _MISTAKES) and not error.connection_invalidated:
            raise
        raise DatabaseUnavailable(f"the database cannot be used: {first_line(error)}") from error
    except (OSError, PoolTimeout) as error:
        raise DatabaseUnavailable(f"the database cannot be used: {first_line(error)}") from error


def first_line(error: BaseException) -> str:
    """The first line of an error's text, without SQL or parameters."""
    cause = getattr(error, "orig", None) or error
    return (str(cause).strip().splitlines() or [type(cause).__name__])[0]


def parse_url(url: str) -> URL:
    """The database URL, with plain `sqlite:` and `postgresql:` turned to the async drivers. Raises SettingsError."""
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise SettingsError(
            "DATABASE_URL is not a database URL; use sqlite+aiosqlite:///data/briefing.db or "
            "postgresql+asyncpg://name:password@host/database"
        ) from error
    backend = parsed.get_backend_name()
    drivers = {
        "sqlite": "sqlite+aiosqlite",
        "postgresql": "postgresql+asyncpg",
        "postgres": "postgresql+asyncpg",
    }
    if backend not in drivers:
        raise SettingsError(f"DATABASE_URL names {backend!r}; only sqlite and postgresql are supported")
    if backend == "sqlite" and parsed.database in (None, "", ":memory:"):
        raise SettingsError("DATABASE_URL needs a file: sqlite+aiosqlite:///data/briefing.db")
    return parsed.set(drivername=drivers[backend])


async def open_store(url: str) -> Store:
    """Open the database at `url`, making an SQLite file and its folder (readable by the owner only) when missing.

    Raises SettingsError for a wrong URL, StorageError when WAL is not to be had (network disks), DatabaseUnavailable.
    """
    parsed = parse_url(url)
    if parsed.get_backend_name() == "sqlite":
        _prepare_file(Path(parsed.database or ""))
        writer = _sqlite_engine(parsed, size=1, read_only=False)
        store = Store(writer, _sqlite_engine(parsed, size=READERS, read_only=True))
    else:
        engine = _postgres_engine(parsed)
        store = Store(engine, engine)
    try:
        async with store.write():
            pass
    except BaseException:
        await store.close()
        raise
    return store


def migration_engine(url: str) -> AsyncEngine:
    """An engine for migrations alone: on SQLite without foreign keys, whose cascade would empty child tables during
    a batch copy (Alembic, "Dealing with Referencing Foreign Keys").
    """
    parsed = parse_url(url)
    if parsed.get_backend_name() == "sqlite":
        _prepare_file(Path(parsed.database or ""))
        return _sqlite_engine(parsed, size=1, read_only=False, foreign_keys=False)
    return _postgres_engine(parsed)


def _prepare_file(path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600))
    except OSError as error:
        raise DatabaseUnavailable(f"cannot open the database file {path}: {error.strerror}") from error


def _sqlite_engine(url: URL, *, size: int, read_only: bool, foreign_keys: bool = True) -> AsyncEngine:
    engine = create_async_engine(url, poolclass=AsyncAdaptedQueuePool, pool_size=size, max_overflow=0, pool_timeout=60)

    @event.listens_for(engine.sync_engine, "connect")
    def on_connect(connection: Any, _record: object) -> None:
        # The driver must not open transactions by itself: its legacy mode would not start one for SELECT.
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode=WAL")
        mode = cursor.fetchone()[0]
        if mode != "wal":
            raise StorageError(
                f"SQLite gives journal mode {mode!r} for {url.database}, not WAL; "
                "put the database on a local disk or use PostgreSQL"
            )
        for pragma in (
            f"busy_timeout={BUSY_TIMEOUT_MS}",
            "synchronous=FULL",
            f"foreign_keys={'ON' if foreign_keys else 'OFF'}",
            "temp_store=MEMORY",
            f"query_only={'ON' if read_only else 'OFF'}",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    if not read_only:
        # A reader needs no transaction: its statements stand alone, and each call to the driver is a thread's hop.
        @event.listens_for(engine.sync_engine, "begin")
        def on_begin(connection: Any) -> None:
            connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def _postgres_engine(url: URL) -> AsyncEngine:
    return create_async_engine(
        url,
        pool_size=8,
        max_overflow=4,
        pool_pre_ping=True,
        connect_args={"server_settings": PG_SETTINGS, "timeout": 10},
    )


def insert_into(connection: AsyncConnection, table: Table) -> postgresql.Insert | sqlite.Insert:
    """An INSERT that may say ON CONFLICT: both databases have it, the library has a class of it for each."""
    return postgresql.insert(table) if connection.dialect.name == "postgresql" else sqlite.insert(table)


def copy_sqlite(source: Path, target: Path) -> None:
    """An online copy of an SQLite database (backup API): consistent while others write. Raises StorageError."""
    if target.exists():
        raise StorageError(f"{target} exists already; choose another name")
    try:
        os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        with closing(sqlite3.connect(source)) as origin, closing(sqlite3.connect(target)) as copy:
            origin.backup(copy, pages=4096)
    except (OSError, sqlite3.Error) as error:
        raise StorageError(f"cannot copy {source} to {target}: {first_line(error)}") from error
