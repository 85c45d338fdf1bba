"""Tables for the slot rules, real transitions of the tz database included."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot.slots import (
    LISTED_EXPIRED,
    MissedSlots,
    Schedule,
    Slot,
    UnknownZoneError,
    day_exists,
    deadline,
    instant,
    missed_slots,
    next_slot,
    zone_names,
    zone_of,
)

MON_WED_FRI = 0b0010101
WEEKEND = 0b1100000


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "day", "local", "expected"),
    [
        ("Europe/Istanbul", "2026-11-24", "07:30", "2026-11-24T04:30"),
        ("UTC", "2026-11-24", "07:30", "2026-11-24T07:30"),
        ("Asia/Kathmandu", "2026-11-24", "07:30", "2026-11-24T01:45"),
        # gaps: the wall time moves forward by the gap
        ("Europe/Berlin", "2026-03-29", "02:30", "2026-03-29T01:30"),
        ("Europe/London", "2026-03-29", "01:30", "2026-03-29T01:30"),
        ("America/New_York", "2026-03-08", "02:30", "2026-03-08T07:30"),
        ("Australia/Lord_Howe", "2026-10-04", "02:15", "2026-10-03T15:45"),
        ("Africa/Cairo", "2026-04-24", "00:30", "2026-04-23T22:30"),
        ("Asia/Beirut", "2026-03-29", "00:00", "2026-03-28T22:00"),
        ("America/Santiago", "2026-09-06", "00:30", "2026-09-06T04:30"),
        ("America/Nuuk", "2026-03-28", "23:45", "2026-03-29T01:45"),
        # repeats: the first occurrence
        ("Europe/Berlin", "2026-10-25", "02:30", "2026-10-25T00:30"),
        ("Europe/London", "2026-10-25", "01:30", "2026-10-25T00:30"),
        ("America/New_York", "2026-11-01", "01:30", "2026-11-01T05:30"),
        ("Australia/Lord_Howe", "2026-04-05", "01:45", "2026-04-04T14:45"),
        ("Africa/Cairo", "2026-10-29", "23:30", "2026-10-29T20:30"),
        ("Africa/Casablanca", "2025-02-23", "02:30", "2025-02-23T01:30"),
    ],
)
def test_a_wall_time_has_one_instant(zone: str, day: str, local: str, expected: str) -> None:
    found = instant(date.fromisoformat(day), time.fromisoformat(local), zone_of(zone))
    assert found == utc(expected)
    assert found.tzinfo is UTC


def test_a_wall_time_in_a_gap_is_shown_later_by_the_gap() -> None:
    zone = zone_of("Africa/Casablanca")  # clocks go from 02:00 to 03:00 after Ramadan
    shifted = instant(date(2025, 4, 6), time(2, 30), zone).astimezone(zone)
    assert (shifted.hour, shifted.minute) == (3, 30)


@pytest.mark.parametrize(
    ("after", "last", "expected_day"),
    [
        ("2026-11-24T04:29:59", None, "2026-11-24"),
        ("2026-11-24T04:30:00", None, "2026-11-25"),
        ("2026-11-24T04:29:59", "2026-11-24", "2026-11-25"),
        ("2026-11-24T04:29:59", "2026-11-23", "2026-11-24"),
        ("2026-11-23T21:30:00", None, "2026-11-24"),
        ("2026-11-20T04:30:00", "2026-11-24", "2026-11-25"),
    ],
)
def test_next_is_strictly_later_in_time_and_in_date(after: str, last: str | None, expected_day: str) -> None:
    schedule = Schedule(time(7, 30), "Europe/Istanbul")
    slot = next_slot(schedule, utc(after), date.fromisoformat(last) if last else None)
    day = date.fromisoformat(expected_day)
    assert slot == Slot(day, time(7, 30), datetime.combine(day, time(4, 30), UTC))


def test_editing_the_time_does_not_double_a_day() -> None:
    sent = utc("2026-11-24T04:30")
    later_the_same_day = Schedule(time(22, 0), "Europe/Istanbul")
    assert next_slot(later_the_same_day, sent).day == date(2026, 11, 24)
    assert next_slot(later_the_same_day, sent, date(2026, 11, 24)).day == date(2026, 11, 25)


def test_editing_the_zone_does_not_double_a_day() -> None:
    """From Auckland on Tuesday to Los Angeles, where it is still Monday: Tuesday has been had."""
    sent = next_slot(Schedule(time(7, 30), "Pacific/Auckland"), utc("2026-11-23T12:00"))
    assert sent.day == date(2026, 11, 24)
    moved = Schedule(time(12, 0), "America/Los_Angeles")
    assert sent.at.astimezone(zone_of(moved.zone)).date() == date(2026, 11, 23)
    assert next_slot(moved, sent.at, sent.day).day == date(2026, 11, 25)


@pytest.mark.parametrize(
    ("weekdays", "expected"),
    [
        (MON_WED_FRI, ["2026-11-23", "2026-11-25", "2026-11-27", "2026-11-30"]),
        (WEEKEND, ["2026-11-28", "2026-11-29", "2026-12-05", "2026-12-06"]),
        (1 << 6, ["2026-11-29", "2026-12-06", "2026-12-13", "2026-12-20"]),
    ],
)
def test_only_chosen_weekdays(weekdays: int, expected: list[str]) -> None:
    schedule = Schedule(time(0, 30), "America/New_York", weekdays)  # a weekday is the local one: 05:30 UTC
    found, after = [], utc("2026-11-22T12:00")
    for _ in expected:
        slot = next_slot(schedule, after)
        found.append(slot.day.isoformat())
        after = slot.at
    assert found == expected


@pytest.mark.parametrize(
    ("zone", "skipped"),
    [("Pacific/Apia", "2011-12-30"), ("Pacific/Fakaofo", "2011-12-30"), ("Pacific/Kwajalein", "1993-08-21")],
)
@pytest.mark.parametrize("local", ["00:00", "07:30", "23:45"])
def test_a_date_that_was_jumped_over_has_no_slot(zone: str, skipped: str, local: str) -> None:
    day = date.fromisoformat(skipped)
    assert not day_exists(day, zone_of(zone))
    schedule = Schedule(time.fromisoformat(local), zone)
    days, after = [], datetime.combine(day - timedelta(days=3), time(12), UTC)
    while not days or days[-1] < day + timedelta(days=2):
        slot = next_slot(schedule, after)
        days.append(slot.day)
        after = slot.at
    assert day not in days
    assert days == sorted(set(days))
    assert {day - timedelta(days=1), day + timedelta(days=1)} <= set(days)


def test_a_slot_carried_past_midnight_by_a_gap_is_still_found_after_midnight() -> None:
    """Nuuk jumps from 23:00 to 00:00; the slot of 23:45 comes at 00:45 and keeps its own date."""
    schedule = Schedule(time(23, 45), "America/Nuuk")
    carried = next_slot(schedule, utc("2026-03-29T01:10"))
    assert carried == Slot(date(2026, 3, 28), time(23, 45), utc("2026-03-29T01:45"))
    assert next_slot(schedule, carried.at, carried.day).day == date(2026, 3, 29)


@pytest.mark.parametrize(
    "name",
    [
        "",
        " ",
        ".",
        "..",
        "../../etc/passwd",
        "/etc/localtime",
        "Europe",
        "Europe/",
        "Europe/Istanbul/",
        "europe/istanbul",
        "Europe/Istanbul\0",
        "\0",
        "posix/Europe/Istanbul",
        "right/UTC",
        "localtime",
        "Mars/Olympus",
        "Europe\\Istanbul",
        "C:\\windows",
        "Ünknown/Zöne",
        "\ud800",
        "a" * 100_000,
    ],
)
def test_a_hostile_zone_name_is_one_clean_error(name: str) -> None:
    with pytest.raises(UnknownZoneError, match="unknown time zone") as caught:
        next_slot(Schedule(time(7, 30), name), utc("2026-11-24T00:00"))
    assert len(str(caught.value)) < 320
    assert "\n" not in str(caught.value)
    assert isinstance(caught.value, ValueError)


def test_every_name_on_the_list_loads() -> None:
    assert len(zone_names()) > 500
    assert all(zone_of(name).key == name for name in zone_names())


@pytest.mark.parametrize("weekdays", [0, -1, 128, 1 << 20])
def test_weekdays_out_of_range_are_refused(weekdays: int) -> None:
    with pytest.raises(ValueError, match="1 to 127"):
        Schedule(time(7, 30), "UTC", weekdays)


@pytest.mark.parametrize("local", [time(7, 30, 1), time(7, 30, 0, 1), time(7, 30, tzinfo=UTC), time(7, 30, fold=1)])
def test_a_local_time_has_only_hours_and_minutes(local: time) -> None:
    with pytest.raises(ValueError, match="hours and minutes"):
        Schedule(local, "UTC")


ISTANBUL = Schedule(time(7, 30), "Europe/Istanbul")


def days(*texts: str) -> tuple[date, ...]:
    return tuple(date.fromisoformat(text) for text in texts)


@pytest.mark.parametrize(
    ("now", "newest", "expired"),
    [
        ("2026-11-20T04:29:59", None, ()),
        ("2026-11-20T04:30:00", "2026-11-20", ()),
        ("2026-11-20T18:00:00", "2026-11-20", ()),
        ("2026-11-21T04:29:59", "2026-11-20", ()),
        ("2026-11-21T04:30:00", "2026-11-21", days("2026-11-20")),
        ("2026-11-24T04:31:00", "2026-11-24", days("2026-11-20", "2026-11-21", "2026-11-22", "2026-11-23")),
    ],
)
def test_after_an_outage_only_the_newest_goes_out(now: str, newest: str | None, expired: tuple[date, ...]) -> None:
    missed = missed_slots(ISTANBUL, utc("2026-11-20T04:30"), utc(now))
    assert (missed.newest.day.isoformat() if missed.newest else None) == newest
    assert (missed.expired, missed.expired_count) == (expired, len(expired))


def test_a_slot_later_than_the_lateness_limit_expires_too() -> None:
    due, hour = utc("2026-11-20T04:30"), timedelta(hours=1)
    in_time = missed_slots(ISTANBUL, due, due + hour, lateness=hour)
    assert in_time.newest == Slot(date(2026, 11, 20), time(7, 30), due)
    too_late = missed_slots(ISTANBUL, due, due + hour + timedelta(seconds=1), lateness=hour)
    assert too_late == MissedSlots(None, days("2026-11-20"), 1)


def test_a_limit_longer_than_a_day_still_ends_at_the_next_slot() -> None:
    slot = next_slot(ISTANBUL, utc("2026-11-20T00:00"))
    assert deadline([ISTANBUL], slot) == utc("2026-11-21T04:30")
    assert deadline([ISTANBUL], slot, timedelta(days=3)) == utc("2026-11-21T04:30")
    assert deadline([ISTANBUL], slot, timedelta(hours=2)) == utc("2026-11-20T06:30")


def test_on_chosen_weekdays_the_deadline_is_the_next_chosen_day() -> None:
    weekend = Schedule(time(9, 0), "UTC", WEEKEND)
    sunday = next_slot(weekend, utc("2026-11-29T00:00"))
    assert deadline([weekend], sunday) == utc("2026-12-05T09:00")
    missed = missed_slots(weekend, utc("2026-11-21T09:00"), utc("2026-12-03T00:00"))
    assert missed.newest == sunday
    assert missed.expired == days("2026-11-21", "2026-11-22", "2026-11-28")


def test_a_long_outage_lists_the_latest_and_counts_all() -> None:
    missed = missed_slots(ISTANBUL, utc("2016-11-20T04:30"), utc("2026-11-20T04:30"))
    assert missed.newest is not None
    assert missed.newest.day == date(2026, 11, 20)
    assert missed.expired_count == (date(2026, 11, 20) - date(2016, 11, 20)).days
    assert missed.expired[-1] == date(2026, 11, 19)
    assert len(missed.expired) == LISTED_EXPIRED


def test_a_jumped_over_date_is_not_counted_as_expired() -> None:
    apia = Schedule(time(7, 30), "Pacific/Apia")
    due = next_slot(apia, utc("2011-12-28T00:00"))
    missed = missed_slots(apia, due.at, utc("2012-01-01T00:00"))
    assert missed.newest is not None
    assert [*missed.expired, missed.newest.day] == [
        date(2011, 12, 28),
        date(2011, 12, 29),
        *days("2011-12-31", "2012-01-01"),
    ]


def test_a_jumped_over_friday_is_not_the_newest_slot() -> None:
    fridays = Schedule(time(7, 30), "Pacific/Apia", 1 << 4)
    due = next_slot(fridays, utc("2011-12-23T00:00"))
    missed = missed_slots(fridays, due.at, utc("2012-01-02T00:00"))
    assert missed == MissedSlots(Slot(date(2011, 12, 23), time(7, 30), due.at), (), 0)


def test_a_slot_just_before_the_clock_goes_back_over_midnight_is_missed_at_once() -> None:
    """St. John's went from 00:01 on the 7th back to 23:01 on the 6th; the slot of 00:00 had been due."""
    schedule = Schedule(time(0, 0), "America/St_Johns")
    missed = missed_slots(schedule, utc("2010-11-07T02:30"), utc("2010-11-07T03:00"))
    assert missed.newest == Slot(date(2010, 11, 7), time(0, 0), utc("2010-11-07T02:30"))


def test_a_date_already_had_is_neither_sent_nor_expired() -> None:
    missed = missed_slots(ISTANBUL, utc("2026-11-20T04:30"), utc("2026-11-22T05:00"), last_slot_date=date(2026, 11, 21))
    assert missed == MissedSlots(Slot(date(2026, 11, 22), time(7, 30), utc("2026-11-22T04:30")), (), 0)
    none = missed_slots(ISTANBUL, utc("2026-11-20T04:30"), utc("2026-11-22T05:00"), last_slot_date=date(2026, 11, 22))
    assert none == MissedSlots(None, (), 0)


@pytest.mark.parametrize("shift", [timedelta(hours=-1), timedelta(), timedelta(hours=1)])
@pytest.mark.parametrize("local", ["00:15", "07:30", "23:45"])
def test_a_stored_due_time_of_older_zone_rules_loses_no_day(local: str, shift: timedelta) -> None:
    schedule = Schedule(time.fromisoformat(local), "Europe/Istanbul")
    slot = next_slot(schedule, utc("2026-11-20T00:00"))
    missed = missed_slots(schedule, slot.at + shift, slot.at + timedelta(hours=3))
    assert missed == MissedSlots(slot, (), 0)


def test_a_naive_instant_is_refused() -> None:
    with pytest.raises(TypeError):
        next_slot(ISTANBUL, datetime(2026, 11, 20))  # noqa: DTZ001
