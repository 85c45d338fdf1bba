"""Dates, how long ago or ahead something is, and schedules, in the manner of the language."""

import re
from collections.abc import Sequence
from datetime import date, datetime

from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.lists import format_list

from bot.slots import EVERY_DAY
from bot.texts.catalogue import ENGLISH
from bot.texts.language import Language

# CLDR has no pattern of weekday, day and month in full; English ones begin with the day, as the world's do.
_LONG = {"en": "EEEE d MMMM", "es": "EEEE d 'de' MMMM", "tr": "d MMMM EEEE", "ru": "EEEE, d MMMM"}
_NUMBER_AND_UNIT = re.compile("(?<=[0-9\u2069]) (?=\\w)")
NO_BREAK = "\u00a0"
_ENGLISH = {"yMMMd": "d MMM y", "MMMEd": "EEE d MMM"}


class Moments(Language):
    """Times are always written as people type them, `07:30`."""

    every_day = "every day"
    due_today = "today at {time} ({city})"
    due_tomorrow = "tomorrow, {date} at {time} ({city})"
    due_later = "{date} at {time} ({city})"

    def wait(self, minutes: int, days: int) -> str:
        """How long until then, beyond two days by the calendar; it shows a wrong zone at once.

        A number and its unit stay on one line.
        """
        return _NUMBER_AND_UNIT.sub(NO_BREAK, self._wait(minutes, days))

    def _wait(self, minutes: int, days: int) -> str:
        hours, rest = divmod(minutes, 60)
        if minutes < 1:
            return self.gettext("in a moment")
        if hours < 1:
            return self.gettext("in {minutes} min").format(minutes=minutes)
        if hours >= 48:
            return self.ngettext("in {count} day", "in {count} days", days).format(count=days)
        if rest:
            return self.gettext("in {hours} h {minutes} min").format(hours=hours, minutes=rest)
        return self.gettext("in {hours} h").format(hours=hours)

    def ago(self, minutes: int) -> str:
        """How long ago, for less than a week."""
        days = minutes // (24 * 60)
        if minutes < 1:
            return self.gettext("just now")
        if minutes < 60:
            return self.gettext("{minutes} min ago").format(minutes=minutes)
        if days < 1:
            return self.gettext("{hours} h ago").format(hours=minutes // 60)
        if days == 1:
            return self.gettext("yesterday")
        return self.ngettext("{count} day ago", "{count} days ago", days).format(count=days)

    def moment(self, wall: datetime) -> str:
        """`Sun 22 Nov, 07:30`."""
        return self.joined_briefly([self.day_briefly(wall.date()), f"{wall:%H:%M}"])

    def day_briefly(self, day: date) -> str:
        """`Sun 22 Nov`."""
        return self._day(day, "MMMEd")

    def long_date(self, day: date) -> str:
        """`Tuesday 24 November`."""
        return str(format_date(day, _LONG.get(self.locale, "EEEE d MMMM"), locale=self.locale))

    def _day(self, day: date, skeleton: str) -> str:
        if self.locale == ENGLISH:
            return str(format_date(day, _ENGLISH[skeleton], locale=self.locale))
        return str(format_skeleton(skeleton, day, locale=self.locale))

    def due(self, wall: datetime, today: date, city: str) -> str:
        """`tomorrow, Tuesday 24 November at 07:30 (Istanbul)`; both on the wall of that city."""
        template = {0: self.due_today, 1: self.due_tomorrow}.get((wall.date() - today).days, self.due_later)
        return template.format(date=self.long_date(wall.date()), time=f"{wall:%H:%M}", city=city)

    def weekdays(self, chosen: int) -> str:
        """`every day`, `Mon–Fri`, or the days one by one (bit 0: Monday)."""
        if chosen == EVERY_DAY:
            return self.every_day
        names = Locale(self.locale).days["stand-alone"]["abbreviated"]
        days = [day for day in range(7) if chosen >> day & 1]
        if len(days) > 2 and days[-1] - days[0] == len(days) - 1:
            return f"{names[days[0]]}–{names[days[-1]]}"
        return self.joined_briefly([names[day] for day in days])

    def joined_briefly(self, items: Sequence[str]) -> str:
        """Items with commas between them."""
        return ("، " if self.from_right else ", ").join(items)

    def daily(self, days: str, times: Sequence[str]) -> str:
        """`every day at 07:30 and 18:00`."""
        return self.gettext("{days} at {time}").format(days=days, time=self.all_of(times))

    def schedule(self, daily: Sequence[str], city: str) -> str:
        """`every day at 07:30, Istanbul time`."""
        return self.gettext("{daily}, {city} time").format(daily=self.all_of(daily), city=city)

    def all_of(self, items: Sequence[str]) -> str:
        """`one, two and three`."""
        return str(format_list(items, locale="en_GB" if self.locale == ENGLISH else self.locale))

    # The last, since its name hides that of the type.
    def date(self, day: date) -> str:
        """`8 Mar 2024`."""
        return self._day(day, "yMMMd")
