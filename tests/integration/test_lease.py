"""One active sender: taking over, and knowing when not to send any more."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import update

from bot.delivery.lease import MARGIN, NAME, TTL, Lease
from bot.storage import leases
from bot.storage.engine import Store, open_store
from bot.storage.holders import identity
from bot.storage.schema import leases as table
from tests.fakes import FakeClock
from tests.postgres import PostgresServer


@pytest.fixture
def lease(store: Store, clock: FakeClock) -> Lease:
    return Lease(store, clock)


async def holder(store: Store) -> tuple[str, int]:
    async with store.read() as connection:
        found = await leases.holder(connection, NAME)
    assert found is not None
    return found[:2]


async def held_by(store: Store, name: str, ttl: timedelta = TTL) -> None:
    async with store.write() as connection:
        assert await leases.take(connection, NAME, name, ttl=ttl) is not None


async def test_nobody_sends_without_a_lease(lease: Lease) -> None:
    assert not lease.held()


async def test_the_first_process_is_active_at_once(lease: Lease, store: Store) -> None:
    await lease.acquire()
    assert lease.held()
    assert (lease.epoch, await holder(store)) == (1, (identity(), 1))


async def test_what_was_not_renewed_in_time_is_not_relied_on(lease: Lease, clock: FakeClock) -> None:
    """By our own clock and with room for a send: the database may be out of reach when it matters."""
    await lease.acquire()
    clock.advance(TTL.total_seconds() - MARGIN - 0.1)
    assert lease.held()
    clock.advance(0.1)
    assert not lease.held()


async def test_renewing_prolongs_it(lease: Lease, clock: FakeClock) -> None:
    await lease.acquire()
    clock.advance(TTL.total_seconds() * 2)
    assert await lease.renew()
    assert lease.held()


async def test_taken_over_means_not_one_more_send(lease: Lease, store: Store) -> None:
    await lease.acquire()
    async with store.write() as connection:
        await connection.execute(update(table).values(epoch=9, holder="elsewhere/1/1"))
    assert not await lease.renew()
    assert not lease.held()


async def test_a_database_that_is_away_takes_the_lease_with_it_in_time(
    postgres: PostgresServer, postgres_url: str, clock: FakeClock
) -> None:
    """Nobody else can have taken it while the time left runs; after that, somebody may."""
    store = await open_store(postgres_url)
    lease = Lease(store, clock)
    await lease.acquire()
    postgres.kill()
    clock.advance(5)
    assert await lease.renew()
    assert lease.held()
    clock.advance(TTL.total_seconds())
    assert await lease.renew()
    assert not lease.held()
    postgres.start()
    assert await lease.renew()
    assert lease.held()
    await store.close()


async def test_a_moved_wall_clock_changes_nothing(lease: Lease, clock: FakeClock) -> None:
    await lease.acquire()
    clock.set(clock.now() + timedelta(days=30))
    assert lease.held()


async def test_a_process_of_this_host_that_has_ended_is_followed_at_once(lease: Lease, store: Store) -> None:
    host, pid, started = identity().split("/")
    await held_by(store, f"{host}/{pid}/{int(started) - 1}", ttl=timedelta(days=1))
    await lease.acquire()
    assert (lease.held(), lease.epoch) == (True, 2)


async def test_released_is_free_for_the_next(lease: Lease, store: Store, clock: FakeClock) -> None:
    await lease.acquire()
    await lease.release()
    assert not lease.held()
    following = Lease(store, clock)
    await following.acquire()
    assert following.epoch == 2


async def test_a_standby_waits_and_is_not_active(lease: Lease, store: Store) -> None:
    await held_by(store, "elsewhere/1/1")
    waiting = asyncio.create_task(lease.acquire())
    await asyncio.wait({waiting}, timeout=0.05)
    assert not waiting.done()
    assert not lease.held()
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    assert (await holder(store))[0] == "elsewhere/1/1"


async def test_releasing_what_another_has_taken_harms_nobody(lease: Lease, store: Store) -> None:
    await lease.acquire()
    async with store.write() as connection:
        await connection.execute(update(table).values(epoch=9, holder="elsewhere/1/1"))
    await lease.release()
    async with store.write() as connection:
        assert await leases.take(connection, NAME, "third", ttl=TTL) is None
