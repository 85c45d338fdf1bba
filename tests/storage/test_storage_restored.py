"""A database knows that it is a copy, whatever made it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from bot.storage import facts, restored
from bot.storage.engine import COPIED, Store, open_store
from bot.storage.restored import FAILOVER, PLACE, Place, is_another

HERE = Place("7001", "16384/16390", 3)
SOON, LATE = FAILOVER, FAILOVER + timedelta(seconds=1)


@pytest.mark.parametrize(
    ("now", "silence", "expected"),
    [
        (HERE, timedelta(days=9), False),
        (Place("7002", "16384/16390", 3), timedelta(0), True),
        (Place("7001", "16385/16390", 3), timedelta(0), True),
        (Place("7001", "16384/16999", 3), timedelta(0), True),
        # A new timeline: a replica took over, or the cluster was recovered to a point in time.
        (Place("7001", "16384/16390", 4), SOON, False),
        (Place("7001", "16384/16390", 4), LATE, True),
        (Place("7001", "16384/16390", 4), None, True),
        # The right to ask was taken away, or given.
        (Place("", "16384/16390", 0), LATE, False),
        (Place("", "16384/16999", 0), timedelta(0), True),
    ],
)
def test_what_makes_a_copy(now: Place, silence: timedelta | None, expected: bool) -> None:
    assert is_another(HERE, now, silence) is expected
    assert is_another(now, HERE, silence) is expected


async def asked(store: Store, *, alive: datetime | None = None) -> str | None:
    async with store.read() as connection:
        return await restored.made(connection, alive)


async def begin(store: Store) -> None:
    async with store.write() as connection:
        await restored.begun(connection)


async def test_a_database_that_stays_where_it_is_is_none(store: Store) -> None:
    assert await asked(store) is None
    await begin(store)
    assert await asked(store) is None
    assert await asked(store, alive=datetime.now(UTC) - timedelta(days=40)) is None


async def test_a_copy_of_backup_says_when(store: Store) -> None:
    await begin(store)
    async with store.write() as connection:
        await facts.put(connection, COPIED, "2026-03-01 05:00:00")
    assert await asked(store) == "2026-03-01 05:00:00"
    await begin(store)
    assert await asked(store) is None


async def test_another_database_of_the_cluster_is_a_copy(
    postgres_url: str, make_postgres: Callable[[str], str]
) -> None:
    """Made from the first file by file, so that its tables have the same numbers; a dump's have others."""
    first = await open_store(postgres_url)
    await begin(first)
    await first.close()
    second = await open_store(make_postgres(postgres_url.rpartition("/")[2]))
    assert await asked(second) == "an unknown time"
    assert await asked(second, alive=datetime(2026, 3, 1, 5, tzinfo=UTC)) == "2026-03-01 05:00:00"
    await begin(second)
    assert await asked(second) is None
    await second.close()
    again = await open_store(postgres_url)
    assert await asked(again) is None
    await again.close()


async def test_a_cluster_that_tells_nothing_of_itself(postgres_url: str) -> None:
    """Some hosts take the right to ask away: the database and the table tell enough."""
    store = await open_store(postgres_url)
    await begin(store)
    async with store.write() as connection:
        await connection.execute(text("CREATE ROLE no_questions"))
        await connection.execute(text("GRANT SELECT ON ALL TABLES IN SCHEMA public TO no_questions"))
        await connection.execute(text("REVOKE EXECUTE ON FUNCTION pg_control_system() FROM PUBLIC"))
        await connection.execute(text("SET LOCAL ROLE no_questions"))
        assert await restored.made(connection, None) is None
        await connection.execute(text("RESET ROLE"))
        await facts.put(connection, PLACE, "7 1/2 1")
        await connection.execute(text("SET LOCAL ROLE no_questions"))
        assert await restored.made(connection, None) == "an unknown time"
        await connection.execute(text("RESET ROLE"))
        await connection.execute(text("DROP OWNED BY no_questions"))
        await connection.execute(text("DROP ROLE no_questions"))
    await store.close()
