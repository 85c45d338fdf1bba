"""The settings of a subscription, changed by buttons in place."""

from collections.abc import Callable
from datetime import datetime, time

from bot.chat.callbacks import Action
from bot.chat.callbacks.interests import ShowInterests
from bot.chat.callbacks.language import ShowLanguage
from bot.chat.callbacks.pausing import AskQuiet
from bot.chat.callbacks.reading import Nothing
from bot.chat.callbacks.scheduling import (
    LENGTHS,
    AddTime,
    AskAnotherTime,
    AskLength,
    AskRegion,
    AskTime,
    AskTimeDays,
    AskWeekdays,
    RemoveTime,
    SetLength,
    SetTimeDays,
    SetWeekdays,
    ShowSettings,
    Unsubscribe,
)
from bot.chat.views.pausing import pause_buttons
from bot.chat.views.scheduling import COMMON_TIMES, TIMES_A_ROW
from bot.chat.views.screen import Button, Keyboard, Screen, rows
from bot.chat.views.times import ahead_lines, next_line
from bot.markup import Html, lines, paragraphs
from bot.models import Subscription
from bot.slots import EVERY_DAY, MOST_TIMES
from bot.texts import Words, say
from bot.timetext.cities import city_of

WORKDAYS = 0b0011111


def settings(words: Words, subscription: Subscription, now: datetime) -> Screen:
    """Everything that can be set, what it is now, and when the next briefing comes."""
    values = lines(
        _values(words, subscription), _quiet_line(words, subscription), *ahead_lines(words, subscription, now)
    )
    return Screen(
        paragraphs(Html(words.settings_title), values, next_line(words, subscription, now)),
        (
            *_time_buttons(words, subscription),
            (
                Button(words.button_length.format(minutes=subscription.minutes), AskLength()),
                Button(words.button_quiet, AskQuiet()),
            ),
            (Button(words.button_interests, ShowInterests(0)), Button(words.button_language, ShowLanguage())),
            (*pause_buttons(words, subscription, now), Button(words.button_unsubscribe, Unsubscribe())),
        ),
    )


def _values(words: Words, subscription: Subscription) -> Html:
    shared = {
        "city": city_of(subscription.zone, words.locale),
        "zone": subscription.zone,
        "minutes": subscription.minutes,
    }
    by_days: dict[str, list[str]] = {}
    for each in subscription.times:
        by_days.setdefault(words.weekdays(each.weekdays), []).append(f"{each.local_time:%H:%M}")
    if len(subscription.times) == 1:
        ((days, (at,)),) = by_days.items()
        return say(words.settings_lines, time=at, days=_capital(days), **shared)
    several = [words.time_with_days.format(time=words.joined_briefly(at), days=days) for days, at in by_days.items()]
    return say(words.settings_several, times=words.joined_briefly(several), **shared)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _quiet_line(words: Words, subscription: Subscription) -> Html:
    if subscription.quiet is None:
        return Html("")
    hours = subscription.quiet
    return say(words.settings_quiet, start=f"{hours.start:%H:%M}", end=f"{hours.end:%H:%M}")


def _time_buttons(words: Words, subscription: Subscription) -> Keyboard:
    """One time is changed as such; each of several has a screen of its own."""
    zone = Button(words.button_zone.format(city=city_of(subscription.zone, words.locale)), AskRegion())
    more = (Button(words.button_add_time, AskAnotherTime()),) if len(subscription.times) < MOST_TIMES else ()
    if len(subscription.times) == 1:
        (only,) = subscription.times
        days = _capital(words.weekdays(only.weekdays))
        return (
            (
                Button(words.button_time.format(time=f"{only.local_time:%H:%M}"), AskTime(None, subscription.zone)),
                *more,
            ),
            (Button(words.button_days.format(days=days), AskWeekdays()), zone),
        )
    each = [
        Button(
            words.button_time_days.format(time=f"{time.local_time:%H:%M}", days=words.weekdays(time.weekdays)),
            AskTimeDays(time.local_time),
        )
        for time in subscription.times
    ]
    return (*rows(each, 2), (*more, zone))


def another_time(words: Words, subscription: Subscription) -> Screen:
    """Times that the chat does not have yet."""
    there = {each.local_time for each in subscription.times}
    buttons = [Button(f"{at:%H:%M}", AddTime(at)) for at in COMMON_TIMES if at not in there]
    return Screen(
        Html(words.ask_another_time), (*rows(buttons, TIMES_A_ROW), (Button(words.button_back, ShowSettings()),))
    )


def time_days(words: Words, subscription: Subscription, at: time, now: datetime) -> Screen:
    """The weekdays of one of several times, and the way to be rid of it."""
    chosen = next((each.weekdays for each in subscription.times if each.local_time == at), None)
    if chosen is None:
        return settings(words, subscription, now)
    remove = Button(words.button_remove_time.format(time=f"{at:%H:%M}"), RemoveTime(at))
    shown = f"{at:%H:%M}"
    return Screen(
        paragraphs(say(words.ask_time_days, time=shown), next_line(words, subscription, now)),
        (
            *_switches(words, chosen, lambda mask: SetTimeDays(at, mask)),
            *(((remove,),) if len(subscription.times) > 1 else ()),
            (Button(words.button_back, ShowSettings()),),
        ),
    )


def weekdays(words: Words, subscription: Subscription, now: datetime) -> Screen:
    """Days as switches. Each button says the outcome, not the change, so that a press repeated does nothing."""
    switches = _switches(words, subscription.times[0].weekdays, SetWeekdays)
    return Screen(
        paragraphs(Html(words.ask_days), next_line(words, subscription, now)),
        (*switches, (Button(words.button_back, ShowSettings()),)),
    )


def _switches(words: Words, chosen: int, outcome: Callable[[int], Action]) -> Keyboard:
    days = [_day(words, day, chosen, outcome) for day in range(7)]
    whole = tuple(
        _choice(words, label, chosen == mask, outcome(mask))
        for label, mask in ((words.button_every_day, EVERY_DAY), (words.button_workdays, WORKDAYS))
    )
    return (*rows(days, 4), whole)


def _day(words: Words, day: int, chosen: int, outcome: Callable[[int], Action]) -> Button:
    toggled = chosen ^ 1 << day
    action: Action = outcome(toggled) if toggled else Nothing()
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
