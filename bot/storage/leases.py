"""Leases: which process polls, plans and sends. Each new holder gets a larger epoch.

Times here are the database's own: machines may disagree about the clock, and the sandbox may move the bot's.
"""

from datetime import UTC, datetime, timedelta

from sqlalchemy import func, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.schema import leases


async def _now(connection: AsyncConnection) -> datetime:
    stamp: datetime | str = (await connection.execute(select(func.current_timestamp()))).scalar_one()
    if isinstance(stamp, str):
        stamp = datetime.fromisoformat(stamp)
    return stamp.replace(tzinfo=UTC) if stamp.tzinfo is None else stamp.astimezone(UTC)


async def holder(connection: AsyncConnection, name: str) -> tuple[str, int, datetime] | None:
    """Who holds the lease: (holder, epoch, expires at); None when nobody ever did."""
    row = (await connection.execute(select(leases).where(leases.c.name == name))).one_or_none()
    return None if row is None else (row.holder, row.epoch, row.expires_at)


async def take(
    connection: AsyncConnection, name: str, me: str, *, ttl: timedelta, dead_holder: str | None = None
) -> int | None:
    """Take the lease when it is free, has run out, or is held by `dead_holder` (known to have ended).

    Gives back the new epoch, or None when somebody else holds it.
    """
    now = await _now(connection)
    current = await holder(connection, name)
    if current is None:
        try:
            async with connection.begin_nested():
                await connection.execute(insert(leases).values(name=name, holder=me, epoch=1, expires_at=now + ttl))
        except IntegrityError:
            return None
        return 1
    owner, epoch, expires_at = current
    if expires_at > now and owner != dead_holder:
        return None
    taken = await connection.execute(
        update(leases)
        .where(leases.c.name == name, leases.c.epoch == epoch)
        .values(holder=me, epoch=epoch + 1, expires_at=now + ttl)
    )
    return epoch + 1 if taken.rowcount == 1 else None


async def renew(connection: AsyncConnection, name: str, *, epoch: int, ttl: timedelta) -> bool:
    """Prolong our own lease; False when another epoch has begun."""
    expires = await _now(connection) + ttl
    kept = await connection.execute(
        update(leases).where(leases.c.name == name, leases.c.epoch == epoch).values(expires_at=expires)
    )
    return kept.rowcount == 1


async def release(connection: AsyncConnection, name: str, *, epoch: int) -> None:
    """Give the lease back at a clean stop, so that the next process need not wait."""
    now = await _now(connection)
    await connection.execute(
        update(leases).where(leases.c.name == name, leases.c.epoch == epoch).values(expires_at=now)
    )
