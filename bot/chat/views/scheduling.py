"""The way to a subscription: which time, which place, and what was agreed."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time

from bot.chat.callbacks.reading import Nothing, SendBriefing, SendHeadlines
from bot.chat.callbacks.scheduling import (
    REGIONS,
    AskLocation,
    AskRegion,
    AskZone,
    Resume,
    SetSchedule,
    ShowSettings,
    Unsubscribe,
    Wish,
)
from bot.chat.memory import Wanted
from bot.chat.places import zones_in
from bot.chat.views.screen import Below, Button, Keyboard, Screen, rows
from bot.chat.views.times import ahead_lines, next_line, schedule_text
from bot.markup import Html, bold, lines, paragraphs
from bot.models import Subscription
from bot.texts import Words, say
from bot.timetext.cities import city_of
from bot.timetext.parsing import ZoneChoice

COMMON_TIMES = tuple(
    time(hour, minute)
    for hour, minute in (
        (6, 0), (6, 30), (7, 0), (7, 30), (8, 0), (8, 30), (9, 0), (12, 0), (18, 0), (19, 0), (20, 0), (21, 0),
    )
)  # fmt: skip
TIMES_A_ROW = 4
ZONES_A_PAGE = 16
MOST_CHOICES = 8


def ask_time(words: Words, wish: Wish, usual: time | None = None) -> Screen:
    """Common times as buttons; a time that the chat had before comes first."""
    times = COMMON_TIMES if usual is None or usual in COMMON_TIMES else (usual, *COMMON_TIMES[:-1])
    buttons = [Button(f"{at:%H:%M}", SetSchedule(at, wish.zone, wish.weekdays)) for at in times]
    question = (
        Html(words.ask_time) if wish.zone is None else say(words.ask_time_in, city=city_of(wish.zone, words.locale))
    )
    return Screen(question, rows(buttons, TIMES_A_ROW))


def ask_zone(words: Words, wanted: Wanted, suggested: Sequence[str], *, private: bool) -> Screen:
    """Likely zones as buttons, and the way to all others. Several times are remembered, not in the buttons."""
    times = words.all_of([f"{each.at:%H:%M}" for each in wanted.times])
    wish = Wish(wanted.times[0].at if len(wanted.times) == 1 else None, None, wanted.weekdays)
    zones = rows(_zones(words, wish, suggested), 2)
    return Screen(say(words.ask_zone, time=times), (*zones, *_share(words, private=private), _elsewhere(words, wish)))


def _share(words: Words, *, private: bool) -> Keyboard:
    """Only private chats can be asked for a location (Bot API, KeyboardButton)."""
    return ((Button(words.button_location, AskLocation()),),) if private else ()


def ask_location(words: Words) -> Screen:
    """The key that shares it."""
    return Screen(Html(words.ask_location), below=Below(words.button_share_location))


def zone_found(words: Words, zone: str) -> Screen:
    """Where that is; the key goes away."""
    return Screen(say(words.zone_found, city=city_of(zone, words.locale), zone=zone), below=Below())


def no_zone_there(words: Words) -> Screen:
    """At sea."""
    return Screen(Html(words.no_zone_there), below=Below())


def ask_which_place(words: Words, wish: Wish, question: str, choices: Sequence[ZoneChoice]) -> Screen:
    """A name that several places bear, or one that is nearly right."""
    buttons = [Button(choice.label, SetSchedule(wish.at, choice.zone, wish.weekdays)) for choice in choices]
    return Screen(bold(question), (*rows(buttons[:MOST_CHOICES], 1), _elsewhere(words, wish)))


def _elsewhere(words: Words, wish: Wish) -> tuple[Button, ...]:
    return (Button(words.button_other_zone, AskRegion(wish.at, None, wish.weekdays)),)


def _zones(words: Words, wish: Wish, zones: Sequence[str]) -> list[Button]:
    return [Button(city_of(zone, words.locale), SetSchedule(wish.at, zone, wish.weekdays)) for zone in zones]


def ask_region(words: Words, wish: Wish, *, private: bool) -> Screen:
    """Parts of the world."""
    buttons = [Button(words.region(region), AskZone(wish.at, None, wish.weekdays, region)) for region in REGIONS]
    keyboard = (*rows(buttons, 2), tuple(_zones(words, wish, ["UTC"])), *_share(words, private=private))
    return Screen(Html(words.ask_region), keyboard)


def ask_place(words: Words, asked: AskZone) -> Screen:
    """The zones of a part of the world, by pages."""
    zones = zones_in(asked.region)
    count = max(1, -(-len(zones) // ZONES_A_PAGE))
    page = min(asked.page, count - 1)
    back = (Button(words.button_back, AskRegion(asked.at, None, asked.weekdays)),)
    turns = (
        Button(words.previous, replace(asked, page=(page - 1) % count)),
        Button(f"{page + 1}/{count}", Nothing()),
        Button(words.next, replace(asked, page=(page + 1) % count)),
    )
    shown = rows(_zones(words, asked, zones[page * ZONES_A_PAGE : (page + 1) * ZONES_A_PAGE]), 2)
    keyboard = (*shown, turns, back) if count > 1 else (*shown, back)
    return Screen(say(words.ask_place, region=words.region(asked.region)), keyboard)


def subscribed(words: Words, subscription: Subscription, now: datetime) -> Screen:
    """What was agreed, with the pauses ahead and the exact next time."""
    return _agreed(words, words.subscribed, subscription, now)


def resumed(words: Words, subscription: Subscription, now: datetime) -> Screen:
    """A stopped subscription is back."""
    return _agreed(words, words.resumed, subscription, now)


def already_subscribed(words: Words, subscription: Subscription, now: datetime) -> Screen:
    """Nothing to ask: this is what the chat has."""
    return _agreed(words, words.already_subscribed, subscription, now)


def _agreed(words: Words, template: str, subscription: Subscription, now: datetime) -> Screen:
    said = say(template, schedule=schedule_text(words, subscription))
    coming = lines(*ahead_lines(words, subscription, now), next_line(words, subscription, now))
    return Screen(
        paragraphs(said, coming),
        (
            (Button(words.button_settings, ShowSettings()), Button(words.button_whats_new, SendBriefing())),
            (Button(words.button_unsubscribe, Unsubscribe()),),
        ),
    )


def welcome_back(words: Words, subscription: Subscription, now: datetime) -> Screen:
    """The chat may be written to again, and its briefing goes on."""
    text = say(words.welcome_back, schedule=schedule_text(words, subscription))
    return Screen(
        paragraphs(text, next_line(words, subscription, now)),
        ((Button(words.button_headlines, SendHeadlines()), Button(words.button_settings, ShowSettings())),),
    )


def unsubscribed(words: Words) -> Screen:
    """Stopped, and how to take that back."""
    return Screen(Html(words.unsubscribed), ((Button(words.button_undo, Resume()),),))


def nothing_to_unsubscribe(words: Words) -> Screen:
    """There was none."""
    return Screen(Html(words.nothing_to_unsubscribe), ((Button(words.button_headlines, SendHeadlines()),),))


def not_subscribed(words: Words, at: time) -> Screen:
    """For /status and /settings without a subscription."""
    label = words.button_subscribe.format(time=f"{at:%H:%M}")
    return Screen(Html(words.not_subscribed), ((Button(label, SetSchedule(at)),),))
