"""One load at a time, over all processes on the database."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from bot.errors import ReloadRunning
from bot.storage import leases
from bot.storage.engine import Store
from bot.storage.holders import has_ended, identity

LEASE = "load"
# Renewed with every batch; a loader that hangs longer than this may be followed by another.
LEASE_TTL = timedelta(minutes=2)


class Turn:
    """The right to change the library. `renew` now and then, or another process takes over."""

    def __init__(self, store: Store, epoch: int) -> None:
        self._store = store
        self._epoch = epoch

    async def renew(self) -> None:
        """Raises ReloadRunning when another process has taken over."""
        async with self._store.write() as connection:
            kept = await leases.renew(connection, LEASE, epoch=self._epoch, ttl=LEASE_TTL)
        if not kept:
            raise ReloadRunning("another process took over loading the seeds, since this one had not been heard of")


@asynccontextmanager
async def turn(store: Store) -> AsyncIterator[Turn]:
    """A turn, given back at the end. Raises ReloadRunning."""
    epoch = await _take(store)
    try:
        yield Turn(store, epoch)
    finally:
        async with store.write() as connection:
            await leases.release(connection, LEASE, epoch=epoch)


async def _take(store: Store) -> int:
    async with store.write() as connection:
        current = await leases.holder(connection, LEASE)
        dead = current[0] if current is not None and has_ended(current[0]) else None
        epoch = await leases.take(connection, LEASE, identity(), ttl=LEASE_TTL, dead_holder=dead)
    if epoch is None:
        raise ReloadRunning("another process is loading the seeds; wait until it has finished")
    return epoch
