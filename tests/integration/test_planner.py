"""From due subscriptions to editions and deliveries: once a slot, on both databases."""

import asyncio
from collections import Counter
from dataclasses import asdict
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, insert, select, text, update

from bot.models import Destination, Interest, InterestKind, Stance, Subscription
from bot.schedule.editions import TOGETHER
from bot.schedule.planner import Planner, PlanReport
from bot.schedule.turns import LATENESS
from bot.slots import Pause, QuietHours
from bot.storage import facts, interests, outbox, pauses, subscriptions
from bot.storage import slots as slots_storage
from bot.storage.engine import Store, open_store
from bot.storage.schema import chats, deliveries, edition_parts, editions
from bot.storage.schema import slots as slots_table
from bot.storage.schema import subscriptions as table
from bot.storage.slots import PlannedTime, Step
from tests.conftest import MakeStores
from tests.factories import delivery_rows, load_articles, new_article, parsed, plan_briefing, subscribe, utc
from tests.fakes import START, FakeClock

TOMORROW = START + timedelta(days=1)


def button(article_id: int) -> str:
    return f"read:{article_id}"


@pytest.fixture
def planner(store: Store, clock: FakeClock) -> Planner:
    return Planner(store, clock, read_button=button)


async def news(store: Store, *names: str) -> int:
    return await load_articles(store, [new_article(name, content=parsed(f"News {name}")) for name in names])


async def due_at_six(store: Store, telegram_id: int = 1, **more: Any) -> Subscription:
    """A subscription at START's own wall time, so that each day's slot is START plus days."""
    return await subscribe(store, telegram_id, at=START.time(), **more)


async def slots(store: Store) -> list[tuple[date, str]]:
    rows = sorted((await delivery_rows(store)).values(), key=lambda row: (row.slot_date, row.part))
    return [(row.slot_date, row.state) for row in rows]


async def found(store: Store, telegram_id: int = 1) -> Subscription:
    async with store.read() as connection:
        subscription = await subscriptions.find(connection, Destination(telegram_id))
    assert subscription is not None
    return subscription


async def count_editions(store: Store) -> int:
    async with store.read() as connection:
        return (await connection.execute(select(func.count()).select_from(editions))).scalar_one()


async def test_a_due_subscription_gets_its_edition_its_delivery_and_its_next_slot(
    store: Store, planner: Planner
) -> None:
    await news(store, "a", "b")
    await due_at_six(store)
    assert await planner.run_once() == PlanReport(subscriptions=1, planned=1)
    (row,) = (await delivery_rows(store)).values()
    assert (row.slot_date, row.slot_time, row.slot_at, row.not_before) == (START.date(), START.time(), START, START)
    assert (row.state, row.part, row.expires_at) == ("planned", 1, START + LATENESS)
    async with store.read() as connection:
        (part,) = (await connection.execute(select(edition_parts))).all()
    assert "News a" in part.html
    assert "read:1" in part.keyboard
    after = await found(store)
    assert (after.next_due, after.times[0].last_slot_date) == (TOMORROW, START.date())


@pytest.mark.parametrize(("weekdays", "title"), [(1 << 6, "Your week</b> · 2–8 Mar"), (0b1100000, "Your briefing</b>")])
async def test_the_only_briefing_of_a_week_is_named_after_it(
    store: Store, planner: Planner, clock: FakeClock, weekdays: int, title: str
) -> None:
    await news(store, "a")
    await due_at_six(store, weekdays=weekdays)
    await planner.run_once()
    async with store.write() as connection:
        await connection.execute(update(deliveries).values(state="sent", finished_at=START))
    await news(store, "b")
    clock.advance(timedelta(days=7))
    await planner.run_once()
    async with store.read() as connection:
        first, second = (await connection.execute(select(edition_parts.c.html).order_by("edition_id"))).scalars()
    assert "Your first briefing" in first
    assert title in second


async def test_nothing_due_plans_nothing(store: Store, planner: Planner) -> None:
    await news(store, "a")
    await due_at_six(store, next_due=START + timedelta(seconds=1))
    assert await planner.run_once() == PlanReport()
    assert await delivery_rows(store) == {}


async def test_the_same_tick_twice_plans_once(store: Store, planner: Planner, clock: FakeClock) -> None:
    await news(store, "a")
    await due_at_six(store)
    await planner.run_once()
    assert await planner.run_once() == PlanReport()
    clock.set(START - timedelta(hours=2))
    await planner.run_once()
    clock.set(START)
    await planner.run_once()
    assert await slots(store) == [(START.date(), "planned")]


async def test_two_planners_at_once_plan_each_slot_once(store: Store, second_store: Store, clock: FakeClock) -> None:
    await news(store, "a")
    for number in range(1, 41):
        await due_at_six(store, number)
    planners = [Planner(each, clock, read_button=button) for each in (store, second_store)]
    reports = await asyncio.gather(*[each.run_once() for each in planners * 3])
    assert sum(report.planned for report in reports) == 40
    planned = Counter(row.subscription_id for row in (await delivery_rows(store)).values())
    assert set(planned.values()) == {1}
    assert len(planned) == 40


async def test_without_news_the_slot_is_recorded_and_nothing_is_sent(
    store: Store, planner: Planner, clock: FakeClock
) -> None:
    await news(store, "a")
    await due_at_six(store)
    await planner.run_once()
    clock.set(TOMORROW)
    assert await planner.run_once() == PlanReport(subscriptions=1, skipped=1)
    assert await slots(store) == [(START.date(), "planned"), (TOMORROW.date(), "skipped")]
    assert (await found(store)).next_due == TOMORROW + timedelta(days=1)


async def test_a_briefing_holds_only_what_came_since_the_last_one(
    store: Store, planner: Planner, clock: FakeClock
) -> None:
    await news(store, "old")
    await due_at_six(store)
    await planner.run_once()
    await news(store, "new")
    clock.set(TOMORROW)
    await planner.run_once()
    async with store.read() as connection:
        second = (await connection.execute(select(edition_parts).order_by(edition_parts.c.edition_id.desc()))).first()
    assert second is not None
    assert "News new" in second.html
    assert "News old" not in second.html


async def test_what_never_reached_a_chat_is_in_the_next_briefing(
    store: Store, planner: Planner, clock: FakeClock
) -> None:
    await news(store, "lost")
    await due_at_six(store)
    await planner.run_once()
    clock.set(TOMORROW)
    async with store.write() as connection:
        assert await outbox.expire(connection, TOMORROW) == 1
    await planner.run_once()
    assert await slots(store) == [(START.date(), "expired"), (TOMORROW.date(), "planned")]


async def test_after_an_outage_only_the_newest_slot_goes_out(store: Store, planner: Planner, clock: FakeClock) -> None:
    await news(store, "a")
    await due_at_six(store)
    clock.set(START + timedelta(days=4, hours=2))
    assert await planner.run_once() == PlanReport(subscriptions=1, planned=1, expired=4)
    days = [START.date() + timedelta(days=day) for day in range(5)]
    assert await slots(store) == [*((day, "expired") for day in days[:4]), (days[4], "planned")]
    missed = [row for row in (await delivery_rows(store)).values() if row.state == "expired"]
    assert {row.reason for row in missed} == {"missed while the bot was not running"}
    assert (await found(store)).next_due == START + timedelta(days=5)


async def test_after_an_outage_a_slot_that_is_too_late_does_not_go_out(
    store: Store, planner: Planner, clock: FakeClock
) -> None:
    """A weekly briefing that is two days late is old news; the next one is not far."""
    await news(store, "a")
    await due_at_six(store, weekdays=0b1000000)
    clock.set(START + timedelta(days=2))
    assert await planner.run_once() == PlanReport(subscriptions=1, expired=1)
    assert (await found(store)).next_due == START + timedelta(days=7)


async def test_who_unsubscribed_is_not_planned(store: Store, planner: Planner) -> None:
    await news(store, "a")
    subscription = await due_at_six(store)
    async with store.write() as connection:
        await subscriptions.deactivate(connection, [subscription.id], "unsubscribed")
    assert await planner.run_once() == PlanReport()


async def test_an_unknown_zone_stops_that_subscription_and_no_other(store: Store, planner: Planner) -> None:
    await news(store, "a")
    await due_at_six(store, 1, zone="Mars/Olympus")
    await due_at_six(store, 2)
    await planner.run_once()
    stopped = await found(store, 1)
    assert not stopped.active
    assert "Mars/Olympus" in stopped.inactive_reason
    assert [row.subscription_id for row in (await delivery_rows(store)).values()] == [(await found(store, 2)).id]


async def test_a_changed_zone_never_gives_two_briefings_on_one_date(
    store: Store, planner: Planner, clock: FakeClock
) -> None:
    await news(store, "a")
    await due_at_six(store)
    await planner.run_once()
    await news(store, "b")
    later_today = START + timedelta(hours=5)
    await due_at_six(store, zone="America/New_York", next_due=later_today)
    clock.set(later_today)
    await planner.run_once()
    assert await slots(store) == [(START.date(), "planned")]
    assert (await found(store)).next_due == utc(2026, 3, 2, 11)


async def test_new_rules_that_move_a_slot_ahead_leave_no_trace(store: Store, planner: Planner) -> None:
    """The stored instant has come, but by today's rules the slot is an hour away: nothing was missed."""
    await news(store, "a")
    await subscribe(store, 1, at=time(7), next_due=START)
    assert await planner.run_once() == PlanReport(subscriptions=1)
    after = await found(store)
    assert (after.next_due, after.times[0].last_slot_date) == (START + timedelta(hours=1), None)


async def test_a_thousand_equal_chats_share_one_edition(store: Store, planner: Planner) -> None:
    await news(store, "a")
    numbers = range(1, 1002)
    async with store.write() as connection:
        await connection.execute(insert(chats), [chat_row(number) for number in numbers])
        await connection.execute(insert(table), [subscription_row(number) for number in numbers])
        await connection.execute(insert(slots_table), [slot_row(number) for number in numbers])
    assert await planner.run_once() == PlanReport(subscriptions=1001, planned=1001)
    assert await count_editions(store) == 1


def chat_row(number: int) -> dict[str, Any]:
    return {"id": number, "telegram_id": number, "kind": "private", "title": "", "language": "", "created_at": START}


def subscription_row(number: int) -> dict[str, Any]:
    return {
        "id": number,
        "chat_id": number,
        "thread_id": 0,
        "zone": "UTC",
        "minutes": 5,
        "active": True,
        "inactive_reason": "",
        "created_at": START,
    }


def slot_row(number: int) -> dict[str, Any]:
    return {"subscription_id": number, "local_time": START.time(), "weekdays": 127, "next_due_at": START}


async def test_as_many_wishes_as_chats(store: Store, second_store: Store, clock: FakeClock) -> None:
    """Their editions take several transactions, and another planner is at it too: each chat is planned once."""
    await news(store, "a", "b")
    numbers = range(1, 3 * TOGETHER)
    async with store.write() as connection:
        await connection.execute(insert(chats), [chat_row(number) for number in numbers])
        await connection.execute(insert(table), [subscription_row(number) for number in numbers])
        await connection.execute(insert(slots_table), [slot_row(number) for number in numbers])
        for number in numbers:
            wish = Interest(InterestKind.WORD, f"word {number}", Stance.FOLLOW)
            await interests.put(connection, number, 0, wish, now=START)
    planners = [Planner(each, clock, read_button=button) for each in (store, second_store)]
    reports = await asyncio.gather(*[planner.run_once() for planner in planners])
    assert sum(report.planned for report in reports) == len(numbers)
    rows = (await delivery_rows(store)).values()
    assert sorted(row.subscription_id for row in rows) == list(numbers)
    assert len({row.edition_id for row in rows}) == len(numbers)


async def test_chats_that_differ_do_not_share(store: Store, planner: Planner) -> None:
    await news(store, "a")
    await due_at_six(store, 1)
    await due_at_six(store, 2, minutes=10)
    regular = await due_at_six(store, 3)
    await plan_briefing(store, regular.id, slot_date=START.date() - timedelta(days=1))
    await news(store, "b")
    before = await count_editions(store)
    await planner.run_once()
    assert await count_editions(store) - before == 3


async def test_a_chat_that_heard_nothing_for_long_gets_what_came_since_and_nothing_again(
    store: Store, planner: Planner, clock: FakeClock
) -> None:
    await news(store, "old")
    await due_at_six(store)
    await planner.run_once()
    later = START + timedelta(days=90)
    await due_at_six(store, next_due=later)
    clock.set(later)
    assert (await planner.run_once()).skipped == 1
    await load_articles(store, [new_article("new", content=parsed("News new"))], now=later)
    clock.set(later + timedelta(days=1))
    assert (await planner.run_once()).planned == 1
    async with store.read() as connection:
        last = (await connection.execute(select(edition_parts).order_by(edition_parts.c.edition_id.desc()))).first()
    assert last is not None
    assert "News new" in last.html
    assert "News old" not in last.html
    assert "What mattered since 1 March" in last.html


async def test_a_batch_that_fails_has_not_happened(store: Store, planner: Planner) -> None:
    """The zone data are checked inside; a failure half-way leaves the subscription due and no orphan behind."""
    await news(store, "a")
    await due_at_six(store)

    def broken(article_id: int) -> str:
        raise RuntimeError("half-way")

    with pytest.raises(RuntimeError):
        await Planner(store, FakeClock(), read_button=broken).run_once()
    assert await delivery_rows(store) == {}
    assert await count_editions(store) == 0
    assert (await found(store)).next_due == START
    assert (await planner.run_once()).planned == 1


async def test_new_zone_data_move_the_next_slots_once(store: Store, planner: Planner) -> None:
    right = await due_at_six(store, 1, next_due=TOMORROW)
    await due_at_six(store, 2, next_due=TOMORROW + timedelta(hours=1))
    await due_at_six(store, 3, next_due=START - timedelta(hours=1))
    await due_at_six(store, 4, next_due=TOMORROW, zone="Mars/Olympus")
    assert await planner.follow_zone_data("2026a") == 1
    assert (await found(store, 1)) == right
    assert (await found(store, 2)).next_due == TOMORROW
    assert (await found(store, 3)).next_due == START - timedelta(hours=1), "what is due already is the planner's"
    await due_at_six(store, 2, next_due=TOMORROW + timedelta(hours=1))
    assert await planner.follow_zone_data("2026a") == 0
    assert await planner.follow_zone_data("2026b") == 1
    async with store.read() as connection:
        assert await facts.get(connection, "tzdata") == "2026b"


async def test_new_zone_data_meet_a_person_who_changes_the_schedule(
    postgres_url: str, make_stores: MakeStores, clock: FakeClock
) -> None:
    """PostgreSQL: what was computed from the old schedule is not written over the new one."""
    store, other = await make_stores(postgres_url)
    await due_at_six(store, next_due=TOMORROW + timedelta(hours=1))
    planner = Planner(other, clock, read_button=button)
    async with store.write() as connection:
        chosen = subscriptions.Plan((PlannedTime(time(9), 127, START + timedelta(hours=3)),), "UTC", 5)
        await subscriptions.save(connection, 1, 0, chosen, now=START)
        recomputing = asyncio.create_task(planner.follow_zone_data("2026a"))
        await waits_for_a_lock(store)
    await recomputing
    assert (await found(store)).next_due == START + timedelta(hours=3)


async def waits_for_a_lock(store: Store) -> None:
    """Until another session of this database waits for a lock."""
    waiting = text(
        "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
    )
    while True:
        async with store.read() as connection:
            if (await connection.execute(waiting)).scalar_one():
                return


@pytest.mark.parametrize(
    ("zone", "first"),
    [
        ("Europe/Berlin", date(2026, 3, 26)),
        ("Europe/Berlin", date(2026, 10, 22)),
        ("America/New_York", date(2026, 3, 5)),
        ("Australia/Lord_Howe", date(2026, 4, 2)),
        ("Africa/Cairo", date(2026, 4, 21)),
        ("America/Santiago", date(2026, 9, 3)),
        ("Asia/Kolkata", date(2026, 3, 26)),
    ],
)
async def test_a_week_over_a_change_of_clocks_gives_seven_briefings(sqlite_url: str, zone: str, first: date) -> None:
    times = (time(0, 0), time(2, 30), time(7, 30))
    week = [first + timedelta(days=day) for day in range(7)]
    start, end = (datetime.combine(day, time(0), ZoneInfo(zone)) for day in (first, first + timedelta(days=7)))
    store, clock = await open_store(sqlite_url), FakeClock(start.astimezone(UTC))
    planner = Planner(store, clock, read_button=button)
    for chat, at in enumerate(times, 1):
        await subscribe(store, chat, at=at, zone=zone, next_due=datetime.combine(first, at, start.tzinfo))
    while clock.now() < end:
        await news(store, f"{clock.now()}")
        await planner.run_once()
        clock.advance(timedelta(hours=5))
    rows = [row for row in (await delivery_rows(store)).values() if row.state == "planned"]
    await store.close()
    for at in times:
        planned = [row for row in rows if row.slot_time == at]
        assert [row.slot_date for row in planned] == week
        walls = [row.slot_at.astimezone(start.tzinfo).replace(tzinfo=None) for row in planned]
        moved = [wall - datetime.combine(day, at) for wall, day in zip(walls, week, strict=True)]
        assert all(timedelta(0) <= each <= timedelta(hours=1) for each in moved)
        assert sum(each > timedelta(0) for each in moved) <= 1


def test_a_report_adds_up() -> None:
    total = PlanReport(1, 2, 3, 4) + PlanReport(10, 20, 30, 40)
    assert asdict(total) == {"subscriptions": 11, "planned": 22, "skipped": 33, "expired": 44}


async def test_a_clock_that_ran_ahead_and_was_set_right(store: Store, clock: FakeClock, planner: Planner) -> None:
    """A last slot in the far future, and a next one behind it, must not silence a chat until they come true."""
    await subscribe(store, 1, at=time(7, 30), next_due=clock.now() + timedelta(days=34))
    async with store.write() as connection:
        known = await subscriptions.find_all(connection, 1)
        ahead = (clock.now() + timedelta(days=33)).date()
        step = Step(known[0].times[0].local_time, ahead, known[0].next_due)
        await slots_storage.advance(connection, [(step, [known[0].id])])
    assert await planner.pull_back() == 1
    async with store.read() as connection:
        (after,) = await subscriptions.find_all(connection, 1)
    assert after.next_due is not None
    assert after.next_due - clock.now() <= timedelta(days=1)
    assert await planner.pull_back() == 0


async def with_times(store: Store, *times: PlannedTime, zone: str = "UTC") -> Subscription:
    """A subscription of chat 1 with exactly these times."""
    made = await subscribe(store, 1, zone=zone)
    async with store.write() as connection:
        await slots_storage.replace(connection, made.id, times)
    return await found(store)


def every_day(at: datetime) -> PlannedTime:
    return PlannedTime(at.time(), 127, at)


async def test_each_time_of_a_day_brings_a_briefing(store: Store, planner: Planner, clock: FakeClock) -> None:
    evening = START + timedelta(hours=12)
    await with_times(store, every_day(START), every_day(evening))
    for moment in (START, evening, TOMORROW):
        await news(store, f"{moment}")
        clock.set(moment)
        assert (await planner.run_once()).planned == 1
    rows = sorted((await delivery_rows(store)).values(), key=lambda row: row.slot_at)
    assert [row.slot_at for row in rows] == [START, evening, TOMORROW]
    assert [row.expires_at for row in rows[:2]] == [evening, TOMORROW], "a briefing may wait until the next is due"


async def test_after_an_outage_the_times_of_a_chat_give_one_briefing(
    store: Store, planner: Planner, clock: FakeClock
) -> None:
    await news(store, "a")
    morning, evening = START, START + timedelta(hours=12)
    await with_times(store, every_day(morning), every_day(evening))
    clock.set(TOMORROW + timedelta(hours=13))
    assert await planner.run_once() == PlanReport(subscriptions=1, planned=1, expired=3)
    rows = sorted((await delivery_rows(store)).values(), key=lambda row: row.slot_at)
    assert [(row.slot_at, row.state) for row in rows] == [
        (morning, "expired"),
        (evening, "expired"),
        (TOMORROW, "expired"),
        (TOMORROW + timedelta(hours=12), "planned"),
    ]
    after = await found(store)
    assert after.next_due == TOMORROW + timedelta(days=1)
    assert await planner.run_once() == PlanReport()


async def test_a_briefing_never_comes_after_a_newer_one(store: Store, planner: Planner, clock: FakeClock) -> None:
    """The evening's has gone out already when the morning's, which somebody had put off for too long, is found due."""
    await news(store, "a")
    evening = START + timedelta(hours=12)
    gone = PlannedTime(evening.time(), 127, evening + timedelta(days=1), START.date())
    late = PlannedTime(START.time(), 127, evening + timedelta(hours=1), None, START)
    await with_times(store, late, gone)
    clock.set(evening + timedelta(hours=1))
    assert await planner.run_once() == PlanReport(subscriptions=1, expired=1)
    (row,) = (await delivery_rows(store)).values()
    assert (row.slot_at, row.reason) == (START, "a newer briefing took its place")


async def test_one_put_off_keeps_its_date_and_comes_once(store: Store, planner: Planner, clock: FakeClock) -> None:
    await news(store, "a")
    later = START + timedelta(hours=2)
    await with_times(store, PlannedTime(START.time(), 127, later, None, START))
    assert await planner.run_once() == PlanReport()
    clock.set(later)
    assert (await planner.run_once()).planned == 1
    (row,) = (await delivery_rows(store)).values()
    assert (row.slot_date, row.slot_at) == (START.date(), START)
    after = (await found(store)).times[0]
    assert (after.next_due, after.last_slot_date, after.snoozed_from) == (TOMORROW, START.date(), None)


async def test_new_zone_data_leave_what_is_put_off(store: Store, planner: Planner) -> None:
    await with_times(store, PlannedTime(START.time(), 127, START + timedelta(hours=2), None, START))
    assert await planner.follow_zone_data("2026a") == 0


async def test_nothing_is_planned_inside_a_pause_and_one_briefing_follows(
    store: Store, planner: Planner, clock: FakeClock
) -> None:
    """Also when the pause was written while the slot was due already, and the bot was off over all of it."""
    await news(store, "a")
    known = await due_at_six(store)
    pause = Pause(START.date(), START.date() + timedelta(days=2))
    async with store.write() as connection:
        await pauses.replace(connection, known.id, [pause], today=START.date())
    assert await planner.run_once() == PlanReport(subscriptions=1)
    assert (await found(store)).next_due == START + timedelta(days=3)
    clock.set(START + timedelta(days=3))
    assert await planner.run_once() == PlanReport(subscriptions=1, planned=1)
    assert await slots(store) == [(START.date() + timedelta(days=3), "planned")]


async def test_a_pause_without_an_end_leaves_nothing_due(store: Store, planner: Planner, clock: FakeClock) -> None:
    known = await due_at_six(store)
    async with store.write() as connection:
        await pauses.replace(connection, known.id, [Pause(START.date())], today=START.date())
    clock.set(START + timedelta(days=400))
    assert await planner.run_once() == PlanReport(subscriptions=1)
    after = await found(store)
    assert (after.active, after.next_due) == (True, None)
    assert await delivery_rows(store) == {}


@pytest.mark.parametrize(
    ("hours", "silent"), [(None, False), ((22, 7), True), ((5, 6), False), ((6, 7), True), ((7, 6), False)]
)
async def test_in_quiet_hours_a_briefing_makes_no_sound(
    store: Store, planner: Planner, hours: tuple[int, int] | None, silent: bool
) -> None:
    """The slot is at 06:00; the hour at which they end is not quiet any more."""
    await news(store, "a")
    known = await due_at_six(store)
    async with store.write() as connection:
        quiet = None if hours is None else QuietHours(time(hours[0]), time(hours[1]))
        await subscriptions.keep_quiet(connection, known.id, quiet)
    await planner.run_once()
    (row,) = (await delivery_rows(store)).values()
    assert bool(row.silent) is silent
