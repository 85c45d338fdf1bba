"""A message on its way to Telegram, as a value: it can be kept, and sent later by another process."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from bot.chat.views.screen import Below
from bot.markup import plain
from bot.models import Destination

Rows = Sequence[Sequence[dict[str, str]]]
"""An inline keyboard as the Bot API writes it."""
_NO_PREVIEW = {"is_disabled": True}


@dataclass(frozen=True, slots=True)
class Message:
    """A message to send, or to put over `edits`."""

    chat: Destination
    html: str
    keyboard: Rows = ()
    reply_to: int | None = None
    edits: int | None = None
    as_plain: bool = False
    below: Below | None = None


def stored(message: Message) -> dict[str, Any]:
    """The message in JSON's types."""
    return asdict(message)


def read(kept: dict[str, Any]) -> Message:
    """The message that was stored. Raises KeyError and TypeError for what no release has written."""
    below = kept["below"]
    return Message(**{**kept, "chat": Destination(**kept["chat"]), "below": None if below is None else Below(**below)})


def payload(message: Message) -> dict[str, Any]:
    """The request's parameters (Bot API, sendMessage and editMessageText)."""
    payload: dict[str, Any] = {
        "chat_id": message.chat.telegram_id,
        "text": plain(message.html) if message.as_plain else message.html,
        "link_preview_options": _NO_PREVIEW,
    }
    if not message.as_plain:
        payload["parse_mode"] = "HTML"
    if message.keyboard:
        payload["reply_markup"] = {"inline_keyboard": message.keyboard}
    elif message.below is not None:
        payload["reply_markup"] = _below(message.below)
    if message.edits is not None:
        return payload | {"message_id": message.edits}
    if message.chat.thread_id:
        payload["message_thread_id"] = message.chat.thread_id
    if message.reply_to is not None:
        payload["reply_parameters"] = {"message_id": message.reply_to, "allow_sending_without_reply": True}
    return payload


def _below(below: Below) -> dict[str, Any]:
    """Bot API, ReplyKeyboardMarkup and ReplyKeyboardRemove."""
    if not below.location_key:
        return {"remove_keyboard": True}
    key = {"text": below.location_key, "request_location": True}
    return {"keyboard": [[key]], "resize_keyboard": True, "one_time_keyboard": True}
