"""Slots that were planned under a clock that ran ahead, and have not come by the clock that was set right."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time

from sqlalchemy import bindparam, delete, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.models import DeliveryState
from bot.storage import direct
from bot.storage.engine import as_parameter, numbers
from bot.storage.schema import deliveries

Days = Mapping[time, date]
"""For a daily time, the newest date of a slot that has come."""

# Of such a slot nothing has gone out.
_UNBEGUN = (DeliveryState.PLANNED, DeliveryState.SKIPPED, DeliveryState.EXPIRED)
_PART = deliveries.alias("part")
_BEGUN = exists(
    select(_PART.c.id).where(
        _PART.c.subscription_id == deliveries.c.subscription_id,
        _PART.c.slot_date == deliveries.c.slot_date,
        _PART.c.slot_time == deliveries.c.slot_time,
        or_(_PART.c.state.not_in([state.value for state in _UNBEGUN]), _PART.c.uncertain > 0),
    )
)
_LAST_DAYS = (
    select(deliveries.c.subscription_id, deliveries.c.slot_time, func.max(deliveries.c.slot_date))
    .where(deliveries.c.subscription_id.in_(numbers("ids")), deliveries.c.slot_at <= bindparam("now"))
    .group_by(deliveries.c.subscription_id, deliveries.c.slot_time)
)
_WITH_SLOT = select(deliveries.c.subscription_id).where(
    deliveries.c.subscription_id.in_(numbers("ids")),
    deliveries.c.slot_date == bindparam("day"),
    deliveries.c.slot_time == bindparam("local_time"),
)


async def drop_after(connection: AsyncConnection, instant: datetime) -> int:
    """Delete the slots after then of which nothing has gone out, nor may have; gives back how many rows."""
    return (await connection.execute(delete(deliveries).where(deliveries.c.slot_at > instant, ~_BEGUN))).rowcount


async def furthest(connection: AsyncConnection, now: datetime) -> datetime | None:
    """The last of the slots that have gone out and have not come; None when there is none."""
    last = await connection.execute(select(func.max(deliveries.c.slot_at)).where(deliveries.c.slot_at > now))
    found: datetime | None = last.scalar_one()
    return found


async def last_days(connection: AsyncConnection, ids: Sequence[int], now: datetime) -> dict[int, Days]:
    """The days of each subscription that has any."""
    found: dict[int, dict[time, date]] = {}
    for key, local_time, day in await direct.rows(connection, _LAST_DAYS, {"ids": as_parameter(ids), "now": now}):
        found.setdefault(key, {})[local_time] = day
    return dict(found)


async def with_slot(connection: AsyncConnection, ids: Sequence[int], day: date, local_time: time) -> set[int]:
    """Those of the subscriptions for which this slot is on record already."""
    values = {"ids": as_parameter(ids), "day": day, "local_time": local_time}
    return {key for (key,) in await direct.rows(connection, _WITH_SLOT, values)}
