"""The daily times of subscriptions: when each is due next, and which local date it was last due on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import bindparam, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.models import DailyTime
from bot.storage.engine import insert_into
from bot.storage.schema import deliveries, slots


@dataclass(frozen=True, slots=True)
class PlannedTime:
    """A daily time as it is to be, with its next slot (UTC)."""

    local_time: time
    weekdays: int
    next_due: datetime | None
    last_slot_date: date | None = None
    snoozed_from: datetime | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """What planning makes of a daily time: it goes on to its next slot, and is snoozed no longer."""

    slot_id: int
    last_slot_date: date | None
    next_due: datetime | None


def daily_time(row: Any) -> DailyTime:
    """The value of a row."""
    return DailyTime(
        row.id, row.local_time, row.weekdays, row.next_due_at, row.last_slot_date, snoozed_from=row.snoozed_from
    )


async def of(connection: AsyncConnection, subscription_ids: Sequence[int]) -> dict[int, tuple[DailyTime, ...]]:
    """The daily times of each of these subscriptions, earliest first."""
    rows = await connection.execute(
        select(slots)
        .where(slots.c.subscription_id.in_(subscription_ids))
        .order_by(slots.c.subscription_id, slots.c.local_time)
    )
    found: dict[int, tuple[DailyTime, ...]] = {}
    for row in rows:
        found[row.subscription_id] = (*found.get(row.subscription_id, ()), daily_time(row))
    return found


async def replace(connection: AsyncConnection, subscription_id: int, times: Sequence[PlannedTime]) -> None:
    """Give a subscription exactly these daily times; one that it has already stays the same row."""
    kept = [each.local_time for each in times]
    await connection.execute(
        delete(slots).where(slots.c.subscription_id == subscription_id, slots.c.local_time.not_in(kept))
    )
    for each in times:
        values: dict[str, Any] = {
            "weekdays": each.weekdays,
            "next_due_at": each.next_due,
            "last_slot_date": each.last_slot_date,
            "snoozed_from": each.snoozed_from,
        }
        await connection.execute(
            insert_into(connection, slots)
            .values(subscription_id=subscription_id, local_time=each.local_time, **values)
            .on_conflict_do_update(index_elements=[slots.c.subscription_id, slots.c.local_time], set_=values)
        )


async def silence(connection: AsyncConnection, subscription_ids: Sequence[int]) -> None:
    """Nothing is due any more for these subscriptions; their times stay."""
    await connection.execute(
        update(slots).where(slots.c.subscription_id.in_(subscription_ids)).values(next_due_at=None, snoozed_from=None)
    )


_ADVANCE = (
    update(slots)
    .where(slots.c.id == bindparam("slot"))
    .values(next_due_at=bindparam("next_due"), last_slot_date=bindparam("slot_date"), snoozed_from=None)
)


async def advance(connection: AsyncConnection, steps: Sequence[Step]) -> None:
    """Write what planning made of each."""
    if steps:
        await connection.execute(
            _ADVANCE,
            [{"slot": step.slot_id, "slot_date": step.last_slot_date, "next_due": step.next_due} for step in steps],
        )


async def last_date(connection: AsyncConnection, subscription_id: int, local_time: time) -> date | None:
    """The newest local date on which this subscription had something due at this time, also before it gave it up."""
    newest = await connection.execute(
        select(func.max(deliveries.c.slot_date)).where(
            deliveries.c.subscription_id == subscription_id, deliveries.c.slot_time == local_time
        )
    )
    last: date | None = newest.scalar_one()
    return last
