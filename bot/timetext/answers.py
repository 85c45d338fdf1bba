"""How an answer names a due time and weekdays: `tomorrow, Tuesday 24 November at 07:30 (Istanbul)`."""

from datetime import datetime

from bot.slots import Slot, zone_of
from bot.texts import words_for
from bot.timetext.cities import city_of


def describe_next(slot: Slot, now: datetime, zone: str, locale: str = "en") -> str:
    """When the slot comes, on the zone's own wall: after a gap that is later than the time chosen."""
    words, place = words_for(locale), zone_of(zone)
    return words.due(slot.at.astimezone(place), now.astimezone(place).date(), city_of(zone, words.locale))


def describe_weekdays(weekdays: int, locale: str = "en") -> str:
    """`every day`, `Mon–Fri`, or the days one by one."""
    return words_for(locale).weekdays(weekdays)
