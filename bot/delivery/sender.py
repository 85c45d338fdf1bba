"""One delivery to Telegram and back: the only place where a briefing becomes a request."""

from functools import lru_cache
from typing import Any, Protocol

import orjson
from telegram import Bot
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    EndPointNotFound,
    Forbidden,
    InvalidToken,
    RetryAfter,
    TelegramError,
)
from telegram.request import BaseRequest

from bot.delivery.outcome import UNANSWERED, Kind, Outcome, refusal
from bot.delivery.transport import READ_TIMEOUT, AiohttpRequest, ReadyBody
from bot.errors import BriefingError, SettingsError
from bot.markup import one_line
from bot.models import ClaimedDelivery, Destination
from bot.wire import SurelyNotSent

NO_PREVIEW = {"is_disabled": True}
# Telegram's reasons have a few words; what is written down may come from anybody in between.
LONGEST_REASON = 300


class Sender(Protocol):
    """What the worker needs of Telegram."""

    async def send(self, delivery: ClaimedDelivery) -> Outcome:
        """Send the delivery once and say what happened; never raises for anything that Telegram does."""
        ...

    async def answers(self, to: Destination) -> bool:
        """Whether Telegram answers a send to this chat, without sending anything."""
        ...


class TelegramSender:
    """Sends through the library's request seam: its error mapping, without arguments turned into objects and back."""

    def __init__(self, bot: Bot, *, paid_broadcast: bool = False) -> None:
        self._request = bot.request
        self._address = f"{bot.base_url}/sendMessage"
        self._paid = paid_broadcast

    async def send(self, delivery: ClaimedDelivery) -> Outcome:
        """Send the delivery once and say what happened."""
        body = ReadyBody(self._body(delivery))
        try:
            answer: Any = await self._request.post(self._address, body.as_request_data(), read_timeout=READ_TIMEOUT)
        except TelegramError as error:
            return outcome_of(error)
        except KeyError:
            # The library takes a 200 for the Bot API's; this one has no result.
            return Outcome(Kind.UNCERTAIN, "Invalid server response")
        message_id = answer.get("message_id") if isinstance(answer, dict) else None
        # An accepted message with an unreadable number is still an accepted message.
        return Outcome(Kind.SENT, message_id=message_id if _is_number(message_id) else None)

    async def answers(self, to: Destination) -> bool:
        """A message without text is refused ("message text is empty") by whatever would have taken a message."""
        body = ReadyBody(orjson.dumps({"chat_id": to.telegram_id, "text": ""}))
        try:
            await self._request.post(self._address, body.as_request_data(), read_timeout=READ_TIMEOUT)
        except TelegramError as error:
            return outcome_of(error).kind not in UNANSWERED
        except KeyError:
            return False
        return True

    def _body(self, delivery: ClaimedDelivery) -> bytes:
        """Its own address, and the rest that it shares with the other chats of its edition."""
        text = delivery.plain if delivery.as_plain else delivery.html
        shared = _shared(text, delivery.keyboard, delivery.as_plain, delivery.silent, self._paid)
        to = delivery.destination
        if to.thread_id:
            return b'{"chat_id":%d,"message_thread_id":%d,%b' % (to.telegram_id, to.thread_id, shared)
        return b'{"chat_id":%d,%b' % (to.telegram_id, shared)


@lru_cache(maxsize=64)
def _shared(text: str, keyboard: str, as_plain: bool, silent: bool, paid: bool) -> bytes:
    """The members of a request that do not depend on the chat, to the end of the object."""
    payload: dict[str, Any] = {"text": text, "link_preview_options": NO_PREVIEW}
    if not as_plain:
        payload["parse_mode"] = "HTML"
    if keyboard:
        payload["reply_markup"] = orjson.loads(keyboard)
    if silent:
        payload["disable_notification"] = True
    if paid:
        payload["allow_paid_broadcast"] = True
    return orjson.dumps(payload)[1:]


def outcome_of(error: TelegramError) -> Outcome:
    """What an exception of the library means. BadRequest comes before NetworkError, whose subclass it is."""
    text = one_line(str(error.message), LONGEST_REASON)
    match error:
        case RetryAfter():
            wait = error.retry_after
            seconds = float(wait) if isinstance(wait, int) else wait.total_seconds()
            return Outcome(Kind.FLOOD, "Telegram asked to wait", retry_after=seconds)
        case ChatMigrated() if _is_number(error.new_chat_id):
            return Outcome(Kind.MIGRATED, "the group became a supergroup", new_chat_id=error.new_chat_id)
        case ChatMigrated():
            return Outcome(Kind.REFUSED, text)
        case Forbidden():
            return Outcome(Kind.GONE, text)
        case InvalidToken() | EndPointNotFound():
            # Telegram answers an unknown token like an unknown method, and the library tells them apart by guessing.
            return Outcome(Kind.UNAUTHORIZED, "Telegram refuses the bot's token")
        case BadRequest():
            return refusal(text)
        case SurelyNotSent() | Conflict():
            return Outcome(Kind.NOT_SENT, text)
        case _:
            return Outcome(Kind.UNCERTAIN, text)


def _is_number(value: object) -> bool:
    """Whether the database can hold it: Telegram's own numbers have at most 52 bits (Bot API, "Chat")."""
    return type(value) is int and abs(value) < 2**63


def connect(token: str, api_url: str, request: BaseRequest) -> Bot:
    """The library's bot on our transport; nothing is sent yet."""
    return Bot(token, base_url=f"{api_url}/bot", request=request, get_updates_request=request)


async def identify(token: str, api_url: str) -> str:
    """The bot's user name as Telegram knows it. Raises BriefingError with the remedy; never shows the token."""
    async with AiohttpRequest() as request:
        try:
            me = await connect(token, api_url, request).get_me(read_timeout=15)
        except InvalidToken as error:
            raise SettingsError("Telegram refuses the token; copy it again from @BotFather") from error
        except TelegramError as error:
            raise BriefingError(f"the Bot API at {api_url} does not answer: {error.message}") from error
    return f"@{me.username}"
