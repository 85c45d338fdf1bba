"""A subscription's times in words, on its own wall clock."""

from datetime import date, datetime

from bot.markup import Html, lines
from bot.models import Subscription
from bot.slots import Pause, UnknownZoneError, zone_of
from bot.texts import Words, say
from bot.timetext.cities import city_of

MOST_PAUSES = 6


def schedule_text(words: Words, subscription: Subscription) -> str:
    """`every day at 07:30 and 18:00, Istanbul time`; times with weekdays of their own one by one."""
    groups: dict[int, list[str]] = {}
    for each in subscription.times:
        groups.setdefault(each.weekdays, []).append(f"{each.local_time:%H:%M}")
    said = [words.daily(words.weekdays(days), times) for days, times in groups.items()]
    return words.schedule(said, city_of(subscription.zone, words.locale))


def next_line(words: Words, subscription: Subscription, now: datetime) -> Html:
    """A pause that is going on, the exact next time, and how long that is away; nothing for who gets none."""
    return lines(_pause_line(words, subscription, now), _due_line(words, subscription, now))


def ahead(subscription: Subscription, now: datetime) -> list[Pause]:
    """The pauses that are still to come."""
    today = now.astimezone(zone_of(subscription.zone)).date()
    return [each for each in subscription.pauses if each.first_day > today]


def ahead_lines(words: Words, subscription: Subscription, now: datetime) -> list[Html]:
    """The pauses that are still to come, a line each: they may be why the next date is far."""
    told = subscription.next_due is None  # the next line says so of the one without an end
    coming = [each for each in ahead(subscription, now) if each.last_day is not None or not told]
    spans = [words.short_span(each.first_day, each.last_day) for each in coming[:MOST_PAUSES]]
    return [say(words.settings_ahead, span=span) for span in spans]


def going_pause(subscription: Subscription, now: datetime) -> Pause | None:
    """The pause of today, the one that ends last."""
    today = now.astimezone(zone_of(subscription.zone)).date()
    going = [each for each in subscription.pauses if each.covers(today)]
    return max(going, key=lambda each: each.last_day or date.max, default=None)


def _pause_line(words: Words, subscription: Subscription, now: datetime) -> Html:
    if not subscription.active or not subscription.pauses:
        return Html("")
    if subscription.next_due is None:
        return Html(words.no_end_of_pause)
    going = going_pause(subscription, now)
    if going is None or going.last_day is None:
        return Html("")
    return say(words.going_pause, date=words.long_date(going.last_day))


def _due_line(words: Words, subscription: Subscription, now: datetime) -> Html:
    coming, due = subscription.upcoming, subscription.next_due
    if coming is None or due is None:
        return Html("")
    values = {"when": when_text(words, subscription, due, now), "wait": wait_text(words, due, now, subscription.zone)}
    if coming.snoozed_from is not None:
        return say(words.next_put_off, time=f"{coming.local_time:%H:%M}", **values)
    return say(words.next_briefing, **values)


def when_text(words: Words, subscription: Subscription, due: datetime, now: datetime) -> str:
    """`tomorrow, Tuesday 24 November at 07:30 (Istanbul)`."""
    zone = zone_of(subscription.zone)
    return words.due(due.astimezone(zone), now.astimezone(zone).date(), city_of(subscription.zone, words.locale))


def wait_text(words: Words, due: datetime, now: datetime, zone: str) -> str:
    """`in 10 h`; days are those of that zone's calendar."""
    there = zone_of(zone)
    days = (due.astimezone(there).date() - now.astimezone(there).date()).days
    return words.wait(int((due - now).total_seconds() // 60), days)


def local_moment(words: Words, moment: datetime, zone: str) -> str:
    """`Sun 22 Nov, 07:30` on the wall of that zone; of UTC where the zone is not known any more."""
    try:
        wall = moment.astimezone(zone_of(zone))
    except UnknownZoneError:
        wall = moment
    return words.moment(wall)
