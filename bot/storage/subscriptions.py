"""Subscriptions: who gets a briefing, at which local times, and when next."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import Select, bindparam, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.models import ChatKind, DailyTime, Destination, Recipient, Subscription, Timetable
from bot.slots import Pause, QuietHours
from bot.storage import direct, pauses
from bot.storage import slots as daily
from bot.storage.engine import as_parameter, insert_into, numbers
from bot.storage.schema import chats, slots, subscriptions
from bot.storage.slots import PlannedTime

_ROW = (
    subscriptions.c.id,
    subscriptions.c.chat_id,
    chats.c.telegram_id,
    chats.c.kind,
    subscriptions.c.thread_id,
    subscriptions.c.zone,
    subscriptions.c.minutes,
    subscriptions.c.active,
    subscriptions.c.inactive_reason,
    subscriptions.c.quiet_from,
    subscriptions.c.quiet_until,
    subscriptions.c.created_at,
)


@dataclass(frozen=True, slots=True)
class Plan:
    """The part of a subscription that a person chooses, each daily time with its next slot."""

    times: tuple[PlannedTime, ...]
    zone: str
    minutes: int


def _select() -> Select[Any]:
    return select(*_ROW).join(chats, chats.c.id == subscriptions.c.chat_id)


async def _found(connection: AsyncConnection, query: Select[Any]) -> list[Subscription]:
    """The subscriptions of a query's rows, whole. The rows are read first: on PostgreSQL they may be locked by that."""
    rows = (await connection.execute(query)).all()
    if not rows:
        return []
    ids = [row.id for row in rows]
    times, paused = await daily.of(connection, ids), await pauses.of(connection, ids)
    return [
        Subscription(
            id=row.id,
            chat_id=row.chat_id,
            destination=Destination(row.telegram_id, row.thread_id),
            kind=ChatKind(row.kind),
            times=times.get(row.id, ()),
            zone=row.zone,
            minutes=row.minutes,
            active=row.active,
            inactive_reason=row.inactive_reason,
            created=row.created_at,
            pauses=paused.get(row.id, ()),
            quiet=_quiet(row.quiet_from, row.quiet_until),
        )
        for row in rows
    ]


async def find(connection: AsyncConnection, destination: Destination, *, lock: bool = False) -> Subscription | None:
    """The subscription of this chat and topic, active or not; None when there never was one.

    `lock` holds its row on PostgreSQL, as the planner does, so that what is computed from it is not out of date.
    """
    query = _select().where(
        chats.c.telegram_id == destination.telegram_id,
        subscriptions.c.thread_id == destination.thread_id,
    )
    found = await _found(connection, query.with_for_update(of=subscriptions) if lock else query)
    return found[0] if found else None


async def find_all(connection: AsyncConnection, telegram_id: int) -> list[Subscription]:
    """Every subscription of a chat, its topics included."""
    return await _found(
        connection, _select().where(chats.c.telegram_id == telegram_id).order_by(subscriptions.c.thread_id)
    )


async def save(connection: AsyncConnection, chat_id: int, thread_id: int, plan: Plan, *, now: datetime) -> None:
    """Make the subscription, or change it; either way it is active afterwards. `chat_id` is the internal one."""
    values: dict[str, Any] = {"zone": plan.zone, "minutes": plan.minutes, "active": True, "inactive_reason": ""}
    saved = await connection.execute(
        insert_into(connection, subscriptions)
        .values(**values, chat_id=chat_id, thread_id=thread_id, created_at=now)
        .on_conflict_do_update(index_elements=[subscriptions.c.chat_id, subscriptions.c.thread_id], set_=values)
        .returning(subscriptions.c.id)
    )
    await daily.replace(connection, saved.scalar_one(), plan.times)


async def keep_quiet(connection: AsyncConnection, subscription_id: int, hours: QuietHours | None) -> None:
    """Set the hours in which a briefing comes without a sound; None: there are none."""
    start, end = (None, None) if hours is None else (hours.start, hours.end)
    await connection.execute(
        update(subscriptions).where(subscriptions.c.id == subscription_id).values(quiet_from=start, quiet_until=end)
    )


async def deactivate(connection: AsyncConnection, ids: Sequence[int], reason: str) -> int:
    """Stop these subscriptions, keeping their settings; gives back how many were active."""
    stopped = await connection.execute(
        update(subscriptions)
        .where(subscriptions.c.id.in_(ids), subscriptions.c.active)
        .values(active=False, inactive_reason=reason)
    )
    await daily.silence(connection, ids)
    return stopped.rowcount


_WAITING = (
    select(slots.c.subscription_id)
    .join(subscriptions, subscriptions.c.id == slots.c.subscription_id)
    .where(slots.c.next_due_at <= bindparam("now"), subscriptions.c.active)
    .order_by(slots.c.next_due_at, slots.c.id)
    .limit(bindparam("most"))
)
_LOCKED = _WAITING.with_for_update(skip_locked=True, of=subscriptions)
_DUE = (
    select(
        subscriptions.c.id,
        subscriptions.c.chat_id,
        subscriptions.c.thread_id,
        subscriptions.c.minutes,
        (chats.c.telegram_id > 0).label("private"),
        subscriptions.c.zone,
        subscriptions.c.quiet_from,
        subscriptions.c.quiet_until,
        *daily.TIME,
    )
    .join(chats, chats.c.id == subscriptions.c.chat_id)
    .join(slots, slots.c.subscription_id == subscriptions.c.id)
    .where(subscriptions.c.id.in_(numbers("ids")))
    .order_by(subscriptions.c.id, slots.c.local_time)
)
_ITS_OWN, _ITS_TIMES = 5, 8


async def any_due(connection: AsyncConnection, now: datetime) -> bool:
    """Whether a slot has come."""
    return bool(await direct.rows(connection, _WAITING, {"now": now, "most": 1}))


async def due(connection: AsyncConnection, now: datetime, most: int) -> dict[Timetable, list[Recipient]]:
    """Subscriptions with a slot that has come, by their timetables: those of the `most` oldest such slots.

    Each is whole, with whatever else of it is due. On PostgreSQL their rows are locked, and those that another process
    plans are left out; their times are read after that, so that none is planned from what it was before.
    """
    ids = {key: None for (key,) in await direct.rows(connection, _LOCKED, {"now": now, "most": most})}
    if not ids:
        return {}
    paused = await pauses.of(connection, ids)
    known: dict[tuple[Any, ...], list[Recipient]] = {}
    rows = await direct.rows(connection, _DUE, {"ids": as_parameter(ids)})
    for key, of_one in groupby(rows, itemgetter(0)):
        first, *others = of_one
        times = (tuple(first[_ITS_TIMES:]), *[tuple(each[_ITS_TIMES:]) for each in others])
        alike = (times, *first[_ITS_OWN:_ITS_TIMES], paused.get(key, ()))
        known.setdefault(alike, []).append(Recipient(*first[:_ITS_OWN]))
    return {_timetable(*alike): found for alike, found in known.items()}


def _timetable(
    times: Iterable[tuple[Any, ...]], zone: str, start: time | None, end: time | None, paused: tuple[Pause, ...]
) -> Timetable:
    return Timetable(tuple(DailyTime(*each) for each in times), zone, paused, _quiet(start, end))


def _quiet(start: time | None, end: time | None) -> QuietHours | None:
    return None if start is None or end is None else QuietHours(start, end)


async def every(connection: AsyncConnection, *, after_id: int, due_after: datetime, most: int) -> list[Subscription]:
    """Active subscriptions due after then, in the order of their ids: for work over all of them, batch by batch.

    On PostgreSQL the rows are locked, so that what is computed from them is not written over somebody's change.
    """
    later = select(slots.c.id).where(slots.c.subscription_id == subscriptions.c.id, slots.c.next_due_at > due_after)
    query = (
        _select()
        .where(subscriptions.c.active, subscriptions.c.id > after_id, later.exists())
        .order_by(subscriptions.c.id)
        .limit(most)
        .with_for_update(of=subscriptions)
    )
    return await _found(connection, query)


async def count(connection: AsyncConnection) -> int:
    """How many subscriptions are active."""
    return (
        await connection.execute(select(func.count()).select_from(subscriptions).where(subscriptions.c.active))
    ).scalar_one()
