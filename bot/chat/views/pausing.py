"""Pauses, a briefing that is put off, and quiet hours."""

from datetime import date, datetime, time

from bot.chat.callbacks.pausing import AskPause, DropPause, PauseFor, SetQuiet, Snooze
from bot.chat.callbacks.scheduling import Resume, ShowSettings
from bot.chat.views.screen import Button, Keyboard, Screen, rows
from bot.chat.views.times import MOST_PAUSES, ahead, going_pause, next_line, schedule_text
from bot.markup import Html, lines, paragraphs
from bot.models import Subscription
from bot.services.timetable import Later
from bot.slots import Pause
from bot.texts import Words, say

PAUSES = (1, 3, 7, 14)
SNOOZES = (30, 60, 120)
NIGHTS = ((time(22), time(7)), (time(23), time(8)), (time(21), time(6)))


def paused(words: Words, subscription: Subscription, first: date | None, now: datetime) -> Screen:
    """What was agreed; `first` is the day of a pause that was set ahead."""
    said = Html("")
    chosen = next((each for each in subscription.pauses if each.first_day == first), None)
    if chosen is not None:
        said = say(words.paused_ahead, span=words.span(chosen.first_day, chosen.last_day))
    elif going_pause(subscription, now) is None:
        coming = min(ahead(subscription, now), default=None)  # from tomorrow on: nothing comes any more today
        if coming is not None and subscription.next_due is not None and coming.last_day is not None:
            said = say(words.paused_now, date=words.long_date(coming.last_day))
    waits = chosen is not None and chosen in ahead(subscription, now)
    back = _drop(words, chosen) if chosen is not None and waits else Button(words.button_end_pause, Resume())
    settings = Button(words.button_settings, ShowSettings())
    # Both days of a span leave no room beside them.
    keyboard: Keyboard = ((back,), (settings,)) if waits else ((back, settings),)
    return Screen(paragraphs(said, next_line(words, subscription, now)), keyboard)


def ask_pause(words: Words, subscription: Subscription, now: datetime, *, dropped: bool = False) -> Screen:
    """How long, and the pauses there are, each to be taken back; one has just been (`dropped`)."""
    lengths = [Button(words.days_off(days), PauseFor(days)) for days in PAUSES]
    there = ahead(subscription, now)[:MOST_PAUSES]
    drops = [_drop(words, each) for each in there]
    going = going_pause(subscription, now) is not None or subscription.next_due is None
    return Screen(
        paragraphs(
            Html(words.pause_dropped if dropped else ""),
            Html(words.ask_pause),
            next_line(words, subscription, now),
            Html(words.pauses_ahead if drops else ""),
        ),
        (
            *rows(lengths, 2),
            (Button(words.button_until_resumed, PauseFor(None)),),
            *rows(drops, 1),
            *(((Button(words.button_end_pause, Resume()),),) if going else ()),
            (Button(words.button_back, ShowSettings()),),
        ),
    )


def _drop(words: Words, pause: Pause) -> Button:
    span = words.short_span(pause.first_day, pause.last_day)
    return Button(words.button_drop_pause.format(span=span), DropPause(pause.first_day))


def nothing_paused(words: Words, subscription: Subscription, now: datetime) -> Screen:
    """Nothing to resume; what is set ahead can be taken back."""
    said = say(words.nothing_paused, schedule=schedule_text(words, subscription))
    drops = [_drop(words, each) for each in ahead(subscription, now)[:MOST_PAUSES]]
    text = paragraphs(said, next_line(words, subscription, now), Html(words.pauses_ahead if drops else ""))
    return Screen(text, (*rows(drops, 1), (Button(words.button_settings, ShowSettings()),)))


def snoozed(words: Words, subscription: Subscription, now: datetime) -> Screen:
    """Put off, or back at its time."""
    coming = subscription.upcoming
    put_off = coming is not None and coming.snoozed_from is not None
    return Screen(
        lines(Html(words.put_off if put_off else words.put_back), next_line(words, subscription, now)),
        (((Button(words.button_unsnooze, Snooze(0)),),) if put_off else ()),
    )


def not_snoozed(words: Words, why: Later) -> Screen:
    """Why it cannot be."""
    said = {
        Later.NOTHING_COMES: words.snooze_nothing,
        Later.TOO_LONG: words.snooze_too_long,
        Later.PAST: words.snooze_past,
        Later.INTO_THE_NEXT: words.snooze_into_next,
    }
    return Screen(Html(said[why]))


def snooze_unclear(words: Words) -> Screen:
    """What can be said, as buttons too."""
    return Screen(Html(words.snooze_unclear), (snooze_buttons(words),))


def snooze_buttons(words: Words) -> tuple[Button, ...]:
    """Half an hour, one, two."""
    return tuple(
        Button(words.button_snooze.format(wait=words.hours_or_minutes(minutes)), Snooze(minutes)) for minutes in SNOOZES
    )


def quiet(words: Words, subscription: Subscription, now: datetime) -> Screen:
    """The hours as they are now."""
    if subscription.quiet is None:
        said = Html(words.quiet_off)
    else:
        hours = subscription.quiet
        said = say(words.quiet_set, start=f"{hours.start:%H:%M}", end=f"{hours.end:%H:%M}")
    return Screen(
        paragraphs(said, next_line(words, subscription, now)), ((Button(words.button_settings, ShowSettings()),),)
    )


def ask_quiet(words: Words, subscription: Subscription) -> Screen:
    """Usual nights, and none."""
    now = None if subscription.quiet is None else (subscription.quiet.start, subscription.quiet.end)
    nights = [
        Button(words.chosen.format(name=name) if night == now else name, SetQuiet(*night))
        for night in NIGHTS
        for name in (f"{night[0]:%H:%M}–{night[1]:%H:%M}",)
    ]
    none = words.chosen.format(name=words.button_no_quiet) if now is None else words.button_no_quiet
    return Screen(
        Html(words.ask_quiet),
        (*rows(nights, 2), (Button(none, SetQuiet(None, None)),), (Button(words.button_back, ShowSettings()),)),
    )


def pause_buttons(words: Words, subscription: Subscription, now: datetime) -> tuple[Button, ...]:
    """For the settings: the way to a pause, or out of it."""
    if subscription.next_due is None or going_pause(subscription, now) is not None:
        return (Button(words.button_end_pause, Resume()),)
    return (Button(words.button_pause, AskPause()),)
