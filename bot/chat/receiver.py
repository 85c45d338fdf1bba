"""Long polling into the inbox: an update is written down before Telegram is told that we have it.

getUpdates confirms everything below `offset`, so the offset moves only after the transaction that stored the updates. A
crash between the two brings them again, and the inbox knows their ids.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlencode

import structlog
from telegram import Bot
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError
from telegram.request import BaseRequest

from bot.chat.answer import wait_of
from bot.chat.updates import KINDS, is_wanted, without_coordinates
from bot.clock import Clock
from bot.errors import BriefingError, SettingsError
from bot.storage import inbox
from bot.storage.engine import Store

POLL_SECONDS = 25
MOST_UPDATES = 100
FIRST_BACKOFF = 1.0
LONGEST_BACKOFF = 30.0
# Another poller was seen: leave it the field for as long as a restart of it may take.
CONFLICT_REST = 10.0

_log = structlog.get_logger(__name__)


class Receiver:
    """Fetches updates until it is cancelled; `on_news` is called when new ones are in the inbox.

    `request` is a connection of its own for the polls, so that they never wait for answers on their way.
    """

    def __init__(
        self,
        bot: Bot,
        store: Store,
        clock: Clock,
        on_news: Callable[[], None],
        *,
        request: BaseRequest | None = None,
        poll_seconds: int = POLL_SECONDS,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._bot = bot
        self._store = store
        self._clock = clock
        self._on_news = on_news
        self._request = request or bot.request
        self._poll_seconds = poll_seconds
        self._sleep = sleep
        self._offset = 0
        self._failures = 0
        self._reached_at: float | None = None

    @property
    def silence(self) -> float | None:
        """Seconds since Telegram last answered getUpdates; None before the first answer."""
        return None if self._reached_at is None else self._clock.monotonic() - self._reached_at

    async def run(self) -> None:
        """Poll for ever. Raises SettingsError when the token is refused; everything else is waited out."""
        webhook_gone = False
        while True:
            try:
                if not webhook_gone:
                    webhook_gone = await self._bot.delete_webhook()
                await self.poll_once()
            except InvalidToken as error:
                raise SettingsError("Telegram refuses BOT_TOKEN; it was revoked or is wrong") from error
            except (TelegramError, BriefingError) as error:
                await self._sleep(self._rest_after(error))

    async def poll_once(self) -> int:
        """One getUpdates and its transaction; gives back how many updates were new."""
        updates = await self._fetch()
        self._reached_at = self._clock.monotonic()
        self._failures = 0
        wanted = [without_coordinates(update) for update in updates if is_wanted(update, self._bot.id)]
        new: list[int] = []
        if wanted:
            rows = [(update["update_id"], json.dumps(update, separators=(",", ":"))) for update in wanted]
            async with self._store.write() as connection:
                new = await inbox.store(connection, rows, self._clock.now())
            self._on_news()
        if updates:
            self._offset = updates[-1]["update_id"] + 1
        return len(new)

    async def _fetch(self) -> list[dict[str, Any]]:
        # The raw answer is kept: what the library does not know yet must not be lost in its objects.
        query = {
            "offset": self._offset,
            "limit": MOST_UPDATES,
            "timeout": self._poll_seconds,
            "allowed_updates": json.dumps(KINDS),
        }
        answer: Any = await self._request.post(
            f"{self._bot.base_url}/getUpdates?{urlencode(query)}", read_timeout=self._poll_seconds + 15
        )
        return [update for update in answer if isinstance(update, dict) and "update_id" in update]

    def _rest_after(self, error: Exception) -> float:
        self._failures += 1
        rest: float = min(FIRST_BACKOFF * 2 ** (self._failures - 1), LONGEST_BACKOFF)
        if isinstance(error, RetryAfter):
            rest = wait_of(error)
        elif isinstance(error, Conflict):
            rest = max(rest, CONFLICT_REST)
            _log.error("another_poller", rest=rest, hint="another bot process uses this token; only one may poll")
            return rest
        _log.warning("polling_failed", error=type(error).__name__, reason=str(error), rest=rest)
        return rest
