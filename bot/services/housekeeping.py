"""What is done by the hour so that the database does not grow for ever."""

from dataclasses import dataclass
from datetime import timedelta

import structlog

from bot.clock import Clock
from bot.storage import inbox, retention
from bot.storage.engine import Store

# Telegram repeats no update older than 24 hours; ids are kept twice as long against replays.
INBOX_MEMORY = timedelta(hours=48)
# Each batch is a transaction of its own, so that a briefing never waits behind a clearing out.
BATCH = 500
MOST_BATCHES = 400

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Cleared:
    """How much was let go."""

    updates: int = 0
    deliveries: int = 0
    editions: int = 0


class Housekeeping:
    """`history_days` is how long `/history` and links to briefings reach back; 0 is for ever."""

    def __init__(self, store: Store, clock: Clock, *, history_days: int) -> None:
        self._store = store
        self._clock = clock
        self._history = timedelta(days=history_days)

    async def run(self) -> Cleared:
        """Let go of what is too old, a bounded part of it; the next hour goes on."""
        now = self._clock.now()
        async with self._store.write() as connection:
            updates = await inbox.forget(connection, now - INBOX_MEMORY)
        dropped, editions = (await self._drop()) if self._history else (0, 0)
        if dropped or editions:
            _log.info("history_cleared", deliveries=dropped, editions=editions)
        await self._store.empty_log()
        return Cleared(updates, dropped, editions)

    async def _drop(self) -> tuple[int, int]:
        before = self._clock.now() - self._history
        total = []
        for drop in (retention.drop_deliveries, retention.drop_editions):
            gone = 0
            for _ in range(MOST_BATCHES):
                async with self._store.write() as connection:
                    batch = await drop(connection, before, BATCH)
                gone += batch
                if batch < BATCH:
                    break
            total.append(gone)
        return total[0], total[1]
