"""What becomes of the slots of a timetable that have come: pure, one answer for all of its daily times together."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bot.models import DailyTime, Timetable
from bot.slots import Slot, believable, deadline, instant, missed_slots, next_slot, zone_of
from bot.storage.slots import Step

# A briefing may be this late and no later, whatever its weekdays: yesterday's news helps nobody.
LATENESS = timedelta(hours=24)
MISSED = "missed while the bot was not running"
SUPERSEDED = "a newer briefing took its place"


@dataclass(frozen=True, slots=True)
class Chosen:
    """The slot that goes out: until when it may, whether without a sound, and as the only one of its week."""

    slot: Slot
    expires: datetime
    silent: bool
    weekly: bool


@dataclass(frozen=True, slots=True)
class Turn:
    """The one slot that goes out, those that do not with the reason, and how each daily time goes on."""

    chosen: Chosen | None
    lost: tuple[tuple[Slot, str], ...]
    steps: tuple[Step, ...]


def turn(timetable: Timetable, now: datetime) -> Turn:
    """Of all slots that have come, the newest goes out if it is in time. Raises UnknownZoneError."""
    newest: Slot | None = None
    lost: list[tuple[Slot, str]] = []
    steps: list[Step] = []
    for each in timetable.times:
        if each.next_due is None or each.next_due > now:
            continue
        slot, missed, step = _one(timetable, each, each.snoozed_from or each.next_due, now)
        lost += [(gone, MISSED) for gone in missed]
        steps.append(step)
        if slot is None:
            continue
        if newest is None or _age(slot) > _age(newest):
            lost += [] if newest is None else [(newest, SUPERSEDED)]
            newest = slot
        else:
            lost.append((slot, SUPERSEDED))
    chosen = None if newest is None else _chosen(timetable, newest, now)
    if newest is not None and chosen is None:
        lost.append((newest, SUPERSEDED))
    return Turn(chosen, tuple(lost), tuple(steps))


def _one(
    timetable: Timetable, each: DailyTime, due: datetime, now: datetime
) -> tuple[Slot | None, Iterator[Slot], Step]:
    schedule, zone = timetable.schedule(each), zone_of(timetable.zone)
    before = believable(each.last_slot_date, now, timetable.zone)
    missed = missed_slots(schedule, due, now, lateness=LATENESS, last_slot_date=before)
    last = missed.expired[-1] if missed.expired else before
    last = last if missed.newest is None else missed.newest.day
    following = next_slot(schedule, now, last)
    gone = (Slot(day, each.local_time, instant(day, each.local_time, zone)) for day in missed.expired)
    return missed.newest, gone, Step(each.local_time, last, None if following is None else following.at)


def _age(slot: Slot) -> tuple[object, ...]:
    """Two times that a change of clocks brings together are told apart by what they say."""
    return slot.at, slot.day, slot.local_time


def _chosen(timetable: Timetable, slot: Slot, now: datetime) -> Chosen | None:
    """None when the next of its siblings is due already: a briefing never comes after a newer one."""
    expires = deadline(timetable.schedules, slot, LATENESS)
    limit = slot.at + LATENESS if expires is None else expires
    if now > limit:
        return None
    silent = is_silent(timetable, slot.at) or is_silent(timetable, now)
    return Chosen(slot, limit, silent, timetable.is_weekly(slot.day))


def is_silent(timetable: Timetable, moment: datetime) -> bool:
    """Whether the moment lies in the quiet hours of the chat."""
    wall = moment.astimezone(zone_of(timetable.zone)).time()
    return timetable.quiet is not None and timetable.quiet.hold(wall)


def recomputed(timetable: Timetable, now: datetime) -> list[Step]:
    """The daily times whose next slot is another by today's rules; one that is due, or put off, stays as it is."""
    steps = []
    for each in timetable.times:
        if each.next_due is None or each.next_due <= now or each.snoozed_from is not None:
            continue
        last = believable(each.last_slot_date, now, timetable.zone)
        following = next_slot(timetable.schedule(each), now, last)
        due = None if following is None else following.at
        if due != each.next_due:
            steps.append(Step(each.local_time, last, due))
    return steps


def rewound(timetable: Timetable, now: datetime, came: Mapping[time, date]) -> list[Step]:
    """The daily times after the clock was set back; `came` has the newest dates that have come, by their times.

    A last date that has not come is none. A time that has none of its own was another before, and goes by that.
    """
    steps = []
    for each in timetable.times:
        if each.next_due is None or each.next_due <= now or each.snoozed_from is not None:
            continue
        last = each.last_slot_date
        if last is not None and instant(last, each.local_time, zone_of(timetable.zone)) > now:
            last = came.get(each.local_time, max(came.values(), default=None))
        following = next_slot(timetable.schedule(each), now, last)
        due = None if following is None else following.at
        if (last, due) != (each.last_slot_date, each.next_due):
            steps.append(Step(each.local_time, last, due))
    return steps
