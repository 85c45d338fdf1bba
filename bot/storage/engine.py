"""Connections. What differs between SQLite and PostgreSQL at this level lives here and nowhere else.

SQLite has one writer: a pool of one connection whose transactions start with BEGIN IMMEDIATE, so that a read
followed by a write can never fail as "database is locked" half-way; readers run beside it under WAL. PostgreSQL
has a pool for everything, and one for what must not wait (`bot.storage.postgres`).
"""

import os
import sqlite3
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Any

import aiosqlite
from sqlalchemy import BigInteger, Select, Table, Text, bindparam, cast, event, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DataError, DBAPIError, IntegrityError, NotSupportedError, ProgrammingError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.pool import AsyncAdaptedQueuePool
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from bot.errors import DatabaseUnavailable, SettingsError, StorageError
from bot.storage import postgres
from bot.storage.postgres import PATIENCE, Patience

READERS = 4
BUSY_TIMEOUT_MS = 10_000
# What a DATABASE_URL may say after its question mark: a socket's folder, encryption, and what PgBouncer asks for.
PG_PARAMETERS = ("host", "port", "ssl", "prepared_statement_cache_size")
# What a statement of ours can be wrong about. All else is the database's trouble: the drivers have no class of their
# own for a server that is starting up, out of connections or out of disk, nor for a file that is no database.
_MISTAKES = (IntegrityError, ProgrammingError, DataError, NotSupportedError)
_SQLITE_MISTAKES = (sqlite3.IntegrityError, sqlite3.ProgrammingError, sqlite3.DataError, sqlite3.NotSupportedError)

COPIED = "copied_at"
"""The fact by which a copy of a database tells when it was made."""


class Store:
    """The database: `write()` opens the one transaction that may change it, `read()` a consistent view.

    `prompt` is the same for the lease, the outbox and the planner: another sender may wait for their rows, so what
    gets no answer is given up soon, and the server itself ends what a stopped process has begun.
    """

    def __init__(self, writer: AsyncEngine, reader: AsyncEngine, prompt: "Store | None" = None) -> None:
        self._writer = writer
        self._reader = reader
        self.prompt = prompt or self
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

    async def empty_log(self) -> None:
        """Put the write-ahead log into the database and cut it to nothing, so that it holds no copy of what is deleted.

        Who reads at that moment may keep it from being cut; it is then overwritten from its beginning by and by.
        Raises DatabaseUnavailable. PostgreSQL's log is its own affair.
        """
        if self.dialect == "sqlite":
            async with _wrapped(), self._writer.connect() as connection:
                driver = (await connection.get_raw_connection()).driver_connection
                await driver.execute_fetchall("PRAGMA wal_checkpoint(TRUNCATE)")  # type: ignore[union-attr]

    async def close(self) -> None:
        """Close every connection."""
        if self.prompt is not self:
            await self.prompt.close()
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
    except sqlite3.Error as error:
        # From the driver itself; its mistakes bear the names of the library's.
        if isinstance(error, _SQLITE_MISTAKES):
            raise
        raise DatabaseUnavailable(f"the database cannot be used: {first_line(error)}") from error
    except (OSError, PoolTimeout, postgres.BROKEN) as error:
        raise DatabaseUnavailable(f"the database cannot be used: {first_line(error)}") from error


def first_line(error: BaseException) -> str:
    """The first line of an error's text, without SQL or parameters."""
    cause = getattr(error, "orig", None) or error
    return (str(cause).strip().splitlines() or [type(cause).__name__])[0]


def parse_url(url: str) -> URL:
    """The database URL, with plain `sqlite:` and `postgresql:` turned to the async drivers. Raises SettingsError."""
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError) as error:
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
    parsed = parsed.set(drivername=drivers[backend])
    _require_known_parameters(parsed, PG_PARAMETERS if backend == "postgresql" else ())
    if backend == "postgresql":
        _require_reachable(parsed)
    return parsed


def _require_known_parameters(url: URL, allowed: tuple[str, ...]) -> None:
    """The drivers take a parameter as an argument, and fail on a strange one only when they connect."""
    strange = sorted(set(url.query) - set(allowed))
    if strange:
        known = f"only {', '.join(allowed)} can be given" if allowed else "an SQLite URL has none"
        raise SettingsError(f"DATABASE_URL has an unknown parameter {strange[0]!r}; {known}")


def _require_reachable(url: URL) -> None:
    """Ports and other numbers are read here as the driver will read them."""
    try:
        _, options = url.get_dialect()().create_connect_args(url)
    except (ArgumentError, ValueError) as error:
        raise SettingsError(f"DATABASE_URL has a wrong host or number: {first_line(error)}") from error
    ports = options.get("port", ())
    if not all(0 < port <= 65535 for port in (ports if isinstance(ports, list | tuple) else [ports])):
        raise SettingsError("DATABASE_URL: the port must be a number from 1 to 65535")


async def open_store(url: str, patience: Patience = PATIENCE) -> Store:
    """Open the database at `url`, which a migration has made; a missing SQLite file is not made here.

    Raises SettingsError for a wrong URL, StorageError when there is no file or WAL is not to be had (network disks),
    DatabaseUnavailable.
    """
    parsed = parse_url(url)
    if parsed.get_backend_name() == "sqlite":
        _require_file(Path(parsed.database or ""))
        writer = _sqlite_engine(parsed, size=1, read_only=False)
        store = Store(writer, _sqlite_engine(parsed, size=READERS, read_only=True))
    else:
        prompt = postgres.prompt_engine(parsed, patience)
        engine = postgres.usual_engine(parsed, patience)
        store = Store(engine, engine, Store(prompt, prompt))
    try:
        async with store.write():
            pass
    except BaseException:
        await store.close()
        raise
    return store


def migration_engine(url: str) -> AsyncEngine:
    """An engine for migrations alone: on SQLite without foreign keys, whose cascade would empty child tables during
    a batch copy (Alembic, "Dealing with Referencing Foreign Keys"). A missing SQLite file and its folder are made,
    readable by the owner only.
    """
    parsed = parse_url(url)
    if parsed.get_backend_name() == "sqlite":
        _prepare_file(Path(parsed.database or ""))
        return _sqlite_engine(parsed, size=1, read_only=False, foreign_keys=False)
    return postgres.migration_engine(parsed)


def _require_file(path: Path) -> None:
    try:
        os.stat(path)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise StorageError(f"there is no database yet ({path}); run: python -m bot migrate") from error
    except OSError as error:
        raise DatabaseUnavailable(f"cannot open the database file {path}: {error.strerror}") from error


def _prepare_file(path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600))
    except OSError as error:
        raise DatabaseUnavailable(f"cannot open the database file {path}: {error.strerror}") from error


def _sqlite_engine(url: URL, *, size: int, read_only: bool, foreign_keys: bool = True) -> AsyncEngine:
    engine = create_async_engine(
        url,
        poolclass=AsyncAdaptedQueuePool,
        pool_size=size,
        max_overflow=0,
        pool_timeout=60,
        # A reader has no transaction to roll back, and even to try is a hop to the driver's thread.
        skip_autocommit_rollback=read_only,
    )

    @event.listens_for(engine.sync_engine, "connect")
    def on_connect(connection: Any, _record: object) -> None:
        # The driver must not open transactions by itself: its legacy mode would not start one for SELECT.
        connection.isolation_level = None
        cursor = connection.cursor()
        # First of all: changing the journal mode of a new file waits for whoever is doing the same.
        cursor.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
        cursor.execute("PRAGMA journal_mode=WAL")
        mode = cursor.fetchone()[0]
        if mode != "wal":
            raise StorageError(
                f"SQLite gives journal mode {mode!r} for {url.database}, not WAL; "
                "put the database on a local disk or use PostgreSQL"
            )
        for pragma in (
            "synchronous=FULL",
            f"foreign_keys={'ON' if foreign_keys else 'OFF'}",
            "temp_store=MEMORY",
            # What is deleted is overwritten: `/forgetme` leaves nothing in free pages.
            f"secure_delete={'OFF' if read_only else 'ON'}",
            f"query_only={'ON' if read_only else 'OFF'}",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    if not read_only:
        # A reader needs no transaction: its statements stand alone, and each call to the driver is a thread's hop.
        @event.listens_for(engine.sync_engine, "begin")
        def on_begin(connection: Any) -> None:
            # Through the library this would be four of those hops.
            connection.connection.dbapi_connection.run_async(_begin)

    return engine


async def _begin(driver: aiosqlite.Connection) -> None:
    await driver.execute("BEGIN IMMEDIATE")


def insert_into(connection: AsyncConnection, table: Table) -> postgresql.Insert | sqlite.Insert:
    """An INSERT that may say ON CONFLICT: both databases have it, the library has a class of it for each."""
    return insert_for(connection.dialect.name, table)


def insert_for(dialect: str, table: Table) -> postgresql.Insert | sqlite.Insert:
    """The same for the database of that name."""
    return postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)


class _Numbers(FunctionElement[int]):
    """A table of the numbers in a JSON array."""

    inherit_cache = True


@compiles(_Numbers, "sqlite")
def _on_sqlite(element: _Numbers, compiler: SQLCompiler, **options: Any) -> str:
    return f"json_each{compiler.process(element.clause_expr, **options)}"


@compiles(_Numbers, "postgresql")
def _on_postgresql(element: _Numbers, compiler: SQLCompiler, **options: Any) -> str:
    return f"json_array_elements_text(CAST({compiler.process(element.clauses, **options)} AS JSON))"


def numbers(parameter: str) -> Select[tuple[int]]:
    """The numbers that `as_parameter` made one parameter of: however many there are, the statement has one text."""
    given = _Numbers(bindparam(parameter, type_=Text)).table_valued("value", name="given")
    return select(cast(given.c.value, BigInteger))


def as_parameter(numbers: Iterable[int]) -> str:
    """Numbers as one parameter."""
    return f"[{','.join(map(str, numbers))}]"


def copy_sqlite(source: Path, target: Path) -> None:
    """An online copy of an SQLite database (backup API): consistent while others write. Raises StorageError.

    The copy says that it is one, and since when: what is sent from now on, it does not know (`bot.storage.restored`).

    Nothing is left behind when it fails, and nothing is made when there is no database to copy.
    """
    _require_file(source)
    try:
        with closing(_for_reading(source)) as origin:
            if not origin.execute("SELECT count(*) FROM sqlite_schema WHERE name = 'alembic_version'").fetchone()[0]:
                raise StorageError(f"{source} holds no schema of this program; nothing was copied")
            # Made first, by itself: only its maker may remove it, and nobody else may read it.
            os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
            try:
                _copy_into(origin, target)
            except BaseException:
                target.unlink()
                raise
    except FileExistsError as error:
        raise StorageError(f"{target} exists already; choose another name") from error
    except (OSError, sqlite3.Error) as error:
        raise StorageError(f"cannot copy {source} to {target}: {first_line(error)}") from error


def _for_reading(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)


def _copy_into(origin: sqlite3.Connection, target: Path) -> None:
    """In one step, which under WAL keeps nobody waiting: after a pause, another's write would begin it anew."""
    with closing(sqlite3.connect(target)) as copy:
        origin.backup(copy)
        copy.execute("DELETE FROM facts WHERE name = ?", (COPIED,))
        copy.execute("INSERT INTO facts (name, value) VALUES (?, datetime('now'))", (COPIED,))
        copy.commit()
