"""Subscriptions: who gets a briefing, at which local time, and when next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import Select, bindparam, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.models import ChatKind, Destination, Subscription
from bot.storage.engine import insert_into
from bot.storage.schema import chats, subscriptions

_ROW = (
    subscriptions.c.id,
    subscriptions.c.chat_id,
    chats.c.telegram_id,
    chats.c.kind,
    subscriptions.c.thread_id,
    subscriptions.c.local_time,
    subscriptions.c.zone,
    subscriptions.c.weekdays,
    subscriptions.c.minutes,
    subscriptions.c.active,
    subscriptions.c.inactive_reason,
    subscriptions.c.next_due_at,
    subscriptions.c.last_slot_date,
    subscriptions.c.created_at,
)


@dataclass(frozen=True, slots=True)
class Plan:
    """The part of a subscription that a person chooses, with the next slot computed from it (UTC)."""

    local_time: time
    zone: str
    weekdays: int
    minutes: int
    next_due: datetime


def _select() -> Select[Any]:
    return select(*_ROW).join(chats, chats.c.id == subscriptions.c.chat_id)


def _subscription(row: Any) -> Subscription:
    return Subscription(
        id=row.id,
        chat_id=row.chat_id,
        destination=Destination(row.telegram_id, row.thread_id),
        kind=ChatKind(row.kind),
        local_time=row.local_time,
        zone=row.zone,
        weekdays=row.weekdays,
        minutes=row.minutes,
        active=row.active,
        inactive_reason=row.inactive_reason,
        next_due=row.next_due_at,
        last_slot_date=row.last_slot_date,
        created=row.created_at,
    )


async def find(connection: AsyncConnection, destination: Destination) -> Subscription | None:
    """The subscription of this chat and topic, active or not; None when there never was one."""
    row = (
        await connection.execute(
            _select().where(
                chats.c.telegram_id == destination.telegram_id,
                subscriptions.c.thread_id == destination.thread_id,
            )
        )
    ).one_or_none()
    return None if row is None else _subscription(row)


async def find_all(connection: AsyncConnection, telegram_id: int) -> list[Subscription]:
    """Every subscription of a chat, its topics included."""
    rows = await connection.execute(
        _select().where(chats.c.telegram_id == telegram_id).order_by(subscriptions.c.thread_id)
    )
    return [_subscription(row) for row in rows]


async def save(connection: AsyncConnection, chat_id: int, thread_id: int, plan: Plan, *, now: datetime) -> None:
    """Make the subscription, or change it; either way it is active afterwards. `chat_id` is the internal one."""
    values: dict[str, Any] = {
        "local_time": plan.local_time,
        "zone": plan.zone,
        "weekdays": plan.weekdays,
        "minutes": plan.minutes,
        "active": True,
        "inactive_reason": "",
        "next_due_at": plan.next_due,
    }
    await connection.execute(
        insert_into(connection, subscriptions)
        .values(**values, chat_id=chat_id, thread_id=thread_id, created_at=now)
        .on_conflict_do_update(index_elements=[subscriptions.c.chat_id, subscriptions.c.thread_id], set_=values)
    )


async def deactivate(connection: AsyncConnection, ids: Sequence[int], reason: str) -> int:
    """Stop these subscriptions, keeping their settings; gives back how many were active."""
    stopped = await connection.execute(
        update(subscriptions)
        .where(subscriptions.c.id.in_(ids), subscriptions.c.active)
        .values(active=False, inactive_reason=reason, next_due_at=None)
    )
    return stopped.rowcount


async def due(connection: AsyncConnection, now: datetime, most: int) -> list[Subscription]:
    """Subscriptions whose slot has come, oldest first; rows that another process plans are left out on PostgreSQL."""
    query = (
        _select()
        .where(subscriptions.c.next_due_at <= now)
        .order_by(subscriptions.c.next_due_at, subscriptions.c.id)
        .limit(most)
        .with_for_update(skip_locked=True, of=subscriptions)
    )
    return [_subscription(row) for row in await connection.execute(query)]


_ADVANCE = (
    update(subscriptions)
    .where(subscriptions.c.id == bindparam("subscription"))
    .values(next_due_at=bindparam("next_due"), last_slot_date=bindparam("slot_date"))
)


async def advance(connection: AsyncConnection, steps: Sequence[tuple[int, date | None, datetime | None]]) -> None:
    """Set (subscription, last slot date, next slot) after planning."""
    if steps:
        await connection.execute(
            _ADVANCE,
            [{"subscription": key, "slot_date": day, "next_due": due_at} for key, day, due_at in steps],
        )


async def every(connection: AsyncConnection, *, after_id: int, due_after: datetime, most: int) -> list[Subscription]:
    """Active subscriptions due after then, in the order of their ids: for work over all of them, batch by batch.

    On PostgreSQL the rows are locked, so that what is computed from them is not written over somebody's change.
    """
    query = (
        _select()
        .where(subscriptions.c.active, subscriptions.c.id > after_id, subscriptions.c.next_due_at > due_after)
        .order_by(subscriptions.c.id)
        .limit(most)
        .with_for_update(of=subscriptions)
    )
    return [_subscription(row) for row in await connection.execute(query)]


async def count(connection: AsyncConnection) -> int:
    """How many subscriptions are active."""
    return (
        await connection.execute(select(func.count()).select_from(subscriptions).where(subscriptions.c.active))
    ).scalar_one()
