"""The daily times of subscriptions: when each is due next, and which local date it was last due on."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import bindparam, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.models import DailyTime
from bot.storage import direct
from bot.storage.engine import as_parameter, insert_into, numbers
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

    local_time: time
    last_slot_date: date | None
    next_due: datetime | None


# The columns of a daily time, in the order of its fields.
TIME = (slots.c.local_time, slots.c.weekdays, slots.c.next_due_at, slots.c.last_slot_date, slots.c.snoozed_from)
_OF = (
    select(slots.c.subscription_id, *TIME)
    .where(slots.c.subscription_id.in_(numbers("ids")))
    .order_by(slots.c.subscription_id, slots.c.local_time)
)


async def of(connection: AsyncConnection, subscription_ids: Sequence[int]) -> dict[int, tuple[DailyTime, ...]]:
    """The daily times of each of these subscriptions, earliest first."""
    found: dict[int, tuple[DailyTime, ...]] = {}
    for key, *values in await direct.rows(connection, _OF, {"ids": as_parameter(subscription_ids)}):
        found[key] = (*found.get(key, ()), DailyTime(*values))
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
    .where(slots.c.subscription_id.in_(numbers("ids")), slots.c.local_time == bindparam("daily"))
    .values(next_due_at=bindparam("next_due"), last_slot_date=bindparam("slot_date"), snoozed_from=None)
)


async def advance(connection: AsyncConnection, steps: Iterable[tuple[Step, Iterable[int]]]) -> None:
    """Write what planning made of a daily time, for all the subscriptions that it is the same for."""
    changes = [
        {
            "ids": as_parameter(subscription_ids),
            "daily": step.local_time,
            "slot_date": step.last_slot_date,
            "next_due": step.next_due,
        }
        for step, subscription_ids in steps
    ]
    if changes:
        await direct.apply(connection, _ADVANCE, changes)


async def last_date(connection: AsyncConnection, subscription_id: int, local_time: time) -> date | None:
    """The newest local date on which this subscription had something due at this time, also before it gave it up."""
    newest = await connection.execute(
        select(func.max(deliveries.c.slot_date)).where(
            deliveries.c.subscription_id == subscription_id, deliveries.c.slot_time == local_time
        )
    )
    last: date | None = newest.scalar_one()
    return last
