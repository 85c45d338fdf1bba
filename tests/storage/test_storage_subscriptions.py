"""Subscriptions: made, changed, stopped, due and moved on."""

import asyncio
from datetime import date, datetime, time, timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from bot.models import ChatKind, DailyTime, Destination
from bot.storage import chats, slots, subscriptions
from bot.storage.engine import Store
from bot.storage.slots import PlannedTime, Step
from bot.storage.subscriptions import Plan
from tests.conftest import MakeStores
from tests.factories import subscribe, utc
from tests.fakes import START

LONG_AGO = utc(2000, 1, 1)


async def due(store: Store, now: datetime = START, most: int = 100) -> list[int]:
    async with store.write() as connection:
        found = await subscriptions.due(connection, now, most)
        return sorted(each.subscription_id for recipients in found.values() for each in recipients)


async def test_a_subscription_comes_back_as_it_was_saved(store: Store) -> None:
    saved = await subscribe(
        store, -7, 3, kind=ChatKind.SUPERGROUP, at=time(6, 45), zone="Asia/Kolkata", weekdays=0b11111, minutes=10
    )
    assert saved.destination == Destination(-7, 3)
    assert (saved.kind, saved.zone) == (ChatKind.SUPERGROUP, "Asia/Kolkata")
    assert saved.times == (DailyTime(time(6, 45), 0b11111, START, None),)
    assert (saved.minutes, saved.active, saved.inactive_reason) == (10, True, "")
    assert (saved.next_due, saved.created, saved.pauses, saved.quiet) == (START, START, (), None)


async def test_topics_of_a_chat_have_their_own(store: Store) -> None:
    first, second = await subscribe(store, -7, 0), await subscribe(store, -7, 3)
    assert (first.chat_id, first.id) != (second.chat_id, second.id)
    assert first.chat_id == second.chat_id
    async with store.read() as connection:
        assert [each.id for each in await subscriptions.find_all(connection, -7)] == [first.id, second.id]
        assert await subscriptions.find(connection, Destination(-7, 9)) is None
        assert await subscriptions.find_all(connection, 1) == []


async def test_saving_again_changes_and_activates_and_keeps_the_last_date(store: Store) -> None:
    first = await subscribe(store)
    async with store.write() as connection:
        await slots.advance(connection, [(Step(time(7, 30), date(2026, 3, 1), START), [first.id])])
        assert await subscriptions.deactivate(connection, [first.id], "blocked") == 1
    again = await subscribe(store, at=time(9), next_due=START + timedelta(days=1))
    assert (again.id, again.times[0].local_time, again.active, again.inactive_reason) == (first.id, time(9), True, "")
    assert (again.next_due, again.times[0].last_slot_date) == (START + timedelta(days=1), date(2026, 3, 1))


async def test_two_processes_may_subscribe_one_chat_at_once(store: Store, second_store: Store) -> None:
    made = await asyncio.gather(*[subscribe(each) for each in (store, second_store) * 5])
    assert len({each.id for each in made}) == 1


async def test_stopped_is_not_due_and_not_stopped_twice(store: Store) -> None:
    first, second = await subscribe(store, 1), await subscribe(store, 2)
    async with store.write() as connection:
        assert await subscriptions.deactivate(connection, [first.id, second.id], "gone") == 2
        assert await subscriptions.deactivate(connection, [first.id], "again") == 0
        assert await subscriptions.count(connection) == 0
        stopped = await subscriptions.find(connection, Destination(1))
    assert stopped is not None
    assert (stopped.active, stopped.inactive_reason, stopped.next_due) == (False, "gone", None)
    assert await due(store, START + timedelta(days=999)) == []


async def test_due_is_oldest_first_up_to_now(store: Store) -> None:
    late = await subscribe(store, 1, next_due=START)
    early = await subscribe(store, 2, next_due=START - timedelta(hours=1))
    same = await subscribe(store, 3, next_due=START)
    await subscribe(store, 4, next_due=START + timedelta(seconds=1))
    assert await due(store) == [late.id, early.id, same.id]
    assert await due(store, most=1) == [early.id]
    assert await due(store, most=2) == [late.id, early.id]


async def test_advance_moves_each_on(store: Store) -> None:
    first, second = await subscribe(store, 1), await subscribe(store, 2)
    tomorrow = START + timedelta(days=1)
    async with store.write() as connection:
        await slots.advance(connection, [])
        day = date(2026, 3, 1)
        steps = [(Step(time(7, 30), day, tomorrow), [first.id]), (Step(time(7, 30), None, None), [second.id])]
        await slots.advance(connection, steps)
        moved = await subscriptions.find(connection, Destination(1))
        ended = await subscriptions.find(connection, Destination(2))
    assert moved is not None
    assert ended is not None
    assert (moved.next_due, moved.times[0].last_slot_date) == (tomorrow, date(2026, 3, 1))
    assert (ended.next_due, ended.times[0].last_slot_date) == (None, None)
    assert await due(store) == []


async def test_every_goes_over_active_ones_in_batches(store: Store) -> None:
    made = [await subscribe(store, number) for number in range(1, 6)]
    async with store.write() as connection:
        await subscriptions.deactivate(connection, [made[1].id], "gone")
        first = await subscriptions.every(connection, after_id=0, due_after=LONG_AGO, most=2)
        rest = await subscriptions.every(connection, after_id=first[-1].id, due_after=LONG_AGO, most=10)
    assert [each.destination.telegram_id for each in first + rest] == [1, 3, 4, 5]


async def test_what_another_process_plans_is_left_out(postgres_url: str, make_stores: MakeStores) -> None:
    """PostgreSQL: FOR UPDATE SKIP LOCKED. SQLite has one writer, so the question does not arise there."""
    store, other = await make_stores(postgres_url)
    await subscribe(store, 1)
    async with store.write() as connection:
        assert len(await subscriptions.due(connection, START, 10)) == 1
        assert await due(other) == []
    assert len(await due(other)) == 1


@pytest.mark.parametrize(("column", "value"), [("weekdays", 0), ("weekdays", 128), ("minutes", 0), ("minutes", 61)])
async def test_impossible_values_are_refused_by_the_database(store: Store, column: str, value: int) -> None:
    with pytest.raises(IntegrityError, match=f"ck_(subscriptions|slots)_{column}"):
        await subscribe(store, **{column: value})


async def test_a_naive_instant_is_refused(store: Store) -> None:
    async with store.write() as connection:
        await chats.remember(connection, 1, ChatKind.PRIVATE, "", "", now=START)
        plan = Plan((PlannedTime(time(7), 127, utc(2026, 3, 1).replace(tzinfo=None)),), "UTC", 5)
        with pytest.raises(Exception, match="naive datetime"):
            await subscriptions.save(connection, 1, 0, plan, now=START)
