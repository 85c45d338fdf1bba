"""Planning and claiming: once a slot, in order, and never twice whoever claims."""

import asyncio
from datetime import datetime, timedelta

from bot.models import ChatKind, DeliveryState, Destination
from bot.storage import claims, history, outbox, subscriptions
from bot.storage.engine import Store
from bot.storage.history import Got
from bot.storage.outbox import Transition
from tests.conftest import MakeStores
from tests.factories import (
    add_edition,
    days_after,
    delivery_rows,
    delivery_states,
    insert_delivery,
    plan_briefing,
    planned,
    subscribe,
)
from tests.fakes import START

MINE = 7


async def claim(store: Store, most: int = 100, *, epoch: int = MINE, at: datetime = START) -> list[int]:
    async with store.write() as connection:
        return [each.id for each in await claims.claim(connection, now=at, epoch=epoch, most=most)]


async def finish(store: Store, key: int, state: DeliveryState) -> None:
    async with store.write() as connection:
        await outbox.finish(connection, [Transition(key, state)], epoch=MINE, now=START)


async def test_a_claimed_delivery_holds_all_that_a_send_needs(store: Store) -> None:
    subscription = await subscribe(store, -1001, 3, kind=ChatKind.SUPERGROUP)
    await plan_briefing(store, subscription.id, parts=2)
    async with store.write() as connection:
        (claimed,) = await claims.claim(connection, now=START, epoch=MINE, most=9)
    assert (claimed.subscription_id, claimed.chat_id) == (subscription.id, subscription.chat_id)
    assert (claimed.destination, claimed.kind) == (Destination(-1001, 3), ChatKind.SUPERGROUP)
    assert (claimed.part, claimed.attempts, claimed.slot_at) == (1, 1, START)
    assert (claimed.html, claimed.plain) == ("<b>Part 1</b>", "Part 1")
    assert claimed.keyboard == '{"inline_keyboard": [[{"text": "1", "callback_data": "read:1"}]]}'
    assert (claimed.silent, claimed.as_plain, claimed.uncertain) == (False, False, 0)


async def test_a_slot_and_part_exist_once(store: Store) -> None:
    subscription = await subscribe(store)
    edition_id = await add_edition(store, 2)
    row = planned(subscription.id, edition_id)
    again = planned(subscription.id, edition_id, state=DeliveryState.EXPIRED, reason="twin")
    async with store.write() as connection:
        await outbox.plan(connection, [row, again, planned(subscription.id, edition_id, 2)], START)
        await outbox.plan(connection, [row], START)
        await outbox.plan(connection, [], START)
    assert list((await delivery_states(store)).values()) == ["planned", "planned"]


async def test_skipped_and_missed_slots_are_rows_that_are_finished(store: Store) -> None:
    subscription = await subscribe(store)
    rows = [
        planned(subscription.id, None, state=DeliveryState.SKIPPED, reason="nothing new"),
        planned(subscription.id, None, state=DeliveryState.EXPIRED, reason="missed", slot_date=days_after(1)),
    ]
    async with store.write() as connection:
        await outbox.plan(connection, rows, START)
    assert [row.finished_at for row in (await delivery_rows(store)).values()] == [START, START]
    assert await claim(store) == []


async def test_claims_are_oldest_first_and_no_more_than_asked(store: Store) -> None:
    keys = []
    for number, minutes in enumerate([0, -10, 0, -5], 1):
        subscription = await subscribe(store, number)
        keys += await plan_briefing(store, subscription.id, slot_at=START + timedelta(minutes=minutes))
    assert await claim(store, 3) == [keys[1], keys[3], keys[0]]
    assert await claim(store, 3) == [keys[2]]


async def test_what_is_not_due_or_too_late_is_not_claimed(store: Store) -> None:
    future, late = await subscribe(store, 1), await subscribe(store, 2)
    await plan_briefing(store, future.id, slot_at=START + timedelta(seconds=1))
    await plan_briefing(store, late.id, expires_at=START)
    assert await claim(store) == []


async def test_a_part_waits_until_the_earlier_ones_are_settled(store: Store) -> None:
    first, second, third = await plan_briefing(store, (await subscribe(store)).id, parts=3)
    assert await claim(store) == [first]
    assert await claim(store) == []
    await finish(store, first, DeliveryState.UNCERTAIN)
    assert await claim(store) == []
    async with store.write() as connection:
        await outbox.resolve_uncertain(connection, now=START, resend=True)
    assert await claim(store) == [first]
    await finish(store, first, DeliveryState.SENT)
    assert await claim(store) == [second]
    await finish(store, second, DeliveryState.PLANNED)
    assert await claim(store) == [second]
    await finish(store, second, DeliveryState.SENT)
    assert await claim(store) == [third]


async def test_parts_of_other_chats_and_days_do_not_wait(store: Store) -> None:
    one, other = await subscribe(store, 1), await subscribe(store, 2)
    a = await plan_briefing(store, one.id, parts=2)
    b = await plan_briefing(store, other.id, parts=2)
    c = await plan_briefing(store, one.id, parts=2, slot_date=days_after(1))
    assert await claim(store) == [a[0], b[0], c[0]]


async def test_of_two_claimers_no_row_is_claimed_twice(store: Store, second_store: Store) -> None:
    subscription_ids = [(await subscribe(store, number)).id for number in range(1, 61)]
    edition_id = await add_edition(store)
    async with store.write() as connection:
        await outbox.plan(connection, [planned(key, edition_id) for key in subscription_ids], START)
    claimed = await asyncio.gather(*[claim(each, 7) for each in (store, second_store) * 10])
    keys = [key for batch in claimed for key in batch]
    assert len(keys) == len(set(keys)) == 60


async def test_claims_do_not_wait_for_each_other_on_postgresql(postgres_url: str, make_stores: MakeStores) -> None:
    store, other = await make_stores(postgres_url)
    keys = [(await plan_briefing(store, (await subscribe(store, number)).id))[0] for number in range(1, 4)]
    async with store.write() as connection:
        first = await claims.claim(connection, now=START, epoch=1, most=2)
        assert await claim(other) == [keys[2]]
    assert [each.id for each in first] == keys[:2]


async def test_next_due_looks_at_planned_and_uncertain_rows(store: Store) -> None:
    async with store.read() as connection:
        assert await outbox.next_due(connection) is None
    subscription = await subscribe(store)
    edition_id = await add_edition(store)
    instants = {"sent": -9, "planned": 5, "uncertain": 3, "sending": -1}
    for day, (state, minutes) in enumerate(instants.items()):
        at = START + timedelta(minutes=minutes)
        row = {"state": state, "not_before": at, "slot_date": days_after(day)}
        await insert_delivery(store, subscription.id, edition_id, **row)
    async with store.read() as connection:
        assert await outbox.next_due(connection) == START + timedelta(minutes=3)


async def test_what_a_chat_got_or_may_yet_get_is_told_by_messages(store: Store) -> None:
    reaching = {"planned", "sending", "sent", "uncertain", "unconfirmed"}
    expected: dict[int, Got] = {}
    for number, state in enumerate(DeliveryState, 1):
        subscription = await subscribe(store, number)
        first, second = await add_edition(store), await add_edition(store)
        await insert_delivery(store, subscription.id, first, state="sent", slot_date=days_after(0))
        await insert_delivery(store, subscription.id, second, state="sent", slot_date=days_after(1))
        await insert_delivery(store, subscription.id, second, part=2, state=state.value, slot_date=days_after(1))
        parts = {(first, 1), (second, 1)} | ({(second, 2)} if state.value in reaching else set())
        expected[subscription.id] = Got(frozenset(parts), days_after(1))
    async with store.read() as connection:
        everybody = list(expected)
        assert await history.got(connection, everybody, since=days_after(0)) == expected
        since = await history.got(connection, everybody[:1], since=days_after(1))
        assert {edition for edition, _ in since[everybody[0]].parts} == {2}
        assert await history.got(connection, everybody, since=days_after(2)) == {}
        assert await history.got(connection, [], since=days_after(0)) == {}


async def test_recent_is_newest_first_with_the_time_it_was_sent(store: Store) -> None:
    subscription = await subscribe(store)
    edition_id = await add_edition(store)
    sent_at = START + timedelta(seconds=9)
    for day, state in enumerate(["sent", "unconfirmed", "dead", "planned"]):
        row = {"state": state, "slot_date": days_after(day), "finished_at": None if state == "planned" else sent_at}
        await insert_delivery(store, subscription.id, edition_id, **row)
    async with store.read() as connection:
        records = await history.recent(connection, subscription.id, most=3)
        everything = await history.recent(connection, subscription.id, most=9)
    assert [each.state.value for each in records] == ["planned", "dead", "unconfirmed"]
    assert [each.sent_at for each in everything] == [None, None, sent_at, sent_at]


async def test_counts_are_of_open_rows_and_of_those_finished_lately(store: Store) -> None:
    subscription = await subscribe(store)
    edition_id = await add_edition(store)
    states = {"planned": None, "uncertain": None, "sent": START, "dead": START - timedelta(days=2)}
    for day, (state, finished) in enumerate(states.items()):
        row = {"state": state, "finished_at": finished, "slot_date": days_after(day)}
        await insert_delivery(store, subscription.id, edition_id, **row)
    async with store.read() as connection:
        counted = await history.counts(connection, since=START - timedelta(days=1))
    assert counted == {"planned": 1, "uncertain": 1, "sent": 1}


async def test_deliveries_go_with_their_subscription(store: Store) -> None:
    subscription = await subscribe(store)
    await plan_briefing(store, subscription.id, parts=2)
    async with store.write() as connection:
        await connection.execute(subscriptions.subscriptions.delete())
    assert await delivery_rows(store) == {}
