"""Updates from Telegram, written down before they are acknowledged: a crash loses none, a replay does nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.engine import insert_into
from bot.storage.schema import inbox


@dataclass(frozen=True, slots=True)
class InboxRow:
    """An update that waits to be handled; `payload` is its JSON text."""

    update_id: int
    payload: str
    attempts: int


async def store(connection: AsyncConnection, updates: Sequence[tuple[int, str]], now: datetime) -> list[int]:
    """Write (update id, JSON) down; gives back the ids that were not known already, in the order given."""
    by_id = dict(updates)
    if not by_id:
        return []
    added = await connection.execute(
        insert_into(connection, inbox)
        .on_conflict_do_nothing(index_elements=[inbox.c.update_id])
        .returning(inbox.c.update_id),
        [
            {"update_id": key, "payload": payload, "state": "pending", "attempts": 0, "received_at": now}
            for key, payload in by_id.items()
        ],
    )
    new = set(added.scalars())
    return [key for key in by_id if key in new]


async def pending(connection: AsyncConnection, most: int, *, after: int | None = None) -> list[InboxRow]:
    """The oldest updates that wait, in their order; with `after`, only those with a larger id."""
    query = select(inbox.c.update_id, inbox.c.payload, inbox.c.attempts).where(inbox.c.state == "pending")
    if after is not None:
        query = query.where(inbox.c.update_id > after)
    rows = await connection.execute(query.order_by(inbox.c.update_id).limit(most))
    return [InboxRow(*row) for row in rows]


async def attempted(connection: AsyncConnection, ids: Sequence[int]) -> None:
    """Count one more attempt, before the work, so that an update that kills the process cannot do so for ever."""
    await connection.execute(
        update(inbox)
        .where(inbox.c.update_id == bindparam("key"), inbox.c.state == "pending")
        .values(attempts=inbox.c.attempts + 1),
        [{"key": key} for key in ids],
    )


async def _finish(connection: AsyncConnection, ids: Sequence[int], state: str) -> None:
    if ids:
        await connection.execute(
            update(inbox)
            .where(inbox.c.update_id == bindparam("key"), inbox.c.state == "pending")
            .values(state=state, payload=""),
            [{"key": key} for key in ids],
        )


async def done(connection: AsyncConnection, ids: Sequence[int]) -> None:
    """These updates have had their effect. Their text is not kept, only their ids, against replays."""
    await _finish(connection, ids, "done")


async def failed(connection: AsyncConnection, ids: Sequence[int]) -> None:
    """These updates are given up."""
    await _finish(connection, ids, "failed")


async def waiting(connection: AsyncConnection) -> int:
    """How many updates wait."""
    return (
        await connection.execute(select(func.count()).select_from(inbox).where(inbox.c.state == "pending"))
    ).scalar_one()


async def forget(connection: AsyncConnection, before: datetime) -> int:
    """Delete handled updates received before then; Telegram itself repeats none older than 24 hours."""
    gone = await connection.execute(delete(inbox).where(inbox.c.state != "pending", inbox.c.received_at < before))
    return gone.rowcount
