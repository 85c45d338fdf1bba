"""Properties of the slots over every IANA zone and every day of two years."""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import pairwise

import pytest

from bot.slots import Schedule, Slot, instant, missed_slots, next_slot, zone_names, zone_of

DAY = timedelta(days=1)
TIMES = [time(0, 0), time(0, 30), time(2, 30), time(7, 30), time(23, 45)]


@cache
def clock_changes(zone: str, first: int, last: int) -> tuple[date, ...]:
    """The UTC dates of those years on which the zone's offset changes."""
    info, start = zone_of(zone), datetime(first, 1, 1, tzinfo=UTC)
    count = (date(last, 12, 31) - date(first, 1, 1)).days + 1
    offsets = [(start + n * DAY).astimezone(info).utcoffset() for n in range(count + 1)]
    return tuple((start + n * DAY).date() for n in range(count) if offsets[n] != offsets[n + 1])


def changing_zones(first: int = 2026, last: int = 2027) -> list[str]:
    return sorted(name for name in zone_names() if clock_changes(name, first, last))


def walk(schedule: Schedule, first: date, count: int) -> list[Slot]:
    """Consecutive slots as the planner asks for them, each from the one before."""
    slots = [next_slot(schedule, instant(first, schedule.local_time, zone_of(schedule.zone)) - timedelta(minutes=1))]
    while len(slots) < count:
        slots.append(next_slot(schedule, slots[-1].at, slots[-1].day))
    return slots


def assert_every_day_once(schedule: Schedule, first: date, count: int) -> None:
    slots = walk(schedule, first, count)
    expected = [first + n * DAY for n in range(count)]
    assert [slot.day for slot in slots] == expected, schedule
    assert all(a.at < b.at for a, b in pairwise(slots)), schedule


@pytest.mark.parametrize("local", TIMES, ids=str)
def test_no_zone_misses_or_doubles_a_day_of_two_years(local: time) -> None:
    for name in sorted(zone_names()):
        assert_every_day_once(Schedule(local, name), date(2026, 1, 1), 730)


@pytest.mark.parametrize("local", TIMES, ids=str)
def test_the_wall_shows_the_chosen_time_or_that_time_moved_by_the_gap(local: time) -> None:
    zones, shifted = changing_zones(), 0
    assert len(zones) > 150
    for name in zones:
        zone = zone_of(name)
        for change in clock_changes(name, 2026, 2027):
            for day in (change - DAY, change, change + DAY):
                at = instant(day, local, zone)
                wall = at.astimezone(zone).replace(tzinfo=None)
                before = (at - DAY).astimezone(zone).utcoffset()
                after = at.astimezone(zone).utcoffset()
                assert before is not None
                assert after is not None
                gap = wall - datetime.combine(day, local)
                assert gap in (timedelta(), after - before), (name, day)
                shifted += gap != timedelta()
                earlier = (at - abs(after - before)).astimezone(zone).replace(tzinfo=None)
                assert earlier != wall or after == before, (name, day)
    assert shifted > 0 or local == time(7, 30)


@pytest.mark.parametrize("local", [time(0, 0), time(23, 45)], ids=str)
def test_an_outage_over_a_clock_change_accounts_for_every_day(local: time) -> None:
    for name in changing_zones(2026, 2026):
        schedule = Schedule(local, name)
        for change in clock_changes(name, 2026, 2026):
            slots = walk(schedule, change - 3 * DAY, 7)
            missed = missed_slots(schedule, slots[0].at, slots[-1].at + timedelta(minutes=5))
            assert missed.newest == slots[-1], name
            assert list(missed.expired) == [slot.day for slot in slots[:-1]], name
