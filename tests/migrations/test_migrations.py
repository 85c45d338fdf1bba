"""The schema changes by migrations alone, safely, on both databases."""

import asyncio
import os
import shutil
from collections.abc import Callable
from datetime import time, timedelta
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.command import downgrade
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, select, text

from bot.errors import SchemaOutdated, StorageError
from bot.storage import slots, subscriptions
from bot.storage.engine import Store, migration_engine, open_store
from bot.storage.migrate import current, head, require_head, scripts_folder, upgrade
from bot.storage.schema import articles, deliveries, is_described_here, metadata
from bot.storage.slots import PlannedTime
from tests.factories import load_articles, new_article, plan_briefing, subscribe
from tests.fakes import START

NEXT = "9999"


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database without anything in it, once of each kind."""
    if request.param == "sqlite":
        return f"sqlite+aiosqlite:///{tmp_path}/empty.db"
    make: Callable[[str], str] = request.getfixturevalue("make_postgres")
    return make("template1")


@pytest.fixture
def next_release(tmp_path: Path) -> Callable[[str], Path]:
    """Makes the migrations of a later release: ours and one more, whose `upgrade` is the code given."""

    def make(code: str) -> Path:
        scripts = tmp_path / "migrations"
        shutil.copytree(scripts_folder(), scripts, ignore=shutil.ignore_patterns("__pycache__"))
        start = f'"""Next"""\n\nimport sqlalchemy as sa\nfrom alembic import op\n\nrevision = "{NEXT}"\n'
        start += f'down_revision = "{head()}"\nbranch_labels = depends_on = None\n\n\ndef upgrade() -> None:\n'
        body = "".join(f"    {line}\n" for line in dedent(code).strip().splitlines())
        (scripts / "versions" / "9999_next.py").write_text(start + body)
        return scripts

    return make


async def in_database(url: str, work: Callable[[Connection], object]) -> object:
    """Run synchronous work on a connection without foreign keys, as migrations have it."""
    engine = migration_engine(url)
    async with engine.begin() as connection:
        result = await connection.run_sync(work)
    await engine.dispose()
    return result


def to_base(connection: Connection) -> None:
    config = Config()
    config.set_main_option("script_location", str(scripts_folder()))
    config.attributes["connection"] = connection
    downgrade(config, "base")


async def fill(store: Store) -> None:
    await load_articles(store, [new_article("a.txt"), new_article("b.txt")])
    for chat in (1, 2):
        await plan_briefing(store, (await subscribe(store, chat)).id, parts=2)


async def rows(store: Store) -> tuple[int, int]:
    async with store.read() as connection:
        articles_there = (await connection.execute(select(articles.c.id))).all()
        deliveries_there = (await connection.execute(select(deliveries.c.id))).all()
    return len(articles_there), len(deliveries_there)


def test_there_is_one_head_and_one_base() -> None:
    config = Config()
    config.set_main_option("script_location", str(scripts_folder()))
    scripts = ScriptDirectory.from_config(config)
    assert len(scripts.get_heads()) == 1
    assert len(scripts.get_bases()) == 1
    assert scripts.get_current_head() == head()


async def test_an_empty_database_comes_to_head_once(empty_url: str) -> None:
    assert await upgrade(empty_url, START) == (None, head())
    assert await upgrade(empty_url, START) == (head(), head())
    store = await open_store(empty_url)
    assert await current(store) == head()
    await require_head(store)
    await store.close()


async def test_migrations_and_metadata_say_the_same(database_url: str) -> None:
    def differences(connection: Connection) -> list[object]:
        opts = {"compare_type": True, "include_object": is_described_here}
        return compare_metadata(MigrationContext.configure(connection, opts=opts), metadata)

    assert await in_database(database_url, differences) == []


async def test_constraints_have_the_names_of_the_metadata(database_url: str) -> None:
    """Autogenerate does not compare CHECKs; without names they could never be altered on SQLite."""

    def names(connection: Connection) -> dict[str, set[object]]:
        found = inspect(connection)
        return {name: {each["name"] for each in found.get_check_constraints(name)} for name in found.get_table_names()}

    there = await in_database(database_url, names)
    assert isinstance(there, dict)
    for table in metadata.sorted_tables:
        wanted = {str(each.name) for each in table.constraints if type(each).__name__ == "CheckConstraint"}
        assert {str(name) for name in there[table.name]} == wanted


async def test_down_and_up_again_with_rows(store: Store, database_url: str) -> None:
    await fill(store)
    await store.close()
    await in_database(database_url, to_base)
    left = await in_database(database_url, lambda connection: inspect(connection).get_table_names())
    assert left == ["alembic_version"]
    await upgrade(database_url, START)
    again = await open_store(database_url)
    await require_head(again)
    await fill(again)
    await again.close()


async def test_a_database_that_is_not_at_head_is_told_what_to_do(empty_url: str) -> None:
    await migration_engine(empty_url).dispose()
    store = await open_store(empty_url)
    with pytest.raises(SchemaOutdated, match=f"at revision none, this release needs {head()}; run: "):
        await require_head(store)
    await store.close()


async def test_a_database_of_a_later_release_is_left_alone(
    database_url: str, next_release: Callable[[str], Path], sqlite_path: Path
) -> None:
    await upgrade(database_url, START, scripts=next_release('op.add_column("facts", sa.Column("extra", sa.Text()))'))
    with pytest.raises(SchemaOutdated, match=f"at revision {NEXT}, which this release does not know"):
        await upgrade(database_url, START)
    store = await open_store(database_url)
    with pytest.raises(SchemaOutdated, match=f"at revision {NEXT}"):
        await require_head(store)
    await store.close()
    assert [name for name in os.listdir(sqlite_path.parent) if f"before-{head()}" in name] == []


async def test_a_table_may_be_rebuilt_without_losing_its_children(
    store: Store, database_url: str, next_release: Callable[[str], Path]
) -> None:
    """Batch mode copies and drops the table; with foreign keys on, the cascade would empty the outbox."""
    await fill(store)
    before = await rows(store)
    await store.close()
    code = """
        recreate = "always" if op.get_bind().dialect.name == "sqlite" else "auto"
        for name in ("subscriptions", "chats", "editions"):
            with op.batch_alter_table(name, recreate=recreate) as batch:
                batch.add_column(sa.Column("extra", sa.Text()))
    """
    assert await upgrade(database_url, START, scripts=next_release(code)) == (head(), NEXT)
    again = await open_store(database_url)
    assert await rows(again) == before == (2, 4)
    await again.close()


async def test_an_sqlite_file_is_copied_before_it_is_upgraded(
    sqlite_url: str, sqlite_path: Path, next_release: Callable[[str], Path]
) -> None:
    store = await open_store(sqlite_url)
    await fill(store)
    await store.close()
    await upgrade(sqlite_url, START, scripts=next_release('op.drop_table("facts")'))
    copy = sqlite_path.with_name(f"briefing.db.before-{NEXT}-20260301060000")
    old = await open_store(f"sqlite+aiosqlite:///{copy}")
    await require_head(old)
    assert await rows(old) == (2, 4)
    await old.close()


async def test_copies_of_upgrades_long_past_are_let_go(sqlite_url: str, sqlite_path: Path) -> None:
    old, new, strange = (
        sqlite_path.with_name(f"briefing.db.{end}")
        for end in ("before-0004-20260101060000", "before-0004-20260220060000", "before-the-great-move")
    )
    for path in (old, new, strange):
        path.write_bytes(b"a copy")
    await upgrade(sqlite_url, START)
    assert [path.exists() for path in (old, new, strange)] == [False, True, True]


async def test_a_migration_that_fails_changes_nothing(
    store: Store, database_url: str, next_release: Callable[[str], Path]
) -> None:
    code = """
        op.add_column("facts", sa.Column("extra", sa.Text()))
        op.execute("SELECT no_such_column FROM facts")
    """
    with pytest.raises(StorageError, match=r"cannot be migrated: .*no_such_column"):
        await upgrade(database_url, START, scripts=next_release(code))
    await require_head(store)
    async with store.read() as connection:
        columns = await connection.run_sync(lambda sync: inspect(sync).get_columns("facts"))
    assert [column["name"] for column in columns] == ["name", "value"]


async def test_a_migration_that_orphans_rows_is_refused(sqlite_url: str, next_release: Callable[[str], Path]) -> None:
    store = await open_store(sqlite_url)
    await fill(store)
    with pytest.raises(StorageError, match="would orphan rows in"):
        await upgrade(sqlite_url, START, scripts=next_release('op.execute("DELETE FROM chats")'))
    await require_head(store)
    assert await rows(store) == (2, 4)
    await store.close()


async def test_keys_are_whole_after_all_migrations(sqlite_url: str) -> None:
    store = await open_store(sqlite_url)
    await fill(store)
    async with store.read() as connection:
        assert (await connection.execute(text("PRAGMA foreign_key_check"))).all() == []
        assert (await connection.execute(text("PRAGMA integrity_check"))).scalar_one() == "ok"
    await store.close()


async def test_replicas_that_start_together_migrate_once(make_postgres: Callable[[str], str]) -> None:
    url = make_postgres("template1")
    results = await asyncio.gather(*[upgrade(url, START) for _ in range(4)])
    assert {after for _, after in results} == {head()}
    store = await open_store(url)
    await require_head(store)
    await store.close()


async def test_two_starts_on_one_sqlite_file_migrate_once(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path}/both.db"
    await asyncio.gather(*[upgrade(url, START) for _ in range(3)])
    store = await open_store(url)
    await require_head(store)
    await store.close()


def to_revision(revision: str) -> Callable[[Connection], None]:
    def go(connection: Connection) -> None:
        config = Config()
        config.set_main_option("script_location", str(scripts_folder()))
        config.attributes["connection"] = connection
        downgrade(config, revision)

    return go


async def test_times_move_out_of_subscriptions_and_back(store: Store, database_url: str) -> None:
    """Revision 0007: of several times the one that is due first goes back; the deliveries stay."""
    several = await subscribe(store, 1, at=time(18, 30), weekdays=31, next_due=START + timedelta(hours=12))
    await subscribe(store, 2, at=time(7, 30), next_due=START + timedelta(hours=1))
    await plan_briefing(store, several.id)
    async with store.write() as connection:
        first = several.times[0]
        later = PlannedTime(time(6), 127, START + timedelta(days=1), START.date())
        kept = PlannedTime(first.local_time, first.weekdays, first.next_due, START.date() - timedelta(days=1))
        await slots.replace(connection, several.id, [later, kept])
    await store.close()
    await in_database(database_url, to_revision("0006"))
    query = text("SELECT count(*), min(local_time), min(weekdays), max(last_slot_date) FROM subscriptions")
    row: Any = await in_database(database_url, lambda connection: connection.execute(query).one())
    assert [str(value).removesuffix(".000000") for value in row] == ["2", "07:30:00", "31", "2026-02-28"]
    await upgrade(database_url, START)
    again = await open_store(database_url)
    async with again.read() as connection:
        (back,) = await subscriptions.find_all(connection, 1)
        assert len((await connection.execute(select(deliveries.c.id))).all()) == 1
    (only,) = back.times
    assert (only.local_time, only.weekdays, only.last_slot_date) == (time(18, 30), 31, kept.last_slot_date)
    assert only.next_due == first.next_due
    await again.close()


async def test_indexes_come_and_go(store: Store, database_url: str) -> None:
    """Revision 0010: deliveries are indexed anew, and none is touched."""

    def indexes(connection: Connection) -> dict[object, object]:
        return {each["name"]: each["column_names"] for each in inspect(connection).get_indexes("deliveries")}

    await fill(store)
    await store.close()
    now = await in_database(database_url, indexes)
    assert isinstance(now, dict)
    assert now["ix_deliveries_expiry"] == ["expires_at"]
    assert now["ix_deliveries_finished"] == ["finished_at", "state"]
    await in_database(database_url, to_revision("0009"))
    before = await in_database(database_url, indexes)
    assert isinstance(before, dict)
    assert "ix_deliveries_expiry" not in before
    assert before["ix_deliveries_finished"] == ["finished_at"]
    await upgrade(database_url, START)
    assert await in_database(database_url, indexes) == now
    again = await open_store(database_url)
    assert await rows(again) == (2, 4)
    await again.close()
