"""The settings of a subscription, changed by buttons in place."""

from datetime import datetime

from bot.chat.callbacks import Action
from bot.chat.callbacks.interests import ShowInterests
from bot.chat.callbacks.language import ShowLanguage
from bot.chat.callbacks.reading import Nothing
from bot.chat.callbacks.scheduling import (
    LENGTHS,
    AskLength,
    AskRegion,
    AskTime,
    AskWeekdays,
    SetLength,
    SetWeekdays,
    ShowSettings,
    Unsubscribe,
)
from bot.chat.views.screen import Button, Screen, rows
from bot.chat.views.times import next_line
from bot.markup import Html, paragraphs
from bot.models import Subscription
from bot.slots import EVERY_DAY
from bot.texts import Words, say
from bot.timetext.cities import city_of

WORKDAYS = 0b0011111


def settings(words: Words, subscription: Subscription, now: datetime) -> Screen:
    """Everything that can be set, what it is now, and when the next briefing comes."""
    first = subscription.times[0]
    said = words.weekdays(first.weekdays)
    days = said[:1].upper() + said[1:]
    city = city_of(subscription.zone, words.locale)
    at = f"{first.local_time:%H:%M}"
    values = say(
        words.settings_lines, time=at, city=city, zone=subscription.zone, days=days, minutes=subscription.minutes
    )
    return Screen(
        paragraphs(Html(words.settings_title), values, next_line(words, subscription, now)),
        (
            (
                Button(words.button_time.format(time=at), AskTime(None, subscription.zone)),
                Button(words.button_zone.format(city=city), AskRegion(None)),
            ),
            (
                Button(words.button_days.format(days=days), AskWeekdays()),
                Button(words.button_length.format(minutes=subscription.minutes), AskLength()),
            ),
            (Button(words.button_interests, ShowInterests(0)), Button(words.button_language, ShowLanguage())),
            (Button(words.button_unsubscribe, Unsubscribe()),),
        ),
    )


def weekdays(words: Words, subscription: Subscription, now: datetime) -> Screen:
    """Days as switches. Each button says the outcome, not the change, so that a press repeated does nothing."""
    chosen = subscription.times[0].weekdays
    days = [_day(words, day, chosen) for day in range(7)]
    whole = tuple(
        _choice(words, label, chosen == mask, SetWeekdays(mask))
        for label, mask in ((words.button_every_day, EVERY_DAY), (words.button_workdays, WORKDAYS))
    )
    return Screen(
        paragraphs(Html(words.ask_days), next_line(words, subscription, now)),
        (*rows(days, 4), whole, (Button(words.button_back, ShowSettings()),)),
    )


def _day(words: Words, day: int, chosen: int) -> Button:
    toggled = chosen ^ 1 << day
    action: Action = SetWeekdays(toggled) if toggled else Nothing()
    return _choice(words, words.weekdays(1 << day), bool(chosen >> day & 1), action)


def lengths(words: Words, subscription: Subscription) -> Screen:
    """How long a briefing may be."""
    choices = [
        _choice(words, words.length_minutes.format(minutes=each), subscription.minutes == each, SetLength(each))
        for each in LENGTHS
    ]
    return Screen(Html(words.ask_length), (*rows(choices, 3), (Button(words.button_back, ShowSettings()),)))


def _choice(words: Words, name: str, chosen: bool, action: Action) -> Button:
    return Button(words.chosen.format(name=name) if chosen else name, action)
