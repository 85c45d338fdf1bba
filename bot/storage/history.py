"""What the outbox tells of the past and the present, to people and to the planner. Changes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import String, bindparam, cast, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.models import DeliveryRecord, DeliveryState, Destination
from bot.storage import direct
from bot.storage.engine import as_parameter, numbers
from bot.storage.outbox import OPEN
from bot.storage.schema import chats, deliveries, subscriptions

# A chat has got, or may yet get, what is in one of these states.
REACHING = (
    DeliveryState.PLANNED,
    DeliveryState.SENDING,
    DeliveryState.SENT,
    DeliveryState.UNCERTAIN,
    DeliveryState.UNCONFIRMED,
)


@dataclass(frozen=True, slots=True)
class Got:
    """What a subscription has got: (edition, part) of each message, and the local day of the last of them."""

    parts: frozenset[tuple[int, int]]
    last_day: date


_PARTS = 64
"""More than any edition has; a message is one number below, so that a subscription's history is one short text."""

_GOT = (
    select(
        deliveries.c.subscription_id,
        func.max(deliveries.c.slot_date).label("last_day"),
        func.aggregate_strings(cast(deliveries.c.edition_id * _PARTS + deliveries.c.part, String), ",").label("parts"),
    )
    .where(
        deliveries.c.subscription_id.in_(numbers("ids")),
        deliveries.c.slot_date >= bindparam("since"),
        deliveries.c.slot_date < bindparam("before"),
        deliveries.c.state.in_([state.value for state in REACHING]),
    )
    .group_by(deliveries.c.subscription_id)
)


async def got(
    connection: AsyncConnection, subscription_ids: Sequence[int], *, since: date, before: date = date.max
) -> dict[int, Got]:
    """What reached each of these subscriptions, or may yet, from that day on; those that got nothing are left out."""
    read: dict[tuple[str, date], Got] = {}
    found = {}
    values = {"ids": as_parameter(subscription_ids), "since": since, "before": before}
    for key, last_day, parts in await direct.rows(connection, _GOT, values):
        had = (parts, last_day)
        if had not in read:
            read[had] = Got(frozenset(divmod(int(number), _PARTS) for number in parts.split(",")), last_day)
        found[key] = read[had]
    return found


async def has_got(connection: AsyncConnection, destination: Destination, edition_id: int) -> bool:
    """Whether something of the edition has reached this chat and topic, or may yet."""
    query = (
        select(deliveries.c.id)
        .join(subscriptions, subscriptions.c.id == deliveries.c.subscription_id)
        .join(chats, chats.c.id == subscriptions.c.chat_id)
        .where(
            deliveries.c.edition_id == edition_id,
            deliveries.c.state.in_([state.value for state in REACHING]),
            chats.c.telegram_id == destination.telegram_id,
            subscriptions.c.thread_id == destination.thread_id,
        )
        .limit(1)
    )
    return (await connection.execute(query)).first() is not None


async def recent(connection: AsyncConnection, subscription_id: int, *, most: int) -> list[DeliveryRecord]:
    """The newest deliveries of a subscription, for `/status`."""
    rows = await connection.execute(
        select(
            deliveries.c.slot_at,
            deliveries.c.slot_date,
            deliveries.c.part,
            deliveries.c.state,
            deliveries.c.reason,
            deliveries.c.finished_at,
            deliveries.c.attempts,
        )
        .where(deliveries.c.subscription_id == subscription_id)
        .order_by(deliveries.c.slot_date.desc(), deliveries.c.slot_time.desc(), deliveries.c.part.desc())
        .limit(most)
    )
    return [
        DeliveryRecord(
            slot_at=row.slot_at,
            slot_date=row.slot_date,
            part=row.part,
            state=DeliveryState(row.state),
            reason=row.reason,
            sent_at=row.finished_at if row.state in ("sent", "unconfirmed") else None,
            attempts=row.attempts,
        )
        for row in rows
    ]


async def counts(connection: AsyncConnection, *, since: datetime) -> dict[str, int]:
    """Deliveries by state: those finished since then, and all that are open. Each question has its own index."""
    open_ones = select(deliveries.c.state, func.count()).where(deliveries.c.state.in_([state.value for state in OPEN]))
    found: dict[str, int] = {row[0]: row[1] for row in await connection.execute(open_ones.group_by(deliveries.c.state))}
    # One pass without groups, for which SQLite would sort a day of a million rows.
    finished = [state.value for state in DeliveryState if state not in OPEN]
    numbers = select(*[func.count().filter(deliveries.c.state == state) for state in finished])
    counted = (await connection.execute(numbers.where(deliveries.c.finished_at >= since))).one()
    return found | {state: count for state, count in zip(finished, counted, strict=True) if count}
