"""What is old enough to be let go: deliveries that are over, then the editions that no delivery is of any more.

Both are numbered in the order in which they were made, so the oldest are found at the beginning, and each call looks
at one stretch only: a table of millions is never read through.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import takewhile

from sqlalchemy import bindparam, delete, exists, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage import direct
from bot.storage.engine import as_parameter, numbers
from bot.storage.history import REACHING
from bot.storage.outbox import OPEN
from bot.storage.schema import deliveries, edition_articles, edition_parts, editions, subscriptions

_OPEN = [state.value for state in OPEN]
_REACHING = [state.value for state in REACHING]
_PART = deliveries.alias("part")
# What was in a part that did not arrive is still news (`bot.services.requests`).
_INCOMPLETE = exists(
    select(_PART.c.id).where(
        _PART.c.subscription_id == deliveries.c.subscription_id,
        _PART.c.slot_date == deliveries.c.slot_date,
        _PART.c.slot_time == deliveries.c.slot_time,
        _PART.c.state.not_in(_REACHING),
    )
)
_COVERED = (
    select(deliveries.c.subscription_id.label("subscription"), func.max(editions.c.through_load).label("load"))
    .join(editions, editions.c.id == deliveries.c.edition_id)
    .where(
        deliveries.c.id.between(bindparam("first"), bindparam("last")), deliveries.c.state.in_(_REACHING), ~_INCOMPLETE
    )
    .group_by(deliveries.c.subscription_id)
)
_REMEMBER = (
    update(subscriptions)
    .where(subscriptions.c.id == bindparam("subscription"), subscriptions.c.told_load < bindparam("load"))
    .values(told_load=bindparam("load"))
)
_TOLD = select(subscriptions.c.id, subscriptions.c.told_load).where(
    subscriptions.c.id.in_(numbers("ids")), subscriptions.c.told_load > 0
)


async def drop_deliveries(connection: AsyncConnection, before: datetime, most: int) -> int:
    """Delete up to so many of the oldest deliveries whose slot was before then; gives back how many.

    One that is still open stays, however old, and what came after it waits for it: it is settled within a day. What
    they told is kept with their subscriptions: it is never news again.
    """
    oldest = await connection.execute(
        select(deliveries.c.id, deliveries.c.slot_at, deliveries.c.state).order_by(deliveries.c.id).limit(most)
    )
    over = takewhile(lambda row: row.slot_at < before and row.state not in _OPEN, oldest)
    gone = [row.id for row in over]
    return await _delete_by_id(connection, gone)


async def _delete_by_id(connection: AsyncConnection, ids: Sequence[int]) -> int:
    if not ids:
        return 0
    await _remember(connection, ids[0], ids[-1])
    # A stretch of numbers, not a list of them: one plan, and no limit on how many.
    stretch = delete(deliveries).where(deliveries.c.id >= ids[0], deliveries.c.id <= ids[-1])
    return (await connection.execute(stretch)).rowcount


async def _remember(connection: AsyncConnection, first: int, last: int) -> None:
    covered = await connection.execute(_COVERED, {"first": first, "last": last})
    if rows := [{"subscription": row.subscription, "load": row.load} for row in covered]:
        await connection.execute(_REMEMBER, rows)


async def told_loads(connection: AsyncConnection, subscription_ids: Iterable[int]) -> dict[int, int]:
    """The newest load that each of these was told of by what is gone; those that have all of it are left out."""
    values = {"ids": as_parameter(subscription_ids)}
    return {row[0]: row[1] for row in await direct.rows(connection, _TOLD, values)}


async def drop_editions(connection: AsyncConnection, before: datetime, most: int) -> int:
    """Delete up to so many of the oldest editions made before then that no delivery is of; gives back how many."""
    delivered = exists().where(deliveries.c.edition_id == editions.c.id)
    oldest = await connection.execute(
        select(editions.c.id, editions.c.created_at, delivered.label("delivered")).order_by(editions.c.id).limit(most)
    )
    old = takewhile(lambda row: row.created_at < before, oldest)
    ids = [row.id for row in old if not row.delivered]
    if ids:
        for table in (edition_parts, edition_articles):
            await connection.execute(delete(table).where(table.c.edition_id.in_(ids)))
        await connection.execute(delete(editions).where(editions.c.id.in_(ids)))
    return len(ids)
