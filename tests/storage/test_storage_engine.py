"""Connections: what they guarantee, and how their trouble is told."""

import asyncio
import os
import resource
import sqlite3
import stat
from pathlib import Path

import asyncpg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from bot.errors import DatabaseUnavailable, SettingsError, StorageError
from bot.storage import facts
from bot.storage.engine import Store, copy_sqlite, migration_engine, open_store, parse_url
from bot.storage.postgres import Patience
from tests.postgres import PostgresServer
from tests.silence import SilencedLine


async def put(store: Store, value: str) -> None:
    async with store.write() as connection:
        await facts.put(connection, "fact", value)


async def get(store: Store) -> str | None:
    async with store.read() as connection:
        return await facts.get(connection, "fact")


async def test_a_connection_that_broke_amid_an_exchange_is_the_databases_trouble(store: Store) -> None:
    with pytest.raises(DatabaseUnavailable, match="another operation"):
        async with store.write():
            raise asyncpg.InternalClientError("cannot switch to state 15; another operation (2) is in progress")
    await put(store, "goes on")
    assert await get(store) == "goes on"


async def test_a_block_that_ends_well_is_committed_and_one_that_raises_is_not(store: Store) -> None:
    await put(store, "kept")

    async def fail_half_way() -> None:
        async with store.write() as connection:
            await facts.put(connection, "fact", "lost")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fail_half_way()
    assert await get(store) == "kept"


async def test_a_reader_sees_nothing_of_an_open_transaction(store: Store) -> None:
    await put(store, "old")
    async with store.write() as connection:
        await facts.put(connection, "fact", "new")
        assert await get(store) == "old"
    assert await get(store) == "new"


async def test_read_then_write_never_fails_as_locked(store: Store, second_store: Store) -> None:
    """BEGIN IMMEDIATE: with a deferred transaction most of these would fail at once, busy timeout or not."""
    await put(store, "0")

    async def add_one(each: Store) -> None:
        async with each.write() as connection:
            if store.dialect == "postgresql":
                await connection.execute(text("LOCK TABLE facts"))
            count = int(await facts.get(connection, "fact") or 0)
            await facts.put(connection, "fact", str(count + 1))

    await asyncio.gather(*[add_one(each) for each in (store, second_store) * 15])
    assert await get(store) == "30"


async def settings_of(store: Store) -> str:
    async with store.read() as connection:
        return str((await connection.execute(text("SHOW idle_in_transaction_session_timeout"))).scalar_one())


async def test_a_line_that_went_silent_is_given_up_and_others_are_opened(
    postgres: PostgresServer, postgres_url: str
) -> None:
    """No reset, no end: what was asked is never answered."""
    async with SilencedLine(postgres.port) as line:
        url = postgres_url.replace(str(postgres.port), str(line.port))
        store = await open_store(url, Patience(look=0.3, prompt=0.3, usual=0.3))
        await put(store, "kept")

        async def silent_before_the_commit(each: Store) -> None:
            async with each.write() as connection:
                await facts.put(connection, "fact", "lost")
                line.fall_silent()

        for each in (store, store.prompt):
            with pytest.raises(DatabaseUnavailable):
                await silent_before_the_commit(each)
            assert await get(each) == "kept"
            async with each.read(), each.read(), each.read():
                pass
            line.fall_silent()
            # One look at each is not needed: what is as old as the dead one is dead.
            assert await get(each) == "kept"
        await store.close()


async def test_what_a_stopped_sender_holds_is_free_before_its_lease_is(postgres_url: str) -> None:
    store = await open_store(postgres_url)
    assert [await settings_of(each) for each in (store, store.prompt)] == ["1min", "8s"]
    await store.close()


async def test_our_own_mistakes_keep_their_names(store: Store) -> None:
    with pytest.raises(IntegrityError):
        async with store.write() as connection:
            await connection.execute(text("INSERT INTO facts (name, value) VALUES ('a', NULL)"))


async def test_an_exhausted_pool_is_an_unavailable_database(store: Store) -> None:
    with pytest.raises(DatabaseUnavailable, match="limit"):
        async with store.read():
            raise PoolTimeout("QueuePool limit reached")


async def test_sqlite_is_set_up_for_durability(sqlite_url: str) -> None:
    store = await open_store(sqlite_url)
    expected = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 10_000}
    async with store.write() as connection:
        for pragma, value in expected.items():
            assert (await connection.execute(text(f"PRAGMA {pragma}"))).scalar_one() == value
    with pytest.raises(DatabaseUnavailable, match="readonly"):
        async with store.read() as connection:
            await connection.execute(text("DELETE FROM facts"))
    await store.close()


async def test_a_new_sqlite_file_is_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "er" / "new.db"
    await migration_engine(f"sqlite:///{path}").dispose()
    store = await open_store(f"sqlite:///{path}")
    async with store.write() as connection:
        await connection.execute(text("CREATE TABLE t (a INTEGER)"))
    modes = {each.name: stat.S_IMODE(os.stat(each).st_mode) for each in path.parent.iterdir()}
    await store.close()
    assert modes == {"new.db": 0o600, "new.db-wal": 0o600, "new.db-shm": 0o600}


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("mysql://root@localhost/x", "only sqlite and postgresql"),
        ("nonsense", "not a database URL"),
        ("", "not a database URL"),
        ("sqlite+aiosqlite://", "needs a file"),
        ("sqlite:///:memory:", "needs a file"),
        ("postgresql://u:p@h:abc/x", "not a database URL"),
        ("postgresql://u:p@h:99999/x", "the port must be a number from 1 to 65535"),
        ("postgresql://u:p@/x?host=a:1&host=b", "wrong host or number"),
        ("postgresql://u:p@h/x?prepared_statement_cache_size=few", "wrong host or number"),
        ("postgresql://u:p@h/x?sslmode=require", "unknown parameter 'sslmode'; only host, port, ssl, prepared"),
        ("sqlite:///a.db?mode=ro", "unknown parameter 'mode'; an SQLite URL has none"),
    ],
)
def test_wrong_urls_say_what_is_right(url: str, problem: str) -> None:
    with pytest.raises(SettingsError, match=problem):
        parse_url(url)


@pytest.mark.parametrize(
    ("url", "driver"),
    [
        ("sqlite:///a.db", "sqlite+aiosqlite"),
        ("sqlite+aiosqlite:///a.db", "sqlite+aiosqlite"),
        ("postgresql://host/db", "postgresql+asyncpg"),
        ("postgresql+psycopg://host/db", "postgresql+asyncpg"),
        ("postgresql://host:5433/db?ssl=require&prepared_statement_cache_size=0", "postgresql+asyncpg"),
        ("postgresql:///db?host=/run/postgresql", "postgresql+asyncpg"),
    ],
)
def test_plain_urls_get_the_driver(url: str, driver: str) -> None:
    assert parse_url(url).drivername == driver


async def test_a_file_that_is_no_database_is_told_in_one_line(tmp_path: Path) -> None:
    path = tmp_path / "notes.db"
    path.write_text("These are my notes, not a database. " * 100)
    with pytest.raises(StorageError, match=r"^the database cannot be used: file is not a database$"):
        await open_store(f"sqlite:///{path}")


@pytest.mark.parametrize("name", ["file/new.db", "n" * 300 + ".db"])
def test_a_file_that_cannot_be_made_is_told_in_one_line(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(DatabaseUnavailable, match="cannot open the database file"):
        migration_engine(f"sqlite:///{tmp_path}/{name}")


@pytest.mark.parametrize("name", ["new.db", "folder/new.db", "file/new.db"])
async def test_opening_makes_no_database(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StorageError, match=r"^there is no database yet .*; run: python -m bot migrate$"):
        await open_store(f"sqlite:///{tmp_path}/{name}")
    assert os.listdir(tmp_path) == ["file"]


async def test_a_name_that_is_too_long_is_told_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(DatabaseUnavailable, match=r"^cannot open the database file .*: File name too long$"):
        await open_store(f"sqlite:///{tmp_path}/{'n' * 300}")


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (("/template1", "/nowhere"), 'database "nowhere" does not exist'),
        (("postgres@", "stranger@"), 'role "stranger" does not exist'),
        (("127.0.0.1", "no-such-host.invalid"), "the database cannot be used: "),
    ],
)
async def test_a_server_that_refuses_is_told_in_one_line(
    postgres: PostgresServer, change: tuple[str, str], problem: str
) -> None:
    with pytest.raises(DatabaseUnavailable, match=problem) as caught:
        await open_store(postgres.url("template1").replace(*change))
    assert "\n" not in str(caught.value)


async def test_a_store_outlives_its_server(postgres: PostgresServer, postgres_url: str) -> None:
    """Killed in the middle of a transaction: unavailable then, and usable again after the restart."""
    store = await open_store(postgres_url)
    await put(store, "kept")

    async def lose_the_server() -> None:
        async with store.write() as connection:
            await facts.put(connection, "fact", "lost")
            postgres.kill()
            await facts.get(connection, "fact")

    with pytest.raises(DatabaseUnavailable):
        await lose_the_server()
    with pytest.raises(DatabaseUnavailable):
        await get(store)
    await asyncio.to_thread(postgres.start)
    assert await get(store) == "kept"
    await store.close()


def test_a_copy_is_whole_private_and_never_written_over(sqlite_path: Path, tmp_path: Path) -> None:
    target = tmp_path / "copy.db"
    copy_sqlite(sqlite_path, target)
    connection = sqlite3.connect(target)
    assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert connection.execute("SELECT count(*) FROM alembic_version").fetchone() == (1,)
    connection.close()
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    with pytest.raises(StorageError, match="exists already"):
        copy_sqlite(sqlite_path, target)
    with pytest.raises(StorageError, match="cannot copy"):
        copy_sqlite(sqlite_path, tmp_path / "no folder" / "copy.db")
    with pytest.raises(StorageError, match="cannot copy"):
        copy_sqlite(sqlite_path, tmp_path / ("n" * 300))


@pytest.mark.parametrize(
    ("content", "problem"),
    [(None, "there is no database yet"), (b"", "holds no schema"), (b"These are my notes. " * 99, "not a database")],
)
def test_what_is_no_database_of_ours_is_not_copied(tmp_path: Path, content: bytes | None, problem: str) -> None:
    source = tmp_path / "source.db"
    if content is not None:
        source.write_bytes(content)
    before = list(tmp_path.iterdir())
    with pytest.raises(StorageError, match=problem):
        copy_sqlite(source, tmp_path / "copy.db")
    assert list(tmp_path.iterdir()) == before


def test_a_copy_that_fails_half_way_leaves_nothing(sqlite_path: Path, tmp_path: Path) -> None:
    """A limit on the size of files stands for a full disk (setrlimit(2), RLIMIT_FSIZE)."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (sqlite_path.stat().st_size // 2, before[1]))
    try:
        with pytest.raises(StorageError, match="cannot copy"):
            copy_sqlite(sqlite_path, tmp_path / "copy.db")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert list(tmp_path.iterdir()) == []
