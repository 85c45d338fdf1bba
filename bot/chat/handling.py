"""One update: judged by its asker's allowance, parsed, and handled within its time."""

import asyncio
from enum import StrEnum

import structlog
from telegram import Update
from telegram.error import TelegramError

from bot.chat import updates
from bot.chat.application import ChatApplication
from bot.chat.flood import FloodGuard, Verdict
from bot.chat.updates import Json
from bot.texts import words_for

HANDLED_WITHIN = 30.0

_log = structlog.get_logger(__name__)


class Handled(StrEnum):
    """What became of an update."""

    DONE = "done"
    TOO_SLOW = "too slow"
    UNREADABLE = "unreadable"


class Handling:
    """Gives updates to the Application, whose error handler answers for whatever goes wrong inside."""

    def __init__(self, application: ChatApplication, guard: FloodGuard, *, within: float = HANDLED_WITHIN) -> None:
        self._application = application
        self._guard = guard
        self._within = within

    async def handle(self, update: Json) -> Handled:
        """Handle it, unless its asker or its chat asks too much. Raises nothing: the dispatcher must go on."""
        try:
            async with asyncio.timeout(self._within):
                if updates.is_request(update) and not await self._allowed(update):
                    return Handled.DONE
                await self._application.process_update(Update.de_json(update, self._application.bot))
        except TimeoutError:
            _log.warning("update_too_slow", update_id=update.get("update_id"))
            return Handled.TOO_SLOW
        except Exception as error:
            # The Application catches what its handlers raise, so this is an update that cannot be read.
            _log.error("update_unreadable", update_id=update.get("update_id"), error=type(error).__name__)
            return Handled.UNREADABLE
        return Handled.DONE

    async def _allowed(self, update: Json) -> bool:
        chat = updates.chat_of(update)
        verdict = self._guard.judge(updates.asker_of(update), chat)
        if verdict is Verdict.SAY_SO:
            await self._say_so(chat, update)
        return verdict is Verdict.SERVE

    async def _say_so(self, chat: int, update: Json) -> None:
        """In the language of the person's Telegram: what the chat chose would have to be looked up."""
        text, press = words_for(updates.language_of(update)).slow_down, updates.press_of(update)
        try:
            if press:
                await self._application.bot.answer_callback_query(press, text)
            else:
                await self._application.bot.send_message(chat, text, message_thread_id=updates.topic_of(update))
        except TelegramError as error:
            _log.info("slow_down_unsaid", chat=chat, error=type(error).__name__)
