"""Button data: what a press means, as text of at most 64 bytes (Bot API, InlineKeyboardButton) and back.

A client may send any text as button data, also one that no message of ours holds, so only the exact form that `data`
writes is read; who may do the action is decided anew at every press. The first character is the version of the forms.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import time
from typing import Any

from bot.slots import EVERY_DAY, zone_names

VERSION = "1"
LIMIT = 64
LENGTHS = (2, 5, 10)
"""Briefing lengths to choose from, in minutes."""

REGIONS = ("Africa", "America", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")
"""First parts of the zone names that a person picks from."""

_LARGEST_ID = 2**63 - 1
_LARGEST_PAGE = 99_999


class InvalidButton(ValueError):
    """The data is not of a form that this release writes: an old button or a forged one."""


@dataclass(frozen=True, slots=True)
class Nothing:
    """A button that only shows something, such as the number of the page."""


@dataclass(frozen=True, slots=True)
class ShowHeadlines:
    """Turn this message into a page of the headlines (from 0)."""

    page: int


@dataclass(frozen=True, slots=True)
class SendHeadlines:
    """Send the headlines as a new message."""


@dataclass(frozen=True, slots=True)
class ShowArticle:
    """Turn this message into a page of an article (from 0); `listed` is the page of headlines to go back to."""

    article_id: int
    page: int
    listed: int


@dataclass(frozen=True, slots=True)
class SendArticle:
    """Send an article as a new message, so that the briefing with this button stays."""

    article_id: int


@dataclass(frozen=True, slots=True)
class ShowHits:
    """Turn this message into a page of what was found (from 0); what was looked for stands in the message."""

    page: int


@dataclass(frozen=True, slots=True)
class SearchSuggested:
    """Search for the better spelling that stands in this message."""


@dataclass(frozen=True, slots=True)
class SendHelp:
    """Send the help as a new message."""


@dataclass(frozen=True, slots=True)
class SendBriefing:
    """Send what is new now."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What is known of a schedule that a person is choosing; None is not said yet, or stays as it is."""

    at: time | None = None
    zone: str | None = None
    weekdays: int | None = None


@dataclass(frozen=True, slots=True)
class AskTime(Wish):
    """Ask for a time."""


@dataclass(frozen=True, slots=True)
class AskRegion(Wish):
    """Ask for a part of the world."""


@dataclass(frozen=True, slots=True)
class AskZone(Wish):
    """Ask for a zone of a region, by pages (from 0)."""

    region: str = "Europe"
    page: int = 0


@dataclass(frozen=True, slots=True)
class SetSchedule(Wish):
    """Subscribe, or change what is said; what is neither said nor known is asked for."""


@dataclass(frozen=True, slots=True)
class ShowSettings:
    """Turn this message into the settings."""


@dataclass(frozen=True, slots=True)
class AskWeekdays:
    """Turn this message into the choice of weekdays."""


@dataclass(frozen=True, slots=True)
class SetWeekdays:
    """Set exactly these days (bit 0: Monday), so that a press repeated changes nothing."""

    weekdays: int


@dataclass(frozen=True, slots=True)
class AskLength:
    """Turn this message into the choice of lengths."""


@dataclass(frozen=True, slots=True)
class SetLength:
    """Set the briefing's length in minutes."""

    minutes: int


@dataclass(frozen=True, slots=True)
class Unsubscribe:
    """Stop the briefings."""


@dataclass(frozen=True, slots=True)
class Resume:
    """Bring a stopped subscription back with its settings."""


Action = (
    Nothing | ShowHeadlines | SendHeadlines | ShowArticle | SendArticle | ShowHits | SearchSuggested | SendHelp
    | SendBriefing | AskTime | AskRegion | AskZone | SetSchedule | ShowSettings | AskWeekdays | SetWeekdays | AskLength
    | SetLength | Unsubscribe | Resume
)  # fmt: skip


def _number(largest: int, *, smallest: int = 0) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not re.fullmatch("[0-9]{1,19}", text) or not smallest <= int(text) <= largest:
            raise InvalidButton(text)
        return int(text)

    return read


def _time(text: str) -> time | None:
    if text == "-":
        return None
    if not re.fullmatch("[0-9]{4}", text) or int(text[:2]) > 23 or int(text[2:]) > 59:
        raise InvalidButton(text)
    return time(int(text[:2]), int(text[2:]))


def _zone(text: str) -> str | None:
    if text == "-":
        return None
    return _among(zone_names())(text)


def _among(allowed: frozenset[str]) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text not in allowed:
            raise InvalidButton(text)
        return text

    return read


def _length(text: str) -> int:
    minutes = _number(60)(text)
    if minutes not in LENGTHS:
        raise InvalidButton(text)
    return minutes


def _weekdays(text: str) -> int | None:
    return None if text == "-" else _number(EVERY_DAY, smallest=1)(text)


_PAGE = _number(_LARGEST_PAGE)
_ID = _number(_LARGEST_ID, smallest=1)
_WISH: tuple[Callable[[str], Any], ...] = (_time, _zone, _weekdays)
_FORMS: dict[str, tuple[type[Action], tuple[Callable[[str], Any], ...]]] = {
    "-": (Nothing, ()),
    "h": (ShowHeadlines, (_PAGE,)),
    "H": (SendHeadlines, ()),
    "a": (ShowArticle, (_ID, _PAGE, _PAGE)),
    "A": (SendArticle, (_ID,)),
    "f": (ShowHits, (_PAGE,)),
    "F": (SearchSuggested, ()),
    "?": (SendHelp, ()),
    "n": (SendBriefing, ()),
    "t": (AskTime, _WISH),
    "r": (AskRegion, _WISH),
    "z": (AskZone, (*_WISH, _among(frozenset(REGIONS)), _PAGE)),
    "s": (SetSchedule, _WISH),
    "c": (ShowSettings, ()),
    "w": (AskWeekdays, ()),
    "W": (SetWeekdays, (_number(EVERY_DAY, smallest=1),)),
    "l": (AskLength, ()),
    "L": (SetLength, (_length,)),
    "u": (Unsubscribe, ()),
    "k": (Resume, ()),
}
_CODES = {action: code for code, (action, _) in _FORMS.items()}
_FIELDS = {action: tuple(field.name for field in fields(action)) for action in _CODES}


def data(action: Action) -> str:
    """The button data of an action."""
    values = (_written(getattr(action, field)) for field in _FIELDS[type(action)])
    return VERSION + ":".join((_CODES[type(action)], *values))


def _written(value: object) -> str:
    if value is None:
        return "-"
    return f"{value:%H%M}" if isinstance(value, time) else str(value)


def parse(text: str) -> Action:
    """The action of button data. Raises InvalidButton for anything but the exact form of a known action."""
    if text[:1] != VERSION or len(text.encode("utf-8", "replace")) > LIMIT:
        raise InvalidButton(text[:LIMIT])
    code, *written = text[1:].split(":")
    if code not in _FORMS or len(written) != len(_FORMS[code][1]):
        raise InvalidButton(text)
    kind, readers = _FORMS[code]
    action = kind(*(read(field) for read, field in zip(readers, written, strict=True)))
    if data(action) != text:
        raise InvalidButton(text)
    return action


def article_button(article_id: int) -> str:
    """Button data for a briefing: opens the article as a new message."""
    return data(SendArticle(article_id))
