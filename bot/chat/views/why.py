"""Why a story was told, from the factors of its score, and what can be done about it."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from bot.chat.callbacks.interests import KINDS, SetInterest, value_of
from bot.chat.views.interests import LABEL, Names, name_of
from bot.chat.views.screen import Button, Screen, rows
from bot.chat.views.tastes import judging
from bot.markup import PAGE_BUDGET, Html, bold, escape, lines, one_line, paragraphs, plain, utf16_length
from bot.models import InterestKind
from bot.services.naming import Thing
from bot.storage.archive import ToldStory
from bot.texts import Words, say

TITLE = 160
SHORT_TITLE, REASONS = 100, 140
ROOM_AROUND = 100
MOST_THINGS = 4
# What is older was not chosen for being new.
FRESH = timedelta(days=4)
_KINDS = {kind.value: kind for kind in KINDS}


@dataclass(frozen=True, slots=True)
class Told:
    """A story and what is known of why it came; `story` is None where no briefing of this chat had it."""

    article_id: int
    title: str
    story: ToldStory | None
    things: Sequence[Thing]


def why(words: Words, told: Told, names: Names) -> Screen:
    """What brought the story here; without a briefing of it, what it is about."""
    reasons = [words.why_not_briefed] if told.story is None else reasons_of(words, told.story, names)
    about = _about(words, told.things, names) if told.story is None else []
    followed = [] if told.story is None else followed_of(told.story.factors)
    html = paragraphs(
        lines(Html(words.why_title), words.line(bold(words.isolate(one_line(told.title, TITLE))))),
        lines(*(escape(f"• {sentence}") for sentence in (*reasons, *about))),
    )
    return Screen(
        html, (*_drops(words, followed, names), judging(words, told.article_id, has_source=_has_source(told.things)))
    )


def _has_source(things: Sequence[Thing]) -> bool:
    return any(each.kind is InterestKind.SOURCE for each in things)


def _drops(words: Words, followed: Sequence[Thing], names: Names) -> tuple[tuple[Button, ...], ...]:
    buttons = [
        Button(
            words.button_drop_followed.format(name=one_line(name_of(words, thing, names), LABEL)),
            SetInterest(thing.kind, None, value_of(thing)),
        )
        for thing in followed[:MOST_THINGS]
        if value_of(thing) is not None
    ]
    return rows(buttons, 2)


def why_all(words: Words, stories: Sequence[ToldStory], names: Names) -> Screen:
    """The latest briefing, a line a story; what one message has no room for is counted."""
    items: list[Html] = []
    left = PAGE_BUDGET - ROOM_AROUND
    for story in stories:
        title = bold(words.isolate(one_line(story.title, SHORT_TITLE)))
        reasons = escape(one_line(" ".join(reasons_of(words, story, names)), REASONS))
        item = lines(words.line(Html(f"<b>{story.number}.</b> {title}")), reasons)
        left -= utf16_length(plain(item)) + 2
        if left < 0:
            items.append(say(words.more_items, count=len(stories) - len(items)))
            break
        items.append(item)
    return Screen(paragraphs(Html(words.why_all_title), *items))


def no_such_story(words: Words, most: int) -> Screen:
    """The latest briefing has no story of that number, or there was none yet."""
    return Screen(say(words.why_no_such, most=most) if most else Html(words.why_nothing_yet))


def reasons_of(words: Words, story: ToldStory, names: Names) -> list[str]:
    """A sentence for each thing that counted, the gravest first. What is missing or odd is passed over."""
    factors, reasons = story.factors, []
    if factors.get("pinned") is True:
        reasons.append(words.why_pinned)
    if followed := followed_of(factors):
        reasons.append(words.why_followed.format(things=_joined(words, followed, names)))
    if factors.get("update") is True:
        reasons.append(words.why_update)
    outlets = factors.get("outlets")
    if isinstance(outlets, int) and outlets >= 2:
        reasons.append(words.why_sources(outlets))
    if timedelta(0) <= story.age < FRESH:
        reasons.append(words.why_recent(math.ceil(story.age / timedelta(hours=1))))
    return reasons or [words.why_newest if story.number else words.why_no_room]


def followed_of(factors: Mapping[str, Any]) -> list[Thing]:
    """What of the story was followed when the briefing was made: a list such as `place:tr`."""
    follows = factors.get("follows")
    if not isinstance(follows, list):
        return []
    parts = [each.partition(":") for each in follows if isinstance(each, str)]
    return list(dict.fromkeys(Thing(_KINDS[kind], value) for kind, _, value in parts if value and kind in _KINDS))


def _joined(words: Words, things: Sequence[Thing], names: Names) -> str:
    return ", ".join(name_of(words, thing, names) for thing in things[:MOST_THINGS])


def _about(words: Words, things: Sequence[Thing], names: Names) -> list[str]:
    """What the article is about and whom it is from."""
    sources = [each for each in things if each.kind is InterestKind.SOURCE]
    about = [each for each in things if each.kind is not InterestKind.SOURCE]
    found = [words.why_about.format(things=_joined(words, about, names))] if about else []
    return found + [words.why_from.format(source=name_of(words, each, names)) for each in sources]
