"""The state machine of the outbox: each statement changes the states that it names, and no others."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.models import DeliveryState
from bot.storage import claims, outbox, subscriptions
from bot.storage.engine import Store
from bot.storage.outbox import Transition
from tests.factories import add_edition, delivery_rows, delivery_states, insert_delivery, plan_briefing, subscribe
from tests.fakes import START

MINE = 7
LATER = START + timedelta(minutes=5)
STATES = [state.value for state in DeliveryState]
Change = Callable[[AsyncConnection, list[int], list[int]], Awaitable[Any]]


async def a_row_in_each_state(store: Store, **columns: Any) -> dict[int, str]:
    """One delivery of this epoch in every state, each of a chat of its own; ids with their states."""
    edition_id = await add_edition(store)
    made: dict[int, str] = {}
    for number, state in enumerate(STATES, 1):
        subscription = await subscribe(store, number)
        made[await insert_delivery(store, subscription.id, edition_id, state=state, epoch=MINE, **columns)] = state
    return made


async def claim(connection: AsyncConnection, ids: list[int], chats: list[int]) -> None:
    await claims.claim(connection, now=START, epoch=MINE, most=100)


def finish(state: DeliveryState) -> Change:
    async def change(connection: AsyncConnection, ids: list[int], chats: list[int]) -> None:
        await outbox.finish(connection, [Transition(key, state) for key in ids], epoch=MINE, now=START)

    return change


async def recover(connection: AsyncConnection, ids: list[int], chats: list[int]) -> None:
    assert await outbox.recover(connection, epoch=MINE + 1, until=START) == 1


async def reclaim(connection: AsyncConnection, ids: list[int], chats: list[int]) -> None:
    assert await outbox.reclaim(connection, epoch=MINE, busy=[]) == 1


def resolve(*, resend: bool) -> Change:
    async def change(connection: AsyncConnection, ids: list[int], chats: list[int]) -> None:
        expected = (1, 0) if resend else (0, 1)
        assert await outbox.resolve_uncertain(connection, now=START, resend=resend) == expected

    return change


async def expire(connection: AsyncConnection, ids: list[int], chats: list[int]) -> None:
    assert await outbox.expire(connection, START + timedelta(days=2)) == 1


async def give_up(connection: AsyncConnection, ids: list[int], chats: list[int]) -> None:
    assert await outbox.give_up(connection, chats, "blocked", START) == 1


async def recover_own_epoch(connection: AsyncConnection, ids: list[int], chats: list[int]) -> None:
    assert await outbox.recover(connection, epoch=MINE, until=START) == 0


async def reclaim_other_epoch(connection: AsyncConnection, ids: list[int], chats: list[int]) -> None:
    assert await outbox.reclaim(connection, epoch=MINE - 1, busy=[]) == 0


async def reclaim_busy(connection: AsyncConnection, ids: list[int], chats: list[int]) -> None:
    assert await outbox.reclaim(connection, epoch=MINE, busy=ids) == 0


async def finish_other_epoch(connection: AsyncConnection, ids: list[int], chats: list[int]) -> None:
    sent = [Transition(key, DeliveryState.SENT) for key in ids]
    await outbox.finish(connection, sent, epoch=MINE - 1, now=START)
    await outbox.finish(connection, sent, epoch=MINE + 1, now=START)


async def not_yet(connection: AsyncConnection, ids: list[int], chats: list[int]) -> None:
    early = START - timedelta(seconds=1)
    assert await claims.claim(connection, now=early, epoch=MINE, most=100) == []
    assert await outbox.resolve_uncertain(connection, now=early, resend=True) == (0, 0)
    assert await outbox.expire(connection, START) == 0


FINISHES = [
    pytest.param(finish(state), "sending", state.value, id=f"finish as {state}")
    for state in (DeliveryState.SENT, DeliveryState.PLANNED, DeliveryState.UNCERTAIN, DeliveryState.DEAD)
]


@pytest.mark.parametrize(
    ("change", "leaves", "to"),
    [
        pytest.param(claim, "planned", "sending", id="claim"),
        *FINISHES,
        pytest.param(recover, "sending", "uncertain", id="recover"),
        pytest.param(reclaim, "sending", "planned", id="reclaim"),
        pytest.param(resolve(resend=True), "uncertain", "planned", id="resend"),
        pytest.param(resolve(resend=False), "uncertain", "unconfirmed", id="skip"),
        pytest.param(expire, "planned", "expired", id="expire"),
        pytest.param(give_up, "planned", "dead", id="give up"),
        pytest.param(recover_own_epoch, "", "", id="recover leaves its own epoch alone"),
        pytest.param(reclaim_other_epoch, "", "", id="reclaim leaves other epochs alone"),
        pytest.param(reclaim_busy, "", "", id="reclaim leaves busy rows alone"),
        pytest.param(finish_other_epoch, "", "", id="finish writes only its own epoch"),
        pytest.param(not_yet, "", "", id="nothing happens before its time"),
    ],
)
async def test_each_statement_names_the_state_that_it_leaves(
    store: Store, change: Change, leaves: str, to: str
) -> None:
    before = await a_row_in_each_state(store)
    async with store.write() as connection:
        await change(connection, list(before), list(range(1, len(STATES) + 1)))
    expected = {key: to if state == leaves else state for key, state in before.items()}
    assert await delivery_states(store) == expected


async def test_a_state_outside_the_machine_is_refused_by_the_database(store: Store) -> None:
    subscription = await subscribe(store)
    with pytest.raises(IntegrityError, match="ck_deliveries_state"):
        await insert_delivery(store, subscription.id, None, state="lost")


async def test_finish_writes_down_what_happened(store: Store) -> None:
    keys = [(await plan_briefing(store, (await subscribe(store, number)).id))[0] for number in range(1, 5)]
    sent, later, unknown, dead = keys
    async with store.write() as connection:
        await claims.claim(connection, now=START, epoch=MINE, most=9)
        await outbox.finish(
            connection,
            [
                Transition(sent, DeliveryState.SENT, message_id=99),
                Transition(later, DeliveryState.PLANNED, reason="flood", not_before=LATER, as_plain=True),
                Transition(unknown, DeliveryState.UNCERTAIN, reason="no answer", not_before=LATER),
                Transition(dead, DeliveryState.DEAD, reason="refused"),
            ],
            epoch=MINE,
            now=START + timedelta(seconds=2),
        )
        await outbox.finish(connection, [], epoch=MINE, now=START)
    rows = await delivery_rows(store)
    finished = START + timedelta(seconds=2)
    assert (rows[sent].message_id, rows[sent].finished_at, rows[sent].not_before) == (99, finished, START)
    assert (rows[later].reason, rows[later].not_before, rows[later].as_plain) == ("flood", LATER, True)
    assert (rows[later].finished_at, rows[unknown].finished_at) == (None, None)
    assert rows[unknown].not_before == LATER
    assert (rows[dead].reason, rows[dead].finished_at) == ("refused", finished)
    assert {row.attempts for row in rows.values()} == {1}


async def test_a_claim_that_was_never_acted_on_counts_no_attempt(store: Store) -> None:
    await plan_briefing(store, (await subscribe(store)).id)
    async with store.write() as connection:
        await claims.claim(connection, now=START, epoch=MINE, most=1)
        await outbox.reclaim(connection, epoch=MINE, busy=[])
        (again,) = await claims.claim(connection, now=START, epoch=MINE, most=1)
    assert again.attempts == 1


async def test_a_delivery_that_was_held_back_keeps_its_count_and_its_reason(store: Store) -> None:
    (key,) = await plan_briefing(store, (await subscribe(store)).id)
    for step in (Transition(key, DeliveryState.PLANNED, "flood"), Transition(key, DeliveryState.PLANNED, untried=True)):
        async with store.write() as connection:
            await claims.claim(connection, now=START, epoch=MINE, most=1)
            await outbox.finish(connection, [step], epoch=MINE, now=START)
    row = (await delivery_rows(store))[key]
    assert (row.state, row.attempts, row.reason) == ("planned", 1, "flood")


async def test_resend_once_silently_then_unconfirmed(store: Store) -> None:
    (key,) = await plan_briefing(store, (await subscribe(store)).id)
    for attempt, (expected, silent) in enumerate([((1, 0), False), ((0, 1), True)], 1):
        async with store.write() as connection:
            (claimed,) = await claims.claim(connection, now=START, epoch=attempt, most=1)
            assert (claimed.silent, claimed.uncertain, claimed.attempts) == (silent, attempt - 1, attempt)
            await outbox.recover(connection, epoch=attempt + 1, until=START)
            assert await outbox.resolve_uncertain(connection, now=START, resend=True) == expected
    row = (await delivery_rows(store))[key]
    assert (row.state, row.reason, row.finished_at) == ("unconfirmed", "Telegram's answer is unknown", START)


async def test_each_crash_lets_all_that_is_in_doubt_rest_anew(store: Store) -> None:
    """Also what is planned to be repeated: a process that ends again and again repeats nothing until it stays up."""
    edition_id = await add_edition(store)
    in_doubt, repeated, fresh, parked = [
        await insert_delivery(store, (await subscribe(store, number)).id, edition_id, epoch=MINE, **columns)
        for number, columns in enumerate(
            (
                {"state": "uncertain"},
                {"state": "planned", "uncertain": 1},
                {"state": "planned"},
                {"state": "planned", "uncertain": 1, "not_before": LATER + timedelta(hours=1)},
            ),
            1,
        )
    ]
    async with store.write() as connection:
        assert await outbox.recover(connection, epoch=MINE + 1, until=LATER) == 0
    rows = await delivery_rows(store)
    assert [rows[key].not_before for key in (in_doubt, repeated, fresh)] == [LATER, LATER, START]
    assert rows[parked].not_before == LATER + timedelta(hours=1)


async def test_expired_rows_keep_the_trouble_they_had(store: Store) -> None:
    """Nothing expires silently: the reason names what held the row back."""
    (plain,) = await plan_briefing(store, (await subscribe(store, 1)).id)
    (flooded,) = await plan_briefing(store, (await subscribe(store, 2)).id)
    async with store.write() as connection:
        claimed = await claims.claim(connection, now=START, epoch=MINE, most=9)
        back = [
            Transition(each.id, DeliveryState.PLANNED, reason="" if each.id == plain else "flood") for each in claimed
        ]
        await outbox.finish(connection, back, epoch=MINE, now=START)
        await outbox.expire(connection, START + timedelta(days=2))
    rows = await delivery_rows(store)
    assert rows[plain].reason == "too late"
    assert rows[flooded].reason == "too late; before: flood"


async def test_later_parts_die_with_an_earlier_one_of_the_same_briefing_only(store: Store) -> None:
    one, other = await subscribe(store, 1), await subscribe(store, 2)
    first, second, third = await plan_briefing(store, one.id, parts=3)
    elsewhere = await plan_briefing(store, other.id, parts=2)
    tomorrow = await plan_briefing(store, one.id, parts=2, slot_date=START.date() + timedelta(days=1))
    async with store.write() as connection:
        assert await outbox.give_up_later_parts(connection, [second], START) == 1
    states = await delivery_states(store)
    assert states[third] == "dead"
    assert {states[key] for key in [first, second, *elsewhere, *tomorrow]} == {"planned"}
    assert (await delivery_rows(store))[third].reason == "an earlier part could not be delivered"


async def test_park_holds_back_one_chat_with_all_its_topics(store: Store) -> None:
    topics = [await subscribe(store, -5, thread) for thread in (0, 3)]
    other = await subscribe(store, -6)
    parked = [(await plan_briefing(store, each.id))[0] for each in topics]
    (free,) = await plan_briefing(store, other.id)
    async with store.write() as connection:
        await outbox.park(connection, topics[0].chat_id, LATER)
        await outbox.park(connection, topics[0].chat_id, LATER - timedelta(minutes=1))
        claimed = await claims.claim(connection, now=START, epoch=MINE, most=9)
        due = await outbox.next_due(connection)
    assert [each.id for each in claimed] == [free]
    assert due == LATER
    assert {row.not_before for key, row in (await delivery_rows(store)).items() if key in parked} == {LATER}


async def test_a_row_that_comes_back_after_its_subscription_ended_is_not_sent(store: Store) -> None:
    """Somebody unsubscribes while the request is under way and answered with a 429."""
    subscription = await subscribe(store)
    (key,) = await plan_briefing(store, subscription.id)
    async with store.write() as connection:
        await claims.claim(connection, now=START, epoch=MINE, most=1)
        await subscriptions.deactivate(connection, [subscription.id], "unsubscribed")
        assert await outbox.give_up(connection, [subscription.id], "unsubscribed", START) == 0
        await outbox.finish(connection, [Transition(key, DeliveryState.PLANNED, "flood")], epoch=MINE, now=START)
        assert await claims.claim(connection, now=START, epoch=MINE, most=1) == []
    row = (await delivery_rows(store))[key]
    assert (row.state, row.reason, row.finished_at) == ("dead", "the subscription has ended", START)
