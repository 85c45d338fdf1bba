"""Button data: what a press means, as text of at most 64 bytes (Bot API, InlineKeyboardButton) and back.

A client may send any text as button data, also one that no message of ours holds, so only the exact form that `data`
writes is read; who may do the action is decided anew at every press. The first character is the version of the forms.
Each subject has its module, with its actions and their codes; a code is never given to another action.
"""

import dataclasses
import re
from datetime import time

from bot.chat.callbacks import (
    briefings,
    channels,
    editing,
    interests,
    language,
    operating,
    pausing,
    privacy,
    reading,
    scheduling,
    watching,
)
from bot.chat.callbacks.fields import Action, Forms, InvalidButton

__all__ = [
    "LIMIT",
    "VERSION",
    "Action",
    "InvalidButton",
    "aim",
    "aimed",
    "article_button",
    "data",
    "more_button",
    "parse",
]

VERSION = "1"
LIMIT = 64
_AIMED = re.compile("1@([1-9][0-9]{0,17})[|]")


def _merged(*subjects: Forms) -> Forms:
    merged: Forms = {}
    for forms in subjects:
        if merged.keys() & forms.keys():
            raise ValueError(f"codes of two actions: {merged.keys() & forms.keys()}")
        merged |= forms
    return merged


_FORMS = _merged(
    briefings.FORMS,
    channels.FORMS,
    editing.FORMS,
    interests.FORMS,
    language.FORMS,
    operating.FORMS,
    pausing.FORMS,
    privacy.FORMS,
    reading.FORMS,
    scheduling.FORMS,
    watching.FORMS,
)
_CODES = {action: code for code, (action, _) in _FORMS.items()}
_FIELDS = {action: tuple(field.name for field in dataclasses.fields(action)) for action in _CODES}  # type: ignore[arg-type]


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


def aimed(action: Action, chat_id: int) -> str:
    """The button data of an action on another chat than the one with the button, by its internal id."""
    return f"{VERSION}@{chat_id}|{data(action)[1:]}"


def aim(text: str) -> tuple[int | None, str]:
    """The internal id of the chat that the data is about, and the data without it; None: the one with the button."""
    found = _AIMED.match(text)
    return (None, text) if found is None else (int(found[1]), VERSION + text[found.end() :])


def more_button(edition_id: int, page: int) -> str:
    """Button data for a briefing: sends a page of the stories that it had no room for."""
    return data(briefings.MoreStories(edition_id, page))


def article_button(article_id: int) -> str:
    """Button data for a briefing: opens the article as a new message."""
    return data(reading.SendArticle(article_id))
