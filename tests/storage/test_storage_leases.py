"""Leases: one holder at a time, a larger epoch with each."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import update

from bot.storage import leases
from bot.storage.engine import Store
from bot.storage.schema import leases as table
from tests.factories import utc

TTL = timedelta(seconds=15)


async def take(store: Store, me: str, dead_holder: str | None = None) -> int | None:
    async with store.write() as connection:
        return await leases.take(connection, "sender", me, ttl=TTL, dead_holder=dead_holder)


async def run_out(store: Store) -> None:
    """Let the lease be long past its end; its times are the database's own, which no test moves."""
    async with store.write() as connection:
        await connection.execute(update(table).values(expires_at=utc(2020, 1, 1)))


async def test_the_first_taker_gets_it_and_the_second_does_not(store: Store) -> None:
    async with store.read() as connection:
        assert await leases.holder(connection, "sender") is None
    assert await take(store, "a") == 1
    assert await take(store, "b") is None
    assert await take(store, "a") is None
    async with store.read() as connection:
        found = await leases.holder(connection, "sender")
    assert found is not None
    assert found[:2] == ("a", 1)


async def test_a_holder_known_to_be_dead_is_followed_at_once(store: Store) -> None:
    await take(store, "a")
    assert await take(store, "b", dead_holder="somebody else") is None
    assert await take(store, "b", dead_holder="a") == 2


async def test_one_that_ran_out_or_was_released_is_free(store: Store) -> None:
    await take(store, "a")
    await run_out(store)
    assert await take(store, "b") == 2
    async with store.write() as connection:
        await leases.release(connection, "sender", epoch=2)
    assert await take(store, "c") == 3


async def test_renewing_keeps_it(store: Store) -> None:
    await take(store, "a")
    await run_out(store)
    async with store.write() as connection:
        assert await leases.renew(connection, "sender", epoch=1, ttl=TTL)
    assert await take(store, "b") is None


async def test_a_lost_lease_is_neither_renewed_nor_released(store: Store) -> None:
    await take(store, "a")
    await take(store, "b", dead_holder="a")
    async with store.write() as connection:
        assert not await leases.renew(connection, "sender", epoch=1, ttl=TTL)
        await leases.release(connection, "sender", epoch=1)
    assert await take(store, "c") is None


@pytest.mark.parametrize("before", ["nobody", "dead"])
async def test_of_many_takers_at_once_one_wins(store: Store, second_store: Store, before: str) -> None:
    if before == "dead":
        await take(store, "dead")
    taken = await asyncio.gather(
        *[take(each, f"taker {number}", "dead") for number, each in enumerate((store, second_store) * 4)]
    )
    assert len([epoch for epoch in taken if epoch is not None]) == 1


async def test_leases_of_different_names_do_not_meet(store: Store) -> None:
    assert await take(store, "a") == 1
    async with store.write() as connection:
        assert await leases.take(connection, "load", "b", ttl=TTL) == 1
