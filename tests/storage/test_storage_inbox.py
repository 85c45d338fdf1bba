"""The inbox: an update is written down once, handled once, and remembered against replays."""

import asyncio
from datetime import timedelta

from bot.storage import inbox
from bot.storage.engine import Store
from bot.storage.inbox import InboxRow
from tests.fakes import START


async def store_updates(store: Store, *ids: int) -> list[int]:
    async with store.write() as connection:
        return await inbox.store(connection, [(key, f'{{"update_id":{key}}}') for key in ids], START)


async def test_updates_wait_in_order(store: Store) -> None:
    assert await store_updates(store, 12, 10, 11) == [12, 10, 11]
    async with store.read() as connection:
        assert [row.update_id for row in await inbox.pending(connection, 10)] == [10, 11, 12]
        assert await inbox.pending(connection, 1, after=10) == [InboxRow(11, '{"update_id":11}', 0)]
        assert await inbox.waiting(connection) == 3


async def test_a_replay_is_not_new_whatever_became_of_the_first(store: Store) -> None:
    await store_updates(store, 1, 2, 3)
    async with store.write() as connection:
        await inbox.done(connection, [1])
        await inbox.failed(connection, [2])
    assert await store_updates(store, 1, 2, 3, 4, 4) == [4]
    async with store.read() as connection:
        assert [row.update_id for row in await inbox.pending(connection, 10)] == [3, 4]


async def test_nothing_to_store_is_fine(store: Store) -> None:
    assert await store_updates(store) == []


async def test_two_receivers_of_one_update_store_it_once(store: Store, second_store: Store) -> None:
    """Two webhook replicas may be handed the same update at the same moment."""
    new = await asyncio.gather(*[store_updates(each, *range(50)) for each in (store, second_store) * 3])
    assert sorted(key for found in new for key in found) == list(range(50))


async def test_attempts_are_counted_while_it_waits(store: Store) -> None:
    await store_updates(store, 1, 2)
    async with store.write() as connection:
        await inbox.attempted(connection, [1])
        await inbox.attempted(connection, [1, 2])
        await inbox.done(connection, [2])
        assert [(row.update_id, row.attempts) for row in await inbox.pending(connection, 10)] == [(1, 2)]


async def test_handled_updates_keep_no_text_and_do_not_change_again(store: Store) -> None:
    await store_updates(store, 1)
    async with store.write() as connection:
        await inbox.done(connection, [1])
        await inbox.failed(connection, [1])
        await inbox.done(connection, [])
        row = (await connection.execute(inbox.inbox.select())).one()
    assert (row.state, row.payload) == ("done", "")


async def test_old_handled_updates_are_forgotten_and_waiting_ones_never(store: Store) -> None:
    await store_updates(store, 1, 2)
    async with store.write() as connection:
        await inbox.done(connection, [1])
        assert await inbox.forget(connection, START) == 0
        assert await inbox.forget(connection, START + timedelta(seconds=1)) == 1
        assert await inbox.waiting(connection) == 1
