"""A database that is a copy of an earlier one: what was sent after it was made is unknown, so nothing old goes out."""

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.models import DeliveryState
from bot.storage import facts
from bot.storage.engine import COPIED
from bot.storage.outbox import OPEN
from bot.storage.schema import deliveries


async def copied_at(connection: AsyncConnection) -> str | None:
    """When this copy was made, if nobody has begun to work with it; None for any other database."""
    return await facts.get(connection, COPIED) or None


async def give_up_open(connection: AsyncConnection, reason: str, now: datetime) -> int:
    """Whatever was on its way when the copy was made has expired; gives back how many."""
    given_up = await connection.execute(
        update(deliveries)
        .where(deliveries.c.state.in_([state.value for state in OPEN]))
        .values(state=DeliveryState.EXPIRED.value, reason=reason, finished_at=now)
    )
    return given_up.rowcount


async def begun(connection: AsyncConnection) -> None:
    """From now on this is a database like any other."""
    await facts.put(connection, COPIED, "")
