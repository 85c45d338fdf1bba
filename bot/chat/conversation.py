"""The bot's side of every chat: updates are received, written down, and handled, until it is cancelled."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TypeVar

import orjson
import structlog
from telegram.error import BadRequest, InvalidToken, NetworkError, RetryAfter, TelegramError
from telegram.ext import ExtBot
from telegram.request import BaseRequest

from bot.chat.answer import Answers
from bot.chat.application import ChatApplication, open_application
from bot.chat.dispatcher import LOOK_EVERY, LOOK_EVERY_WITH_REPLICAS, Dispatcher
from bot.chat.flood import FloodGuard
from bot.chat.handlers.watching import watch
from bot.chat.handling import Handling
from bot.chat.receiver import Receiver
from bot.chat.services import ChatServices
from bot.chat.updates import KINDS, is_wanted, without_coordinates
from bot.errors import SettingsError
from bot.storage import inbox
from bot.storage.engine import Store

FIRST_RETRY = 1.0
LONGEST_RETRY = 30.0

T = TypeVar("T")

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class WebhookAddress:
    """Where Telegram posts updates, instead of being polled."""

    url: str
    secret: str


class Conversation:
    """Polls, or waits for what the webhook writes into the inbox."""

    def __init__(
        self,
        bot: ExtBot[None],
        services: ChatServices,
        store: Store,
        *,
        polling: BaseRequest,
        webhook: WebhookAddress | None = None,
    ) -> None:
        self._bot = bot
        self._polling = polling
        self._services = services
        self._answers = Answers(bot, services)
        self._store = store
        self._webhook = webhook
        self._dispatcher: Dispatcher | None = None
        self._receiver: Receiver | None = None
        self._asking_since: float | None = None

    async def run(self) -> None:
        """Receive and handle until cancelled. Raises SettingsError when Telegram refuses the token."""
        self._receiver, self._asking_since = None, self._services.clock.monotonic()
        try:
            await self._run()
        finally:
            self._asking_since = None

    async def _run(self) -> None:
        async with self._application() as application:
            handling = Handling(application, FloodGuard(self._services.clock))
            look_every = LOOK_EVERY if self._webhook is None else LOOK_EVERY_WITH_REPLICAS
            dispatcher = self._dispatcher = Dispatcher(handling, self._store, look_every=look_every)
            try:
                async with asyncio.TaskGroup() as group:
                    group.create_task(dispatcher.run())
                    group.create_task(watch(self._services, self._answers))
                    if self._webhook is None:
                        self._receiver = Receiver(
                            self._bot, self._store, self._services.clock, dispatcher.notice, request=self._polling
                        )
                        group.create_task(self._receiver.run())
                    else:
                        await self._set_webhook(self._webhook)
                        self._asking_since = None
            except* SettingsError as refused:
                raise refused.exceptions[0] from None
            finally:
                self._dispatcher = None
                await self._services.background.close()

    async def receive(self, update_id: int, payload: str) -> None:
        """Take an update from the webhook; it is durable when this returns. Any replica may do so.

        Talk that is not meant for the bot is not written down.
        """
        # Who it is for is known before Telegram has told us who we are, as any replica may be asked.
        if not is_wanted(orjson.loads(payload), int(self._bot.token.partition(":")[0])):
            return
        if '"latitude"' in payload:
            payload = json.dumps(without_coordinates(json.loads(payload)), separators=(",", ":"))
        async with self._store.write() as connection:
            await inbox.store(connection, [(update_id, payload)], self._services.clock.now())
        if self._dispatcher is not None:
            self._dispatcher.notice()

    @property
    def silence(self) -> float | None:
        """Seconds since Telegram last answered, a poll or the first questions; None while it is not asked."""
        answered = None if self._receiver is None else self._receiver.silence
        if answered is not None or self._asking_since is None:
            return answered
        return self._services.clock.monotonic() - self._asking_since

    @asynccontextmanager
    async def _application(self) -> AsyncIterator[ChatApplication]:
        application = await self._opened()
        try:
            yield application
        finally:
            await application.shutdown()

    async def _opened(self) -> ChatApplication:
        return await _patiently(lambda: open_application(self._bot, self._services, self._answers))

    async def _set_webhook(self, webhook: WebhookAddress) -> None:
        address, kinds = f"{webhook.url}/webhook", list(KINDS)
        try:
            await _patiently(lambda: self._bot.set_webhook(address, secret_token=webhook.secret, allowed_updates=kinds))
        except InvalidToken as error:
            raise SettingsError("Telegram refuses BOT_TOKEN; it was revoked or is wrong") from error
        except TelegramError as error:
            raise SettingsError(f"Telegram refuses WEBHOOK_URL: {error.message}") from error


async def _patiently(ask: Callable[[], Awaitable[T]]) -> T:
    """Try until Telegram answers: a bot that starts while the network is down must not need a second start."""
    rest = FIRST_RETRY
    while True:
        try:
            return await ask()
        except BadRequest:  # a NetworkError of the library's
            raise
        except (NetworkError, RetryAfter) as error:
            _log.warning("telegram_unreachable", reason=error.message, rest=rest)
            await asyncio.sleep(rest)
            rest = min(2 * rest, LONGEST_RETRY)
