"""How answers name a due time and a city."""

from datetime import UTC, date, datetime, time

import pytest

from bot.slots import Schedule, Slot, next_slot, zone_names, zone_of
from bot.texts import words_for
from bot.timetext.cities import canonical_zone, city_of


def describe_next(slot: Slot, now: datetime, zone: str, locale: str = "en") -> str:
    """When the slot comes, on the zone's own wall: after a gap that is later than the time chosen."""
    words, place = words_for(locale), zone_of(zone)
    return words.due(slot.at.astimezone(place), now.astimezone(place).date(), city_of(zone, words.locale))


SLOT = Slot(date(2026, 11, 24), time(7, 30), datetime(2026, 11, 24, 4, 30, tzinfo=UTC))


@pytest.mark.parametrize(
    ("now", "locale", "expected"),
    [
        ("2026-11-23T12:00", "en", "tomorrow, Tuesday 24 November at 07:30 (Istanbul)"),
        ("2026-11-23T20:59", "en", "tomorrow, Tuesday 24 November at 07:30 (Istanbul)"),
        ("2026-11-23T21:00", "en", "today at 07:30 (Istanbul)"),
        ("2026-11-24T04:29", "en", "today at 07:30 (Istanbul)"),
        ("2026-11-20T12:00", "en", "Tuesday 24 November at 07:30 (Istanbul)"),
        ("2026-11-23T12:00", "ru", "завтра, вторник, 24 ноября в 07:30 (Стамбул)"),
        ("2026-11-23T12:00", "tr", "yarın, 24 Kasım Salı 07:30 (İstanbul)"),
        ("2026-11-23T12:00", "es", "mañana, martes 24 de noviembre a las 07:30 (Estambul)"),
        ("2026-11-24T00:00", "ar", "اليوم الساعة \u206807:30\u2069 (\u2068إسطنبول\u2069)"),
        ("2026-11-24T00:00", "en-US", "today at 07:30 (Istanbul)"),
        ("2026-11-24T00:00", "xx", "today at 07:30 (Istanbul)"),
        ("2026-11-24T00:00", "", "today at 07:30 (Istanbul)"),
    ],
)
def test_the_next_time(now: str, locale: str, expected: str) -> None:
    instant = datetime.fromisoformat(now).replace(tzinfo=UTC)
    assert describe_next(SLOT, instant, "Europe/Istanbul", locale) == expected


def test_a_time_moved_by_a_gap_is_named_as_the_wall_will_show_it() -> None:
    now = datetime(2026, 3, 28, 12, tzinfo=UTC)
    slot = next_slot(Schedule(time(2, 30), "Europe/Berlin"), now)
    assert describe_next(slot, now, "Europe/Berlin") == "tomorrow, Sunday 29 March at 03:30 (Berlin)"


@pytest.mark.parametrize(
    ("zone", "locale", "expected"),
    [
        ("Europe/Istanbul", "en", "Istanbul"),
        ("Europe/Istanbul", "ar", "إسطنبول"),
        ("America/New_York", "en", "New York"),
        ("America/Argentina/Buenos_Aires", "en", "Buenos Aires"),
        ("Asia/Ho_Chi_Minh", "en", "Ho Chi Minh City"),
        ("Europe/Kyiv", "ru", "Киев"),
        ("Europe/Kiev", "en", "Kyiv"),
        ("Asia/Calcutta", "en", "Kolkata"),
        ("US/Eastern", "en", "New York"),
        ("UTC", "en", "UTC"),
        ("Etc/UTC", "ru", "UTC"),
        ("GMT", "en", "UTC"),
        ("Etc/GMT-3", "en", "UTC+3"),
        ("Etc/GMT+11", "en", "UTC−11"),
    ],
)
def test_the_city_of_a_zone(zone: str, locale: str, expected: str) -> None:
    assert city_of(zone, locale) == expected


def test_every_zone_has_a_name_without_underscores_or_slashes() -> None:
    for zone in zone_names():
        name = city_of(zone)
        assert name
        assert not set("_/") & set(name), zone


def test_every_present_name_of_a_zone_exists() -> None:
    assert {canonical_zone(zone) for zone in zone_names()} - zone_names() == {"Etc/Unknown"}
