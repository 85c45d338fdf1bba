"""One delivery to Telegram and back: the only place where a briefing becomes a request."""

import warnings
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
from telegram.warnings import PTBUserWarning

from bot.delivery.outcome import Kind, Outcome, refusal
from bot.delivery.transport import READ_TIMEOUT, AiohttpRequest
from bot.errors import BriefingError, SettingsError
from bot.models import ClaimedDelivery
from bot.wire import SurelyNotSent

NO_PREVIEW = {"is_disabled": True}


class Sender(Protocol):
    """What the worker needs of Telegram."""

    async def send(self, delivery: ClaimedDelivery) -> Outcome:
        """Send the delivery once and say what happened; never raises for anything that Telegram does."""
        ...


class TelegramSender:
    """Sends through the library's `do_api_request`: its error mapping, without a `Message` that nobody reads."""

    def __init__(self, bot: Bot, *, paid_broadcast: bool = False) -> None:
        # The library advises its typed methods; the untyped one costs a third (no result objects).
        warnings.filterwarnings("ignore", message=r"Please use 'Bot\.", category=PTBUserWarning)
        self._bot = bot
        self._paid = paid_broadcast

    async def send(self, delivery: ClaimedDelivery) -> Outcome:
        """Send the delivery once and say what happened."""
        try:
            answer: Any = await self._bot.do_api_request(
                "sendMessage", api_kwargs=self._payload(delivery), read_timeout=READ_TIMEOUT
            )
        except TelegramError as error:
            return outcome_of(error)
        message_id = answer.get("message_id") if isinstance(answer, dict) else None
        # An accepted message with an unreadable number is still an accepted message.
        return Outcome(Kind.SENT, message_id=message_id if isinstance(message_id, int) else None)

    def _payload(self, delivery: ClaimedDelivery) -> dict[str, Any]:
        payload: dict[str, Any] = {
            "chat_id": delivery.destination.telegram_id,
            "text": delivery.plain if delivery.as_plain else delivery.html,
            "link_preview_options": NO_PREVIEW,
        }
        if not delivery.as_plain:
            payload["parse_mode"] = "HTML"
        if delivery.destination.thread_id:
            payload["message_thread_id"] = delivery.destination.thread_id
        if delivery.keyboard:
            payload["reply_markup"] = _keyboard(delivery.keyboard)
        if delivery.silent:
            payload["disable_notification"] = True
        if self._paid:
            payload["allow_paid_broadcast"] = True
        return payload


@lru_cache(maxsize=64)
def _keyboard(text: str) -> Any:
    """Chats of one edition share its keyboard; it is parsed once."""
    return orjson.loads(text)


def outcome_of(error: TelegramError) -> Outcome:
    """What an exception of the library means. BadRequest comes before NetworkError, whose subclass it is."""
    text = error.message
    match error:
        case RetryAfter():
            wait = error.retry_after
            seconds = float(wait) if isinstance(wait, int) else wait.total_seconds()
            return Outcome(Kind.FLOOD, "Telegram asked to wait", retry_after=seconds)
        case ChatMigrated():
            return Outcome(Kind.MIGRATED, "the group became a supergroup", new_chat_id=error.new_chat_id)
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
