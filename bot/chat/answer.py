"""The one place that answers people: same topic, HTML, no link previews, a remedy for each of Telegram's refusals."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from enum import StrEnum
from typing import Any

import structlog
from telegram import Bot, InputFile
from telegram.constants import ChatMemberStatus, ParseMode
from telegram.error import BadRequest, ChatMigrated, Forbidden, NetworkError, RetryAfter, TelegramError, TimedOut

from bot.chat import callbacks
from bot.chat.callbacks.fields import AdministratorsAction
from bot.chat.callbacks.reading import Nothing
from bot.chat.message import Message, Rows, payload
from bot.chat.parking import Parked, Parking
from bot.chat.services import ChatServices
from bot.chat.views.screen import Button, Keyboard, Screen
from bot.chat.visit import Visit
from bot.markup import Html, paragraphs
from bot.models import ChatKind, Destination, EditionPart
from bot.texts import say
from bot.wire import SurelyNotSent

# A handler waits this long at most, once; what Telegram makes wait for longer is parked.
LONGEST_WAIT = 5.0
# Telegram sits on short floods for 8 seconds before it answers; the handler as a whole has 30.
ANSWER_WITHIN = 20.0
RECONNECT_AFTER = 1.0
MOST_ATTEMPTS = 4
TOAST_LIMIT = 200
_ADMINISTRATORS = (ChatMemberStatus.OWNER, ChatMemberStatus.ADMINISTRATOR)

_log = structlog.get_logger(__name__)


class Remedy(StrEnum):
    """What to do about a refusal."""

    DONE = "done"
    PLAIN = "plain"
    WAIT = "wait"
    PARK = "park"
    AGAIN = "again"
    UNKNOWN = "unknown"
    NO_TOPIC = "no topic"
    NEW_MESSAGE = "new message"
    MOVE = "move"
    GONE = "gone"
    GIVE_UP = "give up"


# Parts of Telegram's texts (telegram-bot-api, Client.cpp), without case: the library changes that of the first letter.
_REMEDIES = (
    ("message is not modified", Remedy.DONE),
    ("query is too old", Remedy.DONE),
    ("can't parse entities", Remedy.PLAIN),
    ("message thread not found", Remedy.NO_TOPIC),
    ("message to edit not found", Remedy.NEW_MESSAGE),
    ("message can't be edited", Remedy.NEW_MESSAGE),
    ("message_id_invalid", Remedy.NEW_MESSAGE),
    ("chat not found", Remedy.GONE),
    ("not enough rights", Remedy.GONE),
    ("need administrator rights", Remedy.GONE),
    ("have no write access", Remedy.GONE),
    ("chat_write_forbidden", Remedy.GONE),
)


def remedy(error: TelegramError) -> Remedy:
    """The remedy for a refusal."""
    if isinstance(error, RetryAfter):
        return Remedy.WAIT if wait_of(error) <= LONGEST_WAIT else Remedy.PARK
    if isinstance(error, ChatMigrated):
        return Remedy.MOVE
    if isinstance(error, Forbidden):
        return Remedy.GONE
    text = str(error).lower()
    if isinstance(error, BadRequest):  # a NetworkError for the library, so it must be looked at before that
        return next((found for known, found in _REMEDIES if known in text), Remedy.GIVE_UP)
    if isinstance(error, SurelyNotSent):
        return Remedy.AGAIN
    if isinstance(error, NetworkError) and not isinstance(error, TimedOut):
        return Remedy.UNKNOWN
    return Remedy.GIVE_UP


def wait_of(error: RetryAfter) -> float:
    """The seconds that Telegram asks us to wait; the library gives a number now, a timedelta in its next release."""
    wait = error._retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)


Sleep = Callable[[float], Awaitable[None]]


class Answers:
    """Sends, edits and toasts. Nothing here raises for a refusal: it is remedied, parked, or logged and given up.

    A message whose fate is unknown, since the line broke after the request had left, is not repeated: a person who
    misses an answer asks again, one who gets it twice wonders. An edit may be repeated without harm.
    """

    def __init__(self, bot: Bot, services: ChatServices, *, sleep: Sleep = asyncio.sleep) -> None:
        self._bot = bot
        self._subscriptions = services.subscriptions
        self._sleep = sleep
        self._parking = Parking(self._attempt, services.shelf, services.background, sleep)

    async def resume(self) -> None:
        """Take up what an earlier process had to leave parked."""
        await self._parking.resume()

    async def send(self, visit: Visit, screen: Screen, *, reply_to: int | None = None) -> int | None:
        """A new message where the visit is; gives back its id, None when it was not sent yet.

        In a group it answers the command, so that everybody sees whom it is for.
        """
        if reply_to is None and not visit.private and not visit.managed and not visit.query_id:
            reply_to = visit.message_id
        return await self._deliver(_message(visit, screen, reply_to))

    async def post(self, chat: Destination, screen: Screen, *, reply_to: int | None = None) -> int | None:
        """A new message in a chat and topic."""
        return await self._deliver(Message(chat, screen.html, _markup(screen.keyboard), reply_to, below=screen.below))

    async def edit(self, visit: Visit, screen: Screen) -> None:
        """Turn the message with the pressed button into this screen; a new one where that cannot be."""
        await self._deliver(replace(_message(visit, screen), edits=visit.message_id))

    async def rewrite(self, chat: Destination, message_id: int, screen: Screen) -> int | None:
        """Turn a message of ours into this screen; gives back its id, None when it was not changed yet."""
        return await self._deliver(Message(chat, screen.html, _markup(screen.keyboard), edits=message_id))

    async def part(self, visit: Visit, part: EditionPart) -> None:
        """A part of a briefing as the digest rendered it."""
        await self._deliver(Message(visit.here, part.html, part.keyboard))

    async def document(self, visit: Visit, name: str, content: bytes, caption: Html) -> None:
        """A file where the visit is; when it cannot be sent, that is said instead."""
        chat = visit.here
        try:
            await self._bot.send_document(
                chat.telegram_id,
                InputFile(content, filename=name),
                caption=caption,
                parse_mode=ParseMode.HTML,
                message_thread_id=chat.thread_id or None,
            )
        except TelegramError as error:
            _log.warning("document_not_sent", error=type(error).__name__)
            await self.send(visit, Screen(Html(visit.words.trouble)))

    async def toast(self, query_id: str, text: str = "", *, alert: bool = False) -> None:
        """End the waiting sign on a pressed button, with a short text over the chat if there is one."""
        await self._end_press(query_id, text=text[:TOAST_LIMIT] or None, show_alert=alert)

    async def lead(self, query_id: str, url: str) -> None:
        """End the waiting sign on a pressed button by opening a link to the bot, which asks nobody first."""
        await self._end_press(query_id, url=url)

    async def _end_press(self, query_id: str, **answer: Any) -> None:
        try:
            await self._bot.answer_callback_query(query_id, **answer)
        except TelegramError as error:
            if remedy(error) is not Remedy.DONE:
                _log.warning("toast_failed", error=type(error).__name__)

    async def is_group_administrator(self, telegram_id: int, person: int) -> bool:
        """Whether the person may change things in the group; not when Telegram does not say."""
        try:
            member = await self._bot.get_chat_member(telegram_id, person)
        except TelegramError as error:
            _log.warning("member_unknown", chat=telegram_id, error=type(error).__name__)
            return False
        may_post = getattr(member, "can_post_messages", None) is not False  # said of channels alone
        return member.status in _ADMINISTRATORS and may_post

    async def channel_named(self, name: str) -> tuple[int, str] | None:
        """The id and the title of the channel with this public name, if the bot may look at it."""
        try:
            found = await self._bot.get_chat(name)
        except TelegramError:
            return None
        return (found.id, found.title or name) if found.type == ChatKind.CHANNEL else None

    async def _deliver(self, message: Message) -> int | None:
        chat = message.chat.telegram_id
        if self._parking.holds(chat):
            await self._parking.park(message)
            return None
        outcome = await self._attempt(message)
        if isinstance(outcome, Parked):
            await self._parking.park(outcome.message, outcome.seconds)
            return None
        return outcome

    async def _attempt(self, message: Message) -> Parked | int | None:
        """Try until it is sent, or nothing is left to try; one short wait at most, so that the handler ends in time."""
        waited = False
        for _ in range(MOST_ATTEMPTS):
            try:
                return await self._once(message)
            except TelegramError as error:
                if isinstance(error, RetryAfter) and (waited or remedy(error) is Remedy.PARK):
                    return Parked(message, wait_of(error))
                waited = waited or isinstance(error, RetryAfter)
                changed = await self._remedied(message, error)
                if changed is None:
                    return message.edits if remedy(error) is Remedy.DONE else None
                message = changed
        _log.warning("answer_given_up", chat=message.chat.telegram_id, attempts=MOST_ATTEMPTS)
        return None

    async def _once(self, message: Message) -> int | None:
        """One request. The raw call spares a `Message` object that nobody reads, which costs more than the send."""
        method = "sendMessage" if message.edits is None else "editMessageText"
        answer: Any = await self._bot.do_api_request(method, api_kwargs=payload(message), read_timeout=ANSWER_WITHIN)
        return answer.get("message_id") if isinstance(answer, dict) else message.edits

    async def _remedied(self, message: Message, error: TelegramError) -> Message | None:
        """The message to try next, or None when there is nothing left to try."""
        found, chat = remedy(error), message.chat
        if found is not Remedy.DONE:
            _log.info("answer_refused", chat=chat.telegram_id, remedy=found.value, error=type(error).__name__)
        if found is Remedy.WAIT and isinstance(error, RetryAfter):
            await self._sleep(wait_of(error))
            return message
        if found is Remedy.AGAIN or (found is Remedy.UNKNOWN and message.edits is not None):
            await self._sleep(RECONNECT_AFTER)
            return message
        if found is Remedy.MOVE and isinstance(error, ChatMigrated):
            await self._subscriptions.migrate(chat.telegram_id, error.new_chat_id)
            return replace(message, chat=replace(chat, telegram_id=error.new_chat_id), edits=None, reply_to=None)
        if found is Remedy.PLAIN and not message.as_plain:
            return replace(message, as_plain=True)
        if found is Remedy.NEW_MESSAGE and message.edits is not None:
            return replace(message, edits=None)
        if found is Remedy.NO_TOPIC and chat.thread_id:
            return replace(message, chat=replace(chat, thread_id=0))
        if found is Remedy.GONE:
            await self._subscriptions.chat_left(chat.telegram_id, str(error))
        return None


def _message(visit: Visit, screen: Screen, reply_to: int | None = None) -> Message:
    """The screen where the conversation is. One about a channel says so, and its buttons act on nothing else."""
    if visit.managed is None:
        return Message(visit.here, screen.html, _markup(screen.keyboard), reply_to, below=screen.below)
    words = visit.words
    rows = _aimed(screen.keyboard, visit.managed)
    html = paragraphs(say(words.channel_head, title=visit.title), screen.html, Html(words.channel_foot if rows else ""))
    return Message(visit.here, html, rows, reply_to)


def _aimed(keyboard: Keyboard, chat_id: int) -> Rows:
    """Buttons that would act on the chat with the message are left out."""
    rows = [
        [
            {"text": each.label, "callback_data": callbacks.aimed(each.action, chat_id)}
            for each in row
            if _is_aimed(each)
        ]
        for row in keyboard
    ]
    return [row for row in rows if row]


def _is_aimed(button: Button) -> bool:
    return isinstance(button.action, AdministratorsAction | Nothing)


def _markup(keyboard: Keyboard) -> Rows:
    return [
        [{"text": button.label, "callback_data": callbacks.data(button.action)} for button in row] for row in keyboard
    ]
