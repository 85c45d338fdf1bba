"""What an operator does from a chat: reload the seeds, look at the figures."""

from collections.abc import Callable
from datetime import timedelta
from typing import Protocol

from bot.clock import Clock
from bot.models import DeliveryState, Figures, LoadReport
from bot.storage import articles, chats, history, outbox, subscriptions
from bot.storage.engine import Store

FIGURES_SINCE = timedelta(hours=24)
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
