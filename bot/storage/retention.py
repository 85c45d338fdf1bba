"""What is old enough to be let go: deliveries that are over, then the editions that no delivery is of any more.

Both are numbered in the order in which they were made, so the oldest are found at the beginning, and each call looks
at one stretch only: a table of millions is never read through.
"""

from collections.abc import Sequence
from datetime import datetime
from itertools import takewhile

from sqlalchemy import delete, exists, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.outbox import OPEN
from bot.storage.schema import deliveries, edition_articles, edition_parts, editions

_OPEN = [state.value for state in OPEN]


async def drop_deliveries(connection: AsyncConnection, before: datetime, most: int) -> int:
    """Delete up to so many of the oldest deliveries whose slot was before then; gives back how many.

    One that is still open stays, however old, and what came after it waits for it: it is settled within a day.
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
    # A stretch of numbers, not a list of them: one plan, and no limit on how many.
    stretch = delete(deliveries).where(deliveries.c.id >= ids[0], deliveries.c.id <= ids[-1])
    return (await connection.execute(stretch)).rowcount


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
