"""What the commands do to subscriptions, on both databases."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update

from bot.errors import InvalidRequest, NotFound
from bot.models import ChatKind, DeliveryState, Destination, Subscription
from bot.schedule.turns import turn
from bot.services.subscriptions import UNSUBSCRIBED, Change, ChatProfile, Defaults, Subscriptions
from bot.services.timetable import Wished
from bot.storage import outbox
from bot.storage import slots as slots_storage
from bot.storage.engine import Store, open_store
from bot.storage.outbox import PlannedDelivery
from bot.storage.schema import deliveries
from bot.storage.schema import subscriptions as table
from tests.fakes import START, FakeClock

CHAT = ChatProfile(42, ChatKind.PRIVATE, "Deniz", "tr")
HERE = Destination(42)
MORNING = Change((Wished(time(7, 30)),), "Europe/Istanbul")


def settings_of(subscription: Subscription) -> tuple[time, str, int, int]:
    (only,) = subscription.times
    return only.local_time, subscription.zone, only.weekdays, subscription.minutes


@pytest.fixture
def service(store: Store, clock: FakeClock) -> Subscriptions:
    return Subscriptions(store, clock, Defaults())


async def test_a_new_subscription_takes_the_defaults_for_what_is_not_said(service: Subscriptions) -> None:
    made = await service.subscribe(CHAT, 0, Change())
    assert settings_of(made) == (time(7, 30), "UTC", 127, 5)
    assert made.next_due == datetime(2026, 3, 1, 7, 30, tzinfo=UTC)
    assert made.active


async def test_a_topic_that_is_opened_again_comes_back_alone_unless_it_had_unsubscribed(service: Subscriptions) -> None:
    forum = ChatProfile(-100, ChatKind.SUPERGROUP, "Forum", "")
    for thread in (5, 7, 9):
        await service.subscribe(forum, thread, MORNING)
    await service.unsubscribe(Destination(-100, 9))
    await service.chat_left(-100, "Topic_closed")
    for thread in (7, 9, 11):
        await service.topic_reopened(Destination(-100, thread))
    found = [await service.find(Destination(-100, thread)) for thread in (5, 7, 9)]
    assert [each is not None and each.active for each in found] == [False, True, False]


async def test_a_change_keeps_what_it_does_not_name(service: Subscriptions) -> None:
    await service.subscribe(CHAT, 0, MORNING)
    await service.change(HERE, Change(minutes=10))
    changed = await service.change(HERE, Change(weekdays=31))
    assert settings_of(changed) == (time(7, 30), "Europe/Istanbul", 31, 10)
    assert changed.next_due == datetime(2026, 3, 2, 4, 30, tzinfo=UTC)


async def test_there_is_one_subscription_a_topic(service: Subscriptions) -> None:
    forum = ChatProfile(-100, ChatKind.SUPERGROUP, "Forum", "")
    first = await service.subscribe(forum, 0, MORNING)
    second = await service.subscribe(forum, 7, MORNING)
    again = await service.subscribe(forum, 7, Change(minutes=2))
    assert first.id != second.id == again.id


async def test_only_an_active_subscription_can_be_changed(service: Subscriptions) -> None:
    with pytest.raises(NotFound):
        await service.change(HERE, MORNING)
    await service.subscribe(CHAT, 0, MORNING)
    await service.unsubscribe(HERE)
    with pytest.raises(NotFound):
        await service.change(HERE, Change(minutes=2))


@pytest.mark.parametrize("change", [Change(zone="Mars/Base"), Change(zone="../etc/passwd"), Change(weekdays=0)])
async def test_impossible_values_change_nothing(service: Subscriptions, change: Change) -> None:
    before = await service.subscribe(CHAT, 0, MORNING)
    with pytest.raises(InvalidRequest):
        await service.change(HERE, change)
    assert await service.find(HERE) == before


async def test_unsubscribing_keeps_the_settings_and_stops_what_waits(
    service: Subscriptions, store: Store, clock: FakeClock
) -> None:
    known = await service.subscribe(CHAT, 0, MORNING)
    await _plan(store, known.id, clock)
    assert await service.unsubscribe(HERE) is not None
    assert await service.unsubscribe(HERE) is None
    after = await service.find(HERE)
    assert after is not None
    assert (after.active, after.inactive_reason, after.next_due) == (False, UNSUBSCRIBED, None)
    assert after.times[0].local_time == time(7, 30)
    assert await _states(store) == {DeliveryState.DEAD: UNSUBSCRIBED}


async def _plan(store: Store, subscription: int, clock: FakeClock) -> None:
    now = clock.now()
    row = PlannedDelivery([subscription], now.date(), time(7, 30), now, 1, None, now + timedelta(hours=24))
    async with store.write() as connection:
        await outbox.plan(connection, [row], now)


async def _states(store: Store) -> dict[DeliveryState, str]:
    async with store.read() as connection:
        rows = await connection.execute(select(deliveries.c.state, deliveries.c.reason))
        return {DeliveryState(row[0]): row[1] for row in rows}


async def test_resuming_brings_the_settings_back(service: Subscriptions) -> None:
    with pytest.raises(NotFound):
        await service.resume(HERE)
    await service.subscribe(CHAT, 0, Change((Wished(time(6, 10)),), "Europe/Istanbul", 31, 10))
    await service.unsubscribe(HERE)
    back = await service.resume(HERE)
    assert back.active
    assert settings_of(back) == (time(6, 10), "Europe/Istanbul", 31, 10)
    assert back.next_due == datetime(2026, 3, 2, 3, 10, tzinfo=UTC)
    assert await service.resume(HERE) == back


async def test_a_chat_that_left_comes_back_without_what_it_had_stopped_itself(service: Subscriptions) -> None:
    forum = ChatProfile(-100, ChatKind.SUPERGROUP, "Forum", "")
    for thread in (0, 7, 8):
        await service.subscribe(forum, thread, MORNING)
    await service.unsubscribe(Destination(-100, 7))
    assert await service.chat_left(-100, "the bot was removed") == 2
    assert await service.chat_left(-100, "the bot was removed") == 0
    restored = await service.chat_returned(-100)
    assert [each.destination.thread_id for each in restored] == [0, 8]
    assert all(each.next_due is not None for each in restored)


async def test_a_zone_that_is_no_more_does_not_keep_the_rest_from_coming_back(
    service: Subscriptions, store: Store
) -> None:
    forum = ChatProfile(-100, ChatKind.SUPERGROUP, "Forum", "")
    gone = await service.subscribe(forum, 0, MORNING)
    await service.subscribe(forum, 7, MORNING)
    await service.chat_left(-100, "the bot was removed")
    async with store.write() as connection:
        await connection.execute(update(table).where(table.c.id == gone.id).values(zone="Old/Zone"))
    assert [each.destination.thread_id for each in await service.chat_returned(-100)] == [7]


async def test_strangers_may_leave_and_return(service: Subscriptions) -> None:
    assert await service.chat_left(999, "blocked") == 0
    assert await service.chat_returned(999) == []
    await service.migrate(999, -1)


async def test_a_group_takes_its_subscription_along(service: Subscriptions) -> None:
    group = ChatProfile(-5, ChatKind.GROUP, "Group", "")
    known = await service.subscribe(group, 0, MORNING)
    for _ in range(2):  # Telegram tells it twice: in the old chat and in the new one
        await service.migrate(-5, -100)
    moved = await service.find(Destination(-100))
    assert moved is not None
    assert (moved.id, moved.next_due) == (known.id, known.next_due)
    assert await service.find(Destination(-5)) is None


@pytest.fixture
async def on_sqlite(sqlite_url: str) -> AsyncIterator[Store]:
    opened = await open_store(sqlite_url)
    yield opened
    await opened.close()


ZONES = st.sampled_from(["UTC", "Europe/Istanbul", "Pacific/Auckland", "America/Los_Angeles", "Pacific/Kiritimati"])


@given(
    steps=st.lists(
        st.tuples(
            st.integers(0, 3000),
            st.builds(
                Change,
                times=st.just(())
                | st.tuples(st.builds(Wished, at=st.builds(time, st.integers(0, 23), st.integers(0, 59)))),
                zone=st.none() | ZONES,
                weekdays=st.none() | st.integers(1, 127),
            ),
        ),
        min_size=1,
        max_size=8,
    )
)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_no_change_gives_two_briefings_on_one_local_date(
    on_sqlite: Store, steps: list[tuple[int, Change]]
) -> None:
    """However often time and zone change, the slots that fire have strictly later dates, each its own."""
    clock = FakeClock(START)
    service = Subscriptions(on_sqlite, clock, Defaults())
    async with on_sqlite.write() as connection:
        await connection.execute(table.delete())
    await service.subscribe(CHAT, 0, Change())
    fired: list[date] = []
    for minutes, change in steps:
        clock.advance(timedelta(minutes=minutes))
        fired += await _fire(on_sqlite, service, clock)
        await service.change(HERE, change)
    assert fired == sorted(set(fired))


async def _fire(store: Store, service: Subscriptions, clock: FakeClock) -> list[date]:
    """What the planner does with a slot that has come."""
    known = await service.find(HERE)
    assert known is not None
    taken = turn(known.timetable, clock.now())
    async with store.write() as connection:
        await slots_storage.advance(connection, [(step, [known.id]) for step in taken.steps])
    return [] if taken.chosen is None else [taken.chosen.slot.day]
