"""A subscription's times in words, on its own wall clock."""

from datetime import datetime

from bot.markup import Html
from bot.models import Subscription
from bot.slots import Slot, UnknownZoneError, zone_of
from bot.texts import Words, say
from bot.timetext.answers import describe_next, describe_weekdays
from bot.timetext.cities import city_of


def schedule_text(words: Words, subscription: Subscription) -> str:
    """`every day at 07:30, Istanbul time`."""
    days = describe_weekdays(subscription.weekdays, words.locale)
    return words.schedule(days, subscription.local_time, city_of(subscription.zone, words.locale))


def next_line(words: Words, subscription: Subscription, now: datetime) -> Html:
    """The exact next time, and how long that is away; nothing for a subscription that has none."""
    due = subscription.next_due
    if due is None:
        return Html("")
    slot = Slot(due.astimezone(zone_of(subscription.zone)).date(), subscription.local_time, due)
    when = describe_next(slot, now, subscription.zone, words.locale)
    return say(words.next_briefing, when=when, wait=words.wait(int((due - now).total_seconds() // 60)))


def local_moment(words: Words, moment: datetime, zone: str) -> str:
    """`Sun 22 Nov, 07:30` on the wall of that zone; of UTC where the zone is not known any more."""
    try:
        wall = moment.astimezone(zone_of(zone))
    except UnknownZoneError:
        wall = moment
    return words.moment(wall)
