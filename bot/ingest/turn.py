"""One load at a time, over all processes on the database; others queue."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta

from bot.errors import ReloadRunning
from bot.storage import leases
from bot.storage.engine import Store
from bot.storage.holders import has_ended, identity

LEASE = "load"
# Renewed with every batch; a loader that hangs longer than this may be followed by another.
LEASE_TTL = timedelta(minutes=2)
# So many may wait in a process; more presses of the same button are not more wishes.
QUEUE = 5
LOOK_AGAIN = 1.0
# Renewing costs a commit, as much as to pass over a thousand unchanged files.
_RENEW_AFTER = 5.0

OnWait = Callable[[], None]
"""Called once when a load has to wait for another."""
Rest = Callable[[float], Awaitable[None]]


class Turn:
    """The right to change the library. `renew` now and then, or another process takes over."""

    def __init__(self, store: Store, epoch: int) -> None:
        self._store = store
        self._epoch = epoch
        self._renewed = asyncio.get_running_loop().time()

    async def renew(self, *, idle: bool = False) -> None:
        """Say that this load goes on; where it was `idle`, only once in a while.

        Raises ReloadRunning when another process has taken over.
        """
        now = asyncio.get_running_loop().time()
        if idle and now - self._renewed < _RENEW_AFTER:
            return
        self._renewed = now
        async with self._store.write() as connection:
            kept = await leases.renew(connection, LEASE, epoch=self._epoch, ttl=LEASE_TTL)
        if not kept:
            raise ReloadRunning("another process took over loading the seeds, since this one had not been heard of")


class Turns:
    """Gives turns in the order in which they were asked for; between processes to whoever looks first."""

    def __init__(self, store: Store, rest: Rest = asyncio.sleep) -> None:
        self._store = store
        self._rest = rest
        self._busy = asyncio.Lock()
        self._waiting = 0

    @asynccontextmanager
    async def next(self, on_wait: OnWait | None) -> AsyncIterator[Turn]:
        """Wait for a turn, which is given back at the end.

        Raises ReloadRunning when the queue is full, and without `on_wait` where it would have to wait at all.
        """
        if self._busy.locked():
            self._require_room(on_wait)
        self._waiting += 1
        try:
            await self._busy.acquire()
        finally:
            self._waiting -= 1
        try:
            epoch = await self._take(on_wait)
            try:
                yield Turn(self._store, epoch)
            finally:
                async with self._store.write() as connection:
                    await leases.release(connection, LEASE, epoch=epoch)
        finally:
            self._busy.release()

    def _require_room(self, on_wait: OnWait | None) -> None:
        if on_wait is None:
            raise ReloadRunning("a reload is running already; wait for its report")
        if self._waiting >= QUEUE:
            raise ReloadRunning(f"a reload is running and {QUEUE} wait for it already; wait for their reports")
        on_wait()

    async def _take(self, on_wait: OnWait | None) -> int:
        told = False
        while (epoch := await self._try()) is None:
            if on_wait is None:
                raise ReloadRunning("another process is loading the seeds; wait until it has finished")
            if not told:
                on_wait()
                told = True
            await self._rest(LOOK_AGAIN)
        return epoch

    async def _try(self) -> int | None:
        async with self._store.write() as connection:
            current = await leases.holder(connection, LEASE)
            dead = current[0] if current is not None and has_ended(current[0]) else None
            return await leases.take(connection, LEASE, identity(), ttl=LEASE_TTL, dead_holder=dead)
