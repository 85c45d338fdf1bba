"""Slot arithmetic: at which instants a daily time of a subscription is due. Pure: the caller brings the clock.

The rule for daylight saving is RFC 5545, 3.3.5, which is `zoneinfo` with fold=0: a wall time inside a gap
moves forward by the gap, a repeated one counts once, at its first occurrence. A slot keeps the date it was
meant for, even where the gap carries it past midnight (23:45 in Nuuk on the last Saturday of March comes out
at 00:45).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from importlib import resources
from zoneinfo import ZoneInfo

EVERY_DAY = 0b1111111
"""All weekdays; bit 0 is Monday, bit 6 is Sunday."""

MOST_TIMES = 6
"""Daily times of one subscription."""

LISTED_EXPIRED = 31
"""How many expired dates `missed_slots` lists; it counts all of them."""

_ONE_DAY = timedelta(days=1)
_MIDNIGHT = time(0)


class UnknownZoneError(ValueError):
    """The name is no IANA time zone, or is one no longer."""

    def __init__(self, name: str) -> None:
        shown = name if len(name) <= 40 else name[:40] + "…"
        super().__init__(f"unknown time zone {shown!r}; an example of a right one: Europe/Istanbul")


@lru_cache(maxsize=1)
def zone_names() -> frozenset[str]:
    """Every IANA name that tzdata knows, the same on every machine."""
    return frozenset(resources.files("tzdata").joinpath("zones").read_text("ascii").split())


@lru_cache(maxsize=1024)
def zone_of(name: str) -> ZoneInfo:
    """The zone of that exact name, or UnknownZoneError; a name from outside never becomes a path."""
    if name not in zone_names():
        raise UnknownZoneError(name)
    return ZoneInfo(name)


@dataclass(frozen=True, slots=True, order=True)
class Pause:
    """Local days, first and last included, without a briefing; without a last day, until somebody ends it."""

    first_day: date
    last_day: date | None = None

    def covers(self, day: date) -> bool:
        """Whether the day is one of them."""
        return self.first_day <= day and (self.last_day is None or day <= self.last_day)


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From one wall time until before another, over midnight where they say so; equal ones mean never."""

    start: time
    end: time

    def hold(self, wall: time) -> bool:
        """Whether a briefing at this wall time comes without a sound."""
        if self.start <= self.end:
            return self.start <= wall < self.end
        return wall >= self.start or wall < self.end


@dataclass(frozen=True, slots=True)
class Schedule:
    """One daily time of a subscription. A zone is looked up only when used, so a removed one loads."""

    local_time: time
    zone: str
    weekdays: int = EVERY_DAY
    pauses: tuple[Pause, ...] = ()

    def __post_init__(self) -> None:
        wall = self.local_time
        if wall.tzinfo is not None or wall.fold or wall.second or wall.microsecond:
            raise ValueError(f"a local time is hours and minutes, not {wall!r}")
        if not 1 <= self.weekdays <= EVERY_DAY:
            raise ValueError(f"weekdays are a bitmask from 1 to {EVERY_DAY}, not {self.weekdays!r}")

    def includes(self, day: date) -> bool:
        """Whether the day's weekday is chosen and no pause covers the day."""
        chosen = bool(self.weekdays >> day.weekday() & 1)
        return chosen and not any(pause.covers(day) for pause in self.pauses)


@dataclass(frozen=True, slots=True)
class Slot:
    """One due instant: the local date and time it was meant for, and when that is (aware UTC)."""

    day: date
    local_time: time
    at: datetime


@dataclass(frozen=True, slots=True)
class MissedSlots:
    """What an outage left behind: the one slot that still goes out, and those that do not."""

    newest: Slot | None
    expired: tuple[date, ...]
    """Oldest first, the latest `LISTED_EXPIRED` of them."""
    expired_count: int


def instant(day: date, local: time, zone: ZoneInfo) -> datetime:
    """The UTC instant of a wall time, by the rule of RFC 5545."""
    return datetime.combine(day, local, tzinfo=zone).astimezone(UTC)


def next_slot(schedule: Schedule, after: datetime, last_slot_date: date | None = None) -> Slot | None:
    """The first slot strictly later than `after` whose date is later than `last_slot_date`.

    The second condition makes an edited zone or time unable to give two briefings on one local date. None while a
    pause has no end.
    """
    zone = zone_of(schedule.zone)
    start = after.astimezone(zone).date() - _ONE_DAY  # the day before may end in a gap and be due only now
    if last_slot_date is not None and last_slot_date >= start:
        start = last_slot_date + _ONE_DAY
    return next((slot for slot in _slots(schedule, zone, start) if slot.at > after), None)


def believable(last_slot_date: date | None, now: datetime, zone: str) -> date | None:
    """The date of the last slot, or None when it lies beyond tomorrow in that zone.

    Such a date was written under a clock that ran ahead, and must not keep a chat waiting until it comes true.
    """
    if last_slot_date is None or last_slot_date <= now.astimezone(zone_of(zone)).date() + _ONE_DAY:
        return last_slot_date
    return None


def deadline(schedules: Iterable[Schedule], slot: Slot, lateness: timedelta | None = None) -> datetime | None:
    """Until when the slot may still go out: the next slot of any of the schedules, or earlier if `lateness` says so.

    Each of several daily times is a schedule; a briefing that is not out when the next one is due has lost to it. None
    is no limit: nothing follows while a pause has no end.
    """
    limits = [] if lateness is None else [slot.at + lateness]
    for schedule in schedules:
        own = schedule.local_time == slot.local_time
        following = next_slot(schedule, slot.at, slot.day if own else None)
        limits += [] if following is None else [following.at]
    return min(limits, default=None)


def missed_slots(
    schedule: Schedule,
    due: datetime,
    now: datetime,
    *,
    lateness: timedelta | None = None,
    last_slot_date: date | None = None,
) -> MissedSlots:
    """The slots from the one due at `due` up to `now`: only the newest may go out, within its deadline.

    `due` names a local date rather than an exact instant, so that new zone rules that move a stored due time
    by an hour lose no day. Nothing is missed while the slot is still ahead.
    """
    zone = zone_of(schedule.zone)
    first = day_due(schedule, due)
    if last_slot_date is not None and last_slot_date >= first:
        first = last_slot_date + _ONE_DAY
    newest = _newest(schedule, zone, first, now)
    if newest is None:
        return MissedSlots(None, (), 0)
    limit = deadline([schedule], newest, lateness)
    in_time = limit is None or now <= limit
    gone = range(first.toordinal(), newest.day.toordinal() + (0 if in_time else 1))
    expired = [day for day in map(date.fromordinal, gone) if schedule.includes(day) and day_exists(day, zone)]
    return MissedSlots(newest if in_time else None, tuple(expired[-LISTED_EXPIRED:]), len(expired))


def day_due(schedule: Schedule, due: datetime) -> date:
    """The date whose slot is nearest to the instant."""
    zone = zone_of(schedule.zone)
    day = due.astimezone(zone).date()
    near = (day - _ONE_DAY, day, day + _ONE_DAY)
    return min(near, key=lambda each: abs(instant(each, schedule.local_time, zone) - due))


def day_exists(day: date, zone: ZoneInfo) -> bool:
    """False for a date that the zone jumped over, such as 30 December 2011 in Apia."""
    return instant(day, _MIDNIGHT, zone) < instant(day + _ONE_DAY, _MIDNIGHT, zone)


def _slots(schedule: Schedule, zone: ZoneInfo, start: date) -> Iterator[Slot]:
    day, end = start, min((each.first_day for each in schedule.pauses if each.last_day is None), default=date.max)
    while day < end:
        if schedule.includes(day):
            at = instant(day, schedule.local_time, zone)
            if at.astimezone(zone).date() == day or day_exists(day, zone):
                yield Slot(day, schedule.local_time, at)
        day += _ONE_DAY


def _newest(schedule: Schedule, zone: ZoneInfo, first: date, now: datetime) -> Slot | None:
    day = now.astimezone(zone).date() + _ONE_DAY  # a clock set back over midnight may be past tomorrow's slot
    while day >= first:
        if schedule.includes(day) and day_exists(day, zone):
            at = instant(day, schedule.local_time, zone)
            if at <= now:
                return Slot(day, schedule.local_time, at)
        day -= _ONE_DAY
    return None
