"""What becomes of deliveries, whatever Telegram answers: the worker on both databases, time told."""

from datetime import timedelta

import pytest

from bot.delivery.outcome import UNCERTAIN_REST, Kind, Outcome
from bot.delivery.pacing import LONGEST_REST, STORM_CHATS
from bot.models import ChatKind, Destination
from bot.storage import subscriptions
from bot.storage.engine import Store
from tests.factories import (
    add_edition,
    days_after,
    delivery_rows,
    delivery_states,
    insert_delivery,
    plan_briefing,
    subscribe,
)
from tests.fakes import FakeClock
from tests.integration.post_office import PostOffice

REST = UNCERTAIN_REST.total_seconds()
UNCERTAIN = Outcome(Kind.UNCERTAIN, "no answer")
BLOCKED = Outcome(Kind.GONE, "Forbidden: bot was blocked by the user")


@pytest.fixture
def office(store: Store, clock: FakeClock) -> PostOffice:
    return PostOffice(store, clock)


async def test_what_is_planned_is_sent_once(office: PostOffice) -> None:
    keys = [(await plan_briefing(office.store, (await subscribe(office.store, chat)).id))[0] for chat in (1, 2, 3)]
    await office.settle()
    await office.pass_time(3600)
    assert len(office.sender.accepted) == 3
    rows = await delivery_rows(office.store)
    assert {rows[key].state for key in keys} == {"sent"}
    assert sorted(rows[key].message_id for key in keys) == [1, 2, 3]
    assert {(row.attempts, row.reason) for row in rows.values()} == {(1, "")}


async def test_nothing_is_sent_before_its_time_or_without_the_lease(office: PostOffice) -> None:
    subscription = await subscribe(office.store)
    await plan_briefing(office.store, subscription.id, slot_at=office.clock.now() + timedelta(seconds=5))
    office.holds_lease = False
    await office.pass_time(5)
    assert office.sender.requests == []
    office.holds_lease = True
    await office.settle()
    assert len(office.sender.accepted) == 1


async def test_a_flood_parks_its_own_chat_and_no_other(office: PostOffice) -> None:
    flooded = [await subscribe(office.store, -1, topic, kind=ChatKind.SUPERGROUP) for topic in (0, 3)]
    other = await subscribe(office.store, 2)
    office.sender.answer(-1, Outcome(Kind.FLOOD, "wait", retry_after=30))
    first, second = [(await plan_briefing(office.store, each.id))[0] for each in flooded]
    (free,) = await plan_briefing(office.store, other.id)
    await office.settle()
    await office.pass_time(29)
    assert await delivery_states(office.store) == {first: "planned", second: "planned", free: "sent"}
    await office.pass_time(1)
    await office.pass_time(3)
    assert set((await delivery_states(office.store)).values()) == {"sent"}
    assert [each.destination.telegram_id for each in office.sender.accepted] == [2, -1, -1]


async def test_floods_of_several_chats_pause_everybody(office: PostOffice) -> None:
    for chat in range(1, STORM_CHATS + 1):
        office.sender.answer(chat, Outcome(Kind.FLOOD, "wait", retry_after=20))
        await plan_briefing(office.store, (await subscribe(office.store, chat)).id)
    await office.settle()
    await plan_briefing(office.store, (await subscribe(office.store, 99)).id)
    await office.pass_time(19)
    assert office.sender.accepted == []
    await office.pass_time(1)
    assert len(office.sender.accepted) == STORM_CHATS + 1


async def test_uncertain_is_sent_again_once_and_silently(office: PostOffice) -> None:
    office.sender.answer(1, UNCERTAIN, UNCERTAIN)
    (key,) = await plan_briefing(office.store, (await subscribe(office.store, 1)).id)
    await office.settle()
    await office.pass_time(REST - 1)
    assert len(office.sender.requests) == 1
    await office.pass_time(1)
    assert [each.silent for each in office.sender.requests] == [False, True]
    await office.pass_time(REST)
    assert await delivery_states(office.store) == {key: "unconfirmed"}
    await office.pass_time(3600)
    assert len(office.sender.requests) == 2


async def test_uncertain_that_arrives_the_second_time_is_sent(office: PostOffice) -> None:
    office.sender.answer(1, UNCERTAIN)
    (key,) = await plan_briefing(office.store, (await subscribe(office.store, 1)).id)
    await office.settle()
    await office.pass_time(REST)
    assert await delivery_states(office.store) == {key: "sent"}


async def outage(office: PostOffice, chats: int) -> list[int]:
    """Each of these chats is due, and Telegram answers nobody."""
    keys = []
    for chat in range(1, chats + 1):
        keys += await plan_briefing(office.store, (await subscribe(office.store, chat)).id)
        office.sender.answer(chat, UNCERTAIN)
    office.sender.silent = True
    await office.settle()
    return keys


@pytest.mark.parametrize("chats", [1, 3])
async def test_the_one_repetition_is_kept_until_telegram_answers(office: PostOffice, chats: int) -> None:
    """Few chats, and nobody else's answers to tell that it is over: it is asked for, with growing rests."""
    keys = await outage(office, chats)
    for _ in range(20):
        await office.pass_time(REST)
    assert await delivery_states(office.store) == dict.fromkeys(keys, "uncertain")
    assert len(office.sender.requests) == chats
    assert office.sender.asked < 15
    office.sender.silent = False
    await office.pass_time(LONGEST_REST)
    assert await delivery_states(office.store) == dict.fromkeys(keys, "sent")
    assert [each.silent for each in office.sender.requests] == [False] * chats + [True] * chats


async def test_anybodys_answer_tells_that_telegram_is_back(office: PostOffice) -> None:
    (key,) = await outage(office, 1)
    await office.pass_time(REST)
    asked = office.sender.asked
    assert asked > 0
    (other,) = await plan_briefing(office.store, (await subscribe(office.store, 9)).id)
    await office.pass_time(LONGEST_REST)
    assert await delivery_states(office.store) == {key: "sent", other: "sent"}
    assert office.sender.asked == asked


async def test_a_relapse_keeps_the_repetitions_that_have_not_begun(office: PostOffice) -> None:
    """Also after a restart, when nothing is known of Telegram yet; what is fresh goes out and tells."""
    subscription = (await subscribe(office.store, 1)).id
    edition = await add_edition(office.store)
    key = await insert_delivery(office.store, subscription, edition, state="planned", uncertain=1, silent=True)
    office.sender.silent = True
    await office.settle()
    await office.pass_time(REST)
    assert office.sender.requests == []
    (fresh,) = await plan_briefing(office.store, (await subscribe(office.store, 9)).id)
    await office.pass_time(LONGEST_REST)
    assert await delivery_states(office.store) == {key: "sent", fresh: "sent"}
    assert [each.destination.telegram_id for each in office.sender.requests] == [9, 1]


async def test_what_rests_until_it_is_too_late_is_on_record(office: PostOffice) -> None:
    (key,) = await outage(office, 1)
    await office.pass_time(25 * 3600)
    row = (await delivery_rows(office.store))[key]
    assert (row.state, row.reason) == ("unconfirmed", "Telegram's answer is unknown")
    assert len(office.sender.requests) == 1


async def test_who_prefers_loss_to_a_twin_gets_no_second_copy(store: Store, clock: FakeClock) -> None:
    office = PostOffice(store, clock, resend=False)
    office.sender.answer(1, UNCERTAIN)
    (key,) = await plan_briefing(store, (await subscribe(store, 1)).id)
    await office.settle()
    await office.pass_time(REST)
    assert await delivery_states(store) == {key: "unconfirmed"}
    assert len(office.sender.requests) == 1


async def test_trouble_that_nobody_foresaw_is_uncertain(office: PostOffice) -> None:
    office.sender.answer(1, ZeroDivisionError("unforeseen"))
    (key,) = await plan_briefing(office.store, (await subscribe(office.store, 1)).id)
    await office.settle()
    row = (await delivery_rows(office.store))[key]
    assert (row.state, row.reason) == ("uncertain", "unexpected ZeroDivisionError")


async def test_surely_not_sent_comes_again_later_and_later(office: PostOffice) -> None:
    office.sender.answer(1, *[Outcome(Kind.NOT_SENT, "no connection")] * 3)
    await plan_briefing(office.store, (await subscribe(office.store, 1)).id)
    await office.settle()
    for seconds, requests in [(1, 2), (1, 2), (1, 3), (4, 4)]:
        await office.pass_time(seconds)
        assert len(office.sender.requests) == requests
    assert [each.silent for each in office.sender.requests] == [False] * 4
    assert len(office.sender.accepted) == 1


async def test_blocked_ends_the_subscription_with_all_that_waits(office: PostOffice) -> None:
    blocked = await subscribe(office.store, 1)
    office.sender.answer(1, BLOCKED)
    today = await plan_briefing(office.store, blocked.id, parts=2)
    tomorrow = await plan_briefing(office.store, blocked.id, slot_date=days_after(1), slot_at=blocked.next_due)
    await office.settle()
    rows = await delivery_rows(office.store)
    assert {rows[key].state for key in (*today, *tomorrow)} == {"dead"}
    assert rows[today[0]].reason == BLOCKED.reason
    async with office.store.read() as connection:
        ended = await subscriptions.find(connection, Destination(1))
    assert ended is not None
    assert (ended.active, ended.inactive_reason, ended.next_due) == (False, BLOCKED.reason, None)


async def test_a_closed_topic_ends_only_its_own_subscription(office: PostOffice) -> None:
    closed, open_ = [await subscribe(office.store, -1, topic, kind=ChatKind.SUPERGROUP) for topic in (3, 4)]
    office.sender.answer(-1, Outcome(Kind.GONE, "TOPIC_CLOSED"))
    await plan_briefing(office.store, closed.id)
    await plan_briefing(office.store, open_.id)
    await office.settle()
    await office.pass_time(3)
    async with office.store.read() as connection:
        found = await subscriptions.find_all(connection, -1)
    assert [each.active for each in found] == [False, True]
    assert sorted((await delivery_states(office.store)).values()) == ["dead", "sent"]


async def test_a_migrated_group_gets_its_briefing_under_its_new_id(office: PostOffice) -> None:
    group = await subscribe(office.store, -5, kind=ChatKind.GROUP)
    office.sender.answer(-5, Outcome(Kind.MIGRATED, "moved", new_chat_id=-1005))
    await plan_briefing(office.store, group.id, parts=2)
    await office.settle()
    await office.pass_time(3)
    assert office.sender.texts(-5) == []
    assert office.sender.texts(-1005) == ["Part 1", "Part 2"]
    async with office.store.read() as connection:
        moved = await subscriptions.find(connection, Destination(-1005))
    assert moved is not None
    assert (moved.id, moved.kind, moved.active) == (group.id, ChatKind.SUPERGROUP, True)


async def test_a_group_that_moves_into_a_subscribed_one_gets_one_briefing(office: PostOffice) -> None:
    old, new = await subscribe(office.store, -5), await subscribe(office.store, -1005)
    office.sender.answer(-5, Outcome(Kind.MIGRATED, "moved", new_chat_id=-1005))
    (left,) = await plan_briefing(office.store, old.id)
    (kept,) = await plan_briefing(office.store, new.id)
    await office.settle()
    assert await delivery_states(office.store) == {left: "dead", kept: "sent"}
    assert len(office.sender.texts(-1005)) == 1


async def test_what_does_not_parse_is_sent_as_plain_text(office: PostOffice) -> None:
    office.sender.answer(1, Outcome(Kind.UNPARSABLE, "can't parse entities"))
    (key,) = await plan_briefing(office.store, (await subscribe(office.store, 1)).id)
    await office.settle()
    await office.pass_time(1)
    assert [each.as_plain for each in office.sender.requests] == [False, True]
    assert await delivery_states(office.store) == {key: "sent"}


async def test_what_is_refused_even_so_dies_with_its_later_parts(office: PostOffice) -> None:
    office.sender.answer(1, *[Outcome(Kind.UNPARSABLE, "can't parse entities")] * 2)
    first, second = await plan_briefing(office.store, (await subscribe(office.store, 1)).id, parts=2)
    await office.settle()
    await office.pass_time(1)
    rows = await delivery_rows(office.store)
    assert (rows[first].state, rows[first].reason) == ("dead", "can't parse entities")
    assert (rows[second].state, rows[second].reason) == ("dead", "an earlier part could not be delivered")
    async with office.store.read() as connection:
        assert await subscriptions.count(connection) == 1


async def test_parts_keep_their_order_when_the_first_is_flooded(office: PostOffice) -> None:
    office.sender.answer(1, Outcome(Kind.FLOOD, "wait", retry_after=5))
    await plan_briefing(office.store, (await subscribe(office.store, 1)).id, parts=3)
    await office.settle()
    for _ in range(20):
        await office.pass_time(0.5)
    assert office.sender.texts(1) == ["Part 1", "Part 2", "Part 3"]
    assert len(office.sender.requests) == 4
    assert [row.attempts for row in (await delivery_rows(office.store)).values()] == [2, 1, 1]


async def test_a_chat_that_must_wait_for_its_next_part_does_not_hold_up_the_others(office: PostOffice) -> None:
    """All second parts become due at once; their seconds must not be spent inside the window."""
    await plan_briefing(office.store, (await subscribe(office.store, 1)).id, parts=2)
    await office.settle()
    assert office.sender.waiting == 0
    await plan_briefing(office.store, (await subscribe(office.store, 2)).id)
    await office.settle()
    assert [each.destination.telegram_id for each in office.sender.accepted] == [1, 2]
    await office.pass_time(1)
    assert office.sender.texts(1) == ["Part 1", "Part 2"]


async def test_what_is_too_late_expires_with_its_reason(office: PostOffice) -> None:
    office.sender.answer(1, Outcome(Kind.FLOOD, "Telegram asked to wait", retry_after=3600))
    subscription = await subscribe(office.store, 1)
    (key,) = await plan_briefing(office.store, subscription.id, expires_at=office.clock.now() + timedelta(minutes=30))
    await office.settle()
    await office.pass_time(3600)
    row = (await delivery_rows(office.store))[key]
    assert (row.state, row.reason) == ("expired", "too late; before: Telegram asked to wait")
    assert len(office.sender.requests) == 1


async def test_what_becomes_too_late_expires_within_a_second(office: PostOffice) -> None:
    await office.settle()
    late = await plan_briefing(office.store, (await subscribe(office.store, 1)).id, expires_at=office.clock.now())
    fresh = await plan_briefing(office.store, (await subscribe(office.store, 2)).id)
    await office.settle()
    await office.pass_time(1)
    assert await delivery_states(office.store) == {late[0]: "expired", fresh[0]: "sent"}


async def test_a_refused_token_stops_the_worker_and_loses_nothing(office: PostOffice) -> None:
    office.sender.answer(1, Outcome(Kind.UNAUTHORIZED, "Telegram refuses the bot's token"))
    (key,) = await plan_briefing(office.store, (await subscribe(office.store, 1)).id)
    await office.worker.run()
    assert office.worker.unauthorized
    assert await delivery_states(office.store) == {key: "planned"}


async def test_who_unsubscribes_while_a_request_fails_gets_nothing_more(office: PostOffice) -> None:
    subscription = await subscribe(office.store, 1)
    office.sender.answer(1, Outcome(Kind.FLOOD, "wait", retry_after=5))
    office.sender.hold()
    (key,) = await plan_briefing(office.store, subscription.id)
    await office.step()
    async with office.store.write() as connection:
        await subscriptions.deactivate(connection, [subscription.id], "unsubscribed")
    office.sender.release()
    await office.landed()
    await office.settle()
    await office.pass_time(60)
    assert await delivery_states(office.store) == {key: "dead"}
    assert office.sender.accepted == []
