"""Answers that Telegram makes wait, in the order in which they are to be sent: a process that is killed loses none."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.schema import replies


@dataclass(frozen=True, slots=True)
class KeptReply:
    """An answer that waits; `message` is for whoever wrote it to read."""

    id: int
    message: dict[str, Any]
    not_before: datetime


async def keep(connection: AsyncConnection, telegram_id: int, message: dict[str, Any], not_before: datetime) -> int:
    """Put it behind those of its chat; gives back its number."""
    values = {"telegram_id": telegram_id, "message": message, "not_before": not_before}
    number: int = (await connection.execute(insert(replies).values(values).returning(replies.c.id))).scalar_one()
    return number


async def put_off(connection: AsyncConnection, number: int, message: dict[str, Any], not_before: datetime) -> None:
    """It has to wait again, perhaps in another form."""
    await connection.execute(
        update(replies).where(replies.c.id == number).values(message=message, not_before=not_before)
    )


async def drop(connection: AsyncConnection, numbers: Sequence[int]) -> None:
    """These are sent, or of no use any more."""
    await connection.execute(delete(replies).where(replies.c.id.in_(numbers)))


async def waiting(connection: AsyncConnection) -> list[KeptReply]:
    """All of them, the oldest first."""
    rows = await connection.execute(select(replies).order_by(replies.c.id))
    return [KeptReply(row.id, row.message, row.not_before) for row in rows]


async def of(connection: AsyncConnection, telegram_id: int) -> list[dict[str, Any]]:
    """Those to one chat, as rows."""
    found = await connection.execute(select(replies).where(replies.c.telegram_id == telegram_id))
    return [dict(row) for row in found.mappings()]


async def forget(connection: AsyncConnection, telegram_id: int) -> None:
    """Those to one chat are of no use any more."""
    await connection.execute(delete(replies).where(replies.c.telegram_id == telegram_id))
