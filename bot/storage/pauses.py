"""Days without a briefing, by subscription. One pause a first day; those that are over are kept for a while."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.slots import Pause
from bot.storage import direct
from bot.storage.engine import as_parameter, numbers
from bot.storage.schema import pauses

KEPT = timedelta(days=60)


_OF = (
    select(pauses.c.subscription_id, pauses.c.first_day, pauses.c.last_day)
    .where(pauses.c.subscription_id.in_(numbers("ids")))
    .order_by(pauses.c.subscription_id, pauses.c.first_day)
)


async def of(connection: AsyncConnection, subscription_ids: Iterable[int]) -> dict[int, tuple[Pause, ...]]:
    """The pauses of each of these subscriptions that has any, earliest first."""
    found: dict[int, tuple[Pause, ...]] = {}
    for key, first, last in await direct.rows(connection, _OF, {"ids": as_parameter(subscription_ids)}):
        found[key] = (*found.get(key, ()), Pause(first, last))
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
