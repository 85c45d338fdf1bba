"""What an update tells before it is parsed: whether we want it, in whose queue it is, who pays for it. Pure."""

import json
import re
from collections.abc import Mapping
from typing import Any

from bot.timetext.location import zone_at

Json = dict[str, Any]

KINDS = ("message", "callback_query", "my_chat_member")
"""The updates asked for (`allowed_updates`)."""

# As JSON writes it, behind any number of whole escapes of a backslash.
_NUL = re.compile(r"(?<!\\)((?:\\\\)*)\\u0000")
_SERVICE = ("migrate_to_chat_id", "migrate_from_chat_id", "forum_topic_reopened")


def read(payload: str) -> Json:
    """An update as it was written down, but for the character NUL, which no text of PostgreSQL can hold."""
    update: Json = json.loads(_NUL.sub(r"\1", payload))
    return update


def is_wanted(update: Json, bot_id: int) -> bool:
    """False for talk in groups that is not meant for us: it is not written down, not even for a moment."""
    message = update.get("message")
    if not isinstance(message, dict):
        return True
    if _chat(message).get("type") == "private" or any(name in message for name in _SERVICE):
        return True
    text = message.get("text")
    if not isinstance(text, str):
        return False
    replied = message.get("reply_to_message")
    answered = replied.get("from") if isinstance(replied, dict) else None
    return text.startswith("/") or (isinstance(answered, dict) and answered.get("id") == bot_id)


def without_coordinates(update: Json) -> Json:
    """The update with its time zone (`located_zone`, "" at sea) in place of a location that a person shares.

    Coordinates are neither written down nor logged, wherever in the update they stand.
    """
    message = update.get("message")
    if isinstance(message, dict) and _is_point(message.get("location")):
        point = message["location"]
        message = {**message, "located_zone": zone_at(point["latitude"], point["longitude"]) or ""}
        update = {**update, "message": message}
    kept: Json = _without_points(update)
    return kept


def _is_point(value: object) -> bool:
    if not isinstance(value, dict):
        return False
    return all(isinstance(value.get(name), int | float) for name in ("latitude", "longitude"))


def _without_points(value: Any) -> Any:
    if isinstance(value, list):
        return [_without_points(each) for each in value]
    if not isinstance(value, dict):
        return value
    pointed = ("latitude", "longitude")
    return {
        name: _without_points(each)
        for name, each in value.items()
        if not (isinstance(each, dict) and any(part in each for part in pointed)) and name not in pointed
    }


def located_zone(extra: Mapping[str, Any]) -> str | None:
    """What `without_coordinates` left of a shared location, among what the library does not know of a message."""
    zone = extra.get("located_zone")
    return zone if isinstance(zone, str) else None


def chat_of(update: Json) -> int:
    """The chat whose updates are handled one after the other; 0 when an update belongs to none."""
    found = _chat(_content(update)).get("id")
    return found if isinstance(found, int) else 0


def topic_of(update: Json) -> int | None:
    """The forum topic of a message; None outside of topics."""
    message = _content(update)
    thread = message.get("message_thread_id") if message.get("is_topic_message") is True else None
    return thread if isinstance(thread, int) else None


def asker_of(update: Json) -> int | None:
    """Who sent a message or pressed a button; None for what nobody asked, such as a change of membership."""
    if "my_chat_member" in update:
        return None
    person = _content(update, press=True).get("from")
    found = person.get("id") if isinstance(person, dict) else None
    return found if isinstance(found, int) else None


def language_of(update: Json) -> str:
    """The IETF tag of the asker's Telegram; empty where it says none."""
    person = _content(update, press=True).get("from")
    found = person.get("language_code") if isinstance(person, dict) else None
    return found if isinstance(found, str) else ""


def press_of(update: Json) -> str:
    """The id of a button press; empty for any other update."""
    query = update.get("callback_query")
    return str(query.get("id", "")) if isinstance(query, dict) else ""


def is_request(update: Json) -> bool:
    """Whether somebody asked for something, so that it counts against their allowance."""
    message = update.get("message")
    if isinstance(message, dict):
        return not any(name in message for name in _SERVICE)
    return "callback_query" in update


def _content(update: Json, *, press: bool = False) -> Json:
    query = update.get("callback_query")
    if isinstance(query, dict):
        message = query.get("message")
        return query if press or not isinstance(message, dict) else message
    for kind in ("message", "my_chat_member"):
        found = update.get(kind)
        if isinstance(found, dict):
            return found
    return {}


def _chat(content: Json) -> Json:
    chat = content.get("chat")
    return chat if isinstance(chat, dict) else {}
