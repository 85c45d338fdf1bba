"""What an operator does from a chat: reload the seeds, look at the figures."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Protocol

from bot.clock import Clock
from bot.models import DeliveryState, Destination, Figures, LoadReport
from bot.storage import articles, chats, facts, history, outbox, subscriptions
from bot.storage.engine import Store

FIGURES_SINCE = timedelta(hours=24)
# The messages that show reloads under way: a JSON list of (chat, topic, message).
_SHOWN = "reload_messages"
_WAITING = (DeliveryState.PLANNED, DeliveryState.SENDING, DeliveryState.UNCERTAIN)

Progress = Callable[[int, int], None]
"""Called with (files done, files in all)."""


class Loader(Protocol):
    """Loads the seeds folder; the ingest pipeline is one."""

    async def load(self, *, requested_by: int | None, progress: Progress | None) -> LoadReport:
        """Load what changed and tell what was done. Raises ReloadRunning while another load is under way."""
        ...


class Administration:
    """Who may call this is for the caller to decide."""

    def __init__(self, store: Store, clock: Clock, loader: Loader) -> None:
        self._store = store
        self._clock = clock
        self._loader = loader

    async def reload(self, *, requested_by: int, progress: Progress | None = None) -> LoadReport:
        """Load the seeds that changed. Raises ReloadRunning."""
        return await self._loader.load(requested_by=requested_by, progress=progress)

    async def reload_shown(self, chat: Destination, message_id: int) -> None:
        """This message shows a reload under way; remembered, so that a kill does not leave it unfinished for ever."""
        async with self._store.write() as connection:
            shown = json.loads(await facts.get(connection, _SHOWN) or "[]")
            shown.append([chat.telegram_id, chat.thread_id, message_id])
            await facts.put(connection, _SHOWN, json.dumps(shown))

    async def reload_told(self, chat: Destination, message_id: int) -> None:
        """The message says what came of its reload."""
        async with self._store.write() as connection:
            shown = json.loads(await facts.get(connection, _SHOWN) or "[]")
            left = [each for each in shown if each != [chat.telegram_id, chat.thread_id, message_id]]
            await facts.put(connection, _SHOWN, json.dumps(left))

    async def untold_reloads(self) -> list[tuple[Destination, int]]:
        """The messages of reloads that an earlier process did not finish."""
        async with self._store.read() as connection:
            shown = json.loads(await facts.get(connection, _SHOWN) or "[]")
        return [(Destination(chat, thread), message_id) for chat, thread, message_id in shown]

    async def figures(self) -> Figures:
        """What the installation holds now, and what the last day's deliveries came to."""
        async with self._store.read() as connection:
            by_state = await history.counts(connection, since=self._clock.now() - FIGURES_SINCE)
            return Figures(
                articles=await articles.count(connection),
                chats=await chats.count(connection),
                subscriptions=await subscriptions.count(connection),
                deliveries=by_state,
                planned=sum(by_state.get(state.value, 0) for state in _WAITING),
                oldest_planned=await outbox.next_due(connection),
            )
