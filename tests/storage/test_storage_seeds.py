"""What is remembered of seed files, and the loads."""

from sqlalchemy import select

from bot.storage import facts, seeds
from bot.storage.engine import Store
from bot.storage.schema import loads
from bot.storage.seeds import SeedRow
from tests.fakes import START


async def test_rows_are_written_over(store: Store) -> None:
    async with store.write() as connection:
        await seeds.put(connection, [SeedRow("a", 1, 2, "x"), SeedRow("b", 3, 4, "y", "too short")])
        await seeds.put(connection, [SeedRow("a", 9, 2**62, "z", "worse")])
        await seeds.put(connection, [])
        known = await seeds.known(connection, ["a", "b", "c"])
    assert known == {"a": SeedRow("a", 9, 2**62, "z", "worse"), "b": SeedRow("b", 3, 4, "y", "too short")}


async def test_paths_are_walked_in_batches_whatever_their_letters(store: Store) -> None:
    """The walk ends and sees each path once on both databases, whose collations order letters differently."""
    paths = ["Z.txt", "a.txt", "ä.txt", "a/b.txt", "a-b.txt", "я.txt", "_.txt"]
    walked: list[str] = []
    async with store.write() as connection:
        await seeds.put(connection, [SeedRow(path, 1, 1, "x") for path in paths])
        while batch := [row.path for row in await seeds.after(connection, walked[-1] if walked else "", 2)]:
            walked += batch
    assert sorted(walked) == sorted(paths)


async def test_forgotten_rows_are_gone(store: Store) -> None:
    async with store.write() as connection:
        await seeds.put(connection, [SeedRow("a", 1, 2, "x"), SeedRow("b", 1, 2, "x")])
        await seeds.forget(connection, ["a"])
        await seeds.forget(connection, [])
        assert [row.path for row in await seeds.after(connection, "", 9)] == ["b"]


async def test_a_load_is_open_until_it_is_finished(store: Store) -> None:
    async with store.write() as connection:
        first = await seeds.begin_load(connection, requested_by=77, now=START)
        second = await seeds.begin_load(connection, requested_by=None, now=START)
        await seeds.finish_load(connection, first, {"added": ["ä"]}, now=START)
        rows = {row.id: row for row in await connection.execute(select(loads))}
    assert second > first
    assert (rows[first].requested_by, rows[first].finished_at, rows[first].report) == (77, START, {"added": ["ä"]})
    assert rows[second].finished_at is None


async def test_facts_are_written_over(store: Store) -> None:
    async with store.write() as connection:
        assert await facts.get(connection, "tzdata") is None
        await facts.put(connection, "tzdata", "2025a")
        await facts.put(connection, "tzdata", "2026a")
        assert await facts.get(connection, "tzdata") == "2026a"
