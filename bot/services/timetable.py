"""What a wish makes of a subscription's daily times, pauses and next slot. Pure: nothing is read or written here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from bot.models import DailyTime, Subscription
from bot.slots import EVERY_DAY, Pause, Schedule, Slot, believable, day_due, deadline, instant, next_slot, zone_of
from bot.storage.slots import PlannedTime

LONGEST_SNOOZE = timedelta(hours=12)
BEFORE_THE_NEXT = timedelta(minutes=15)
"""What a briefing that is put off must have left before the next one takes its place."""

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Wished:
    """A time of the day; without weekdays it keeps its own, or takes those of the others."""

    at: time
    weekdays: int | None = None


@dataclass(frozen=True, slots=True)
class Arranged:
    """A daily time as it is to be, with the date of its last slot."""

    at: time
    weekdays: int
    last: date | None = None


class Later(StrEnum):
    """Why a briefing cannot be put off."""

    NOTHING_COMES = "nothing comes"
    TOO_LONG = "too long"
    PAST = "past"
    INTO_THE_NEXT = "into the next"


def arranged(known: Sequence[DailyTime], wished: Sequence[Wished], weekdays: int | None) -> tuple[Arranged, ...]:
    """Exactly the times that are wished for, or those that are known; `weekdays` are for all that name none.

    A time that takes the place of another takes over its last date, so that moving a briefing to a later hour brings no
    second one that day. One that comes in addition begins at once.
    """
    there = {each.local_time: each for each in known}
    common = {each.weekdays for each in known}
    usual = common.pop() if len(common) == 1 else EVERY_DAY
    if not wished:
        return tuple(Arranged(each.local_time, _first(weekdays, each.weekdays), each.last_slot_date) for each in known)
    wanted = {each.at: each for each in wished}
    gone = [each.last_slot_date for each in known if each.local_time not in wanted]
    result = []
    for at in sorted(wanted):
        same = there.get(at)
        last = same.last_slot_date if same else (gone.pop(0) if gone else None)
        days = _first(wanted[at].weekdays, weekdays, same.weekdays if same else usual)
        result.append(Arranged(at, days, last))
    return tuple(result)


def _first(*values: int | None) -> int:
    return next(value for value in values if value is not None)


def with_last_dates(times: Sequence[Arranged], known: Mapping[time, date | None]) -> tuple[Arranged, ...]:
    """The times with the dates that the outbox remembers for them, where those are later."""
    return tuple(replace(each, last=max(filter(None, (each.last, known.get(each.at))), default=None)) for each in times)


def planned(
    known: Subscription | None, times: Sequence[Arranged], zone: str, pauses: tuple[Pause, ...], now: datetime
) -> tuple[PlannedTime, ...]:
    """Each time with its next slot. One that has come and is still wanted stays due, and one put off stays put off."""
    there = {each.local_time: each for each in known.times} if known is not None and known.active else {}
    result = []
    for each in times:
        schedule = Schedule(each.at, zone, each.weekdays, pauses)
        same = there.get(each.at)
        slot = next_slot(schedule, now, believable(each.last, now, zone))
        coming = None if slot is None else slot.at
        if same is not None and known is not None and known.zone == zone and _stands(schedule, same, coming, now):
            kept = PlannedTime(each.at, each.weekdays, same.next_due, each.last, same.snoozed_from)
        else:
            kept = PlannedTime(each.at, each.weekdays, coming, each.last)
        result.append(kept)
    return tuple(result)


def _stands(schedule: Schedule, same: DailyTime, coming: datetime | None, now: datetime) -> bool:
    """Whether what is due, or put off, is still so; `coming` is what comes next without it."""
    if same.next_due is None or (same.next_due > now and same.snoozed_from is None):
        return False
    if same.snoozed_from is not None and same.snoozed_from > now and same.snoozed_from != coming:
        return False
    return schedule.includes(day_due(schedule, same.snoozed_from or same.next_due))


def first_day(known: Subscription, now: datetime) -> date:
    """The day from which a pause that begins now counts: today, or tomorrow where nothing comes any more today."""
    today = now.astimezone(zone_of(known.zone)).date()
    due = known.next_due
    comes_today = due is not None and due.astimezone(zone_of(known.zone)).date() <= today
    return today if comes_today or _covering(known, today) else today + _ONE_DAY


def _covering(known: Subscription, day: date) -> bool:
    return any(each.covers(day) for each in known.pauses)


def with_pause(pauses: Sequence[Pause], new: Pause, *, instead: bool) -> tuple[Pause, ...]:
    """The pauses and the new one. `instead`: it begins now, and takes the place of the one that is going on.

    One that is set ahead never shortens another of the same first day: for that, the other is taken back.
    """
    kept = [each for each in pauses if each.first_day != new.first_day]
    if not instead:
        new = replace(new, last_day=_latest(new, *(each for each in pauses if each.first_day == new.first_day)))
    else:
        kept = [_cut(each, new.first_day) if each.covers(new.first_day) else each for each in kept]
    return tuple(sorted([*kept, new], key=lambda each: each.first_day))


def _latest(*pauses: Pause) -> date | None:
    """The last of their last days; None where one has no end."""
    days = [each.last_day for each in pauses if each.last_day is not None]
    return max(days) if len(days) == len(pauses) else None


def without_present(pauses: Sequence[Pause], today: date) -> tuple[Pause, ...]:
    """The pauses without the one that is going on, or begins by tomorrow; what is over of it is remembered."""
    left = []
    for each in pauses:
        if not (each.covers(today) or each.covers(today + _ONE_DAY)):
            left.append(each)
        elif each.first_day < today:
            left.append(_cut(each, today))
    return tuple(left)


def _cut(pause: Pause, day: date) -> Pause:
    return Pause(pause.first_day, day - _ONE_DAY)


def snoozed(known: Subscription, later: timedelta | time | None, now: datetime) -> DailyTime | Later:
    """The daily time whose coming briefing is put off: by a span, or until a time of its day; None takes that back."""
    coming = known.upcoming
    if coming is None or coming.next_due is None or not known.active:
        return Later.NOTHING_COMES
    meant = coming.snoozed_from or coming.next_due
    if later is None:
        return replace(coming, next_due=meant, snoozed_from=None)
    zone = zone_of(known.zone)
    day = day_due(known.timetable.schedule(coming), meant)
    if isinstance(later, timedelta):
        until = coming.next_due + later
    else:
        until = instant(day, later, zone)
        until = until if until > meant else instant(day + _ONE_DAY, later, zone)
    following = deadline(known.timetable.schedules, Slot(day, coming.local_time, meant))
    if until <= now:
        return Later.PAST
    if until - meant > LONGEST_SNOOZE:
        return Later.TOO_LONG
    if following is not None and until > following - BEFORE_THE_NEXT:
        return Later.INTO_THE_NEXT
    return replace(coming, next_due=until, snoozed_from=meant)
