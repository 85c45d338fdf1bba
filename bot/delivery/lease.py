"""One active sender: a lease row with an epoch, renewed while we live, and self-fencing when it cannot be."""

import asyncio
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial

import structlog

from bot.clock import Clock
from bot.errors import DatabaseUnavailable
from bot.storage import leases
from bot.storage.engine import Store
from bot.storage.holders import has_ended, identity

NAME = "sender"
TTL = timedelta(seconds=15)
RENEW_EVERY = 5.0
# Nothing is begun when less than this is left of the lease: a send must be over before another process may begin.
MARGIN = 3.0
STANDBY_LOOK = 1.0

_log = structlog.get_logger(__name__)


class Lease:
    """Held from `acquire` to `release`. `epoch` is larger with each holder."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._me = identity()
        self._safe_until = 0.0
        self.epoch = 0
        # When the one before us let go, or would have, by the database's clock; None when there was none.
        self.alive: datetime | None = None
        self.standing_by = False

    def held(self) -> bool:
        """Whether it is safe to begin a send."""
        return self.epoch > 0 and self._clock.monotonic() < self._safe_until

    async def acquire(self) -> None:
        """Wait until the lease is ours, also while the database is away.

        A holder on this host that has ended is followed at once.
        """
        told = ""
        while True:
            try:
                if await self._try():
                    break
                self.standing_by = True
                state, event = "standby", partial(_log.info, "standby", lease=NAME)
            except DatabaseUnavailable as error:
                state, event = "away", partial(_log.error, "lease_unreachable", error=str(error))
            if state != told:
                event()
                told = state
            await asyncio.sleep(STANDBY_LOOK)
        _log.info("lease_taken", lease=NAME, epoch=self.epoch)

    async def _try(self) -> bool:
        before = self._clock.monotonic()
        async with self._store.write() as connection:
            current = await leases.holder(connection, NAME)
            dead = current[0] if current is not None and has_ended(current[0]) else None
            epoch = await leases.take(connection, NAME, self._me, ttl=TTL, dead_holder=dead)
        if epoch is None:
            return False
        self.epoch = epoch
        self.alive = None if current is None else current[2]
        self.standing_by = False
        self._safe_until = before + TTL.total_seconds() - MARGIN
        return True

    async def keep(self) -> None:
        """Renew until cancelled; returns when another process has taken over."""
        kept = True
        while kept:
            await asyncio.sleep(RENEW_EVERY)
            kept = await self.renew()

    async def renew(self) -> bool:
        """Renew once. False when another process has taken over; while the database is away, the time left runs on."""
        before = self._clock.monotonic()
        try:
            async with self._store.write() as connection:
                kept = await leases.renew(connection, NAME, epoch=self.epoch, ttl=TTL)
        except DatabaseUnavailable as error:
            _log.error("lease_not_renewed", error=str(error))
            return True
        self._safe_until = before + TTL.total_seconds() - MARGIN if kept else 0.0
        if not kept:
            _log.error("lease_lost", lease=NAME, epoch=self.epoch)
        return kept

    async def release(self) -> None:
        """Give the lease back, so that the next process need not wait."""
        self._safe_until = 0.0
        with suppress(DatabaseUnavailable):
            async with self._store.write() as connection:
                await leases.release(connection, NAME, epoch=self.epoch)
