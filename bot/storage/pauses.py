"""Days without a briefing, by subscription. One pause a first day; those that are over are kept for a while."""

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.slots import Pause
from bot.storage.schema import pauses

KEPT = timedelta(days=60)


async def of(connection: AsyncConnection, subscription_ids: Sequence[int]) -> dict[int, tuple[Pause, ...]]:
    """The pauses of each of these subscriptions that has any, earliest first."""
    rows = await connection.execute(
        select(pauses)
        .where(pauses.c.subscription_id.in_(subscription_ids))
        .order_by(pauses.c.subscription_id, pauses.c.first_day)
    )
    found: dict[int, tuple[Pause, ...]] = {}
    for row in rows:
        found[row.subscription_id] = (*found.get(row.subscription_id, ()), Pause(row.first_day, row.last_day))
    return found


async def replace(connection: AsyncConnection, subscription_id: int, wanted: Sequence[Pause], *, today: date) -> None:
    """Give a subscription exactly these pauses, without those that were over long ago."""
    kept = [each for each in wanted if each.last_day is None or each.last_day >= today - KEPT]
    await connection.execute(delete(pauses).where(pauses.c.subscription_id == subscription_id))
    if kept:
        await connection.execute(
            insert(pauses),
            [
                {"subscription_id": subscription_id, "first_day": each.first_day, "last_day": each.last_day}
                for each in kept
            ],
        )
