"""What chats, and the topics of forums, follow and mute.

Values are folded. Topics, sources and words: `bot.search.folding.words`, joined by single spaces, so that both sides of
a comparison are made in the same way; places: ISO 3166 codes in small letters; languages: the first part of their tags.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.models import Destination, Interest, InterestKind, Stance
from bot.storage.engine import insert_into
from bot.storage.schema import chats, interests

# Parameters a statement: SQLite takes 32,766, PostgreSQL one more.
_MANY = 5000


@dataclass(frozen=True, slots=True)
class KeptInterest:
    """An interest with the id that a button can name it by."""

    id: int
    interest: Interest


def _interest(row: Any) -> Interest:
    return _made(row.kind, row.value, row.stance)


@lru_cache(maxsize=4096)
def _made(kind: str, value: str, stance: str) -> Interest:
    """Thousands of chats follow the same few things."""
    return Interest(InterestKind(kind), value, Stance(stance))


async def of_chats(
    connection: AsyncConnection, keys: Collection[tuple[int, int]]
) -> dict[tuple[int, int], frozenset[Interest]]:
    """The interests of these chats and topics, by (chat id, thread id); those that have none are left out."""
    found: dict[tuple[int, int], set[Interest]] = {}
    wanted, ids = set(keys), sorted({chat_id for chat_id, _ in keys})
    for start in range(0, len(ids), _MANY):
        query = select(interests).where(interests.c.chat_id.in_(ids[start : start + _MANY]))
        for row in await connection.execute(query):
            key = (row.chat_id, row.thread_id)
            if key in wanted:
                found.setdefault(key, set()).add(_interest(row))
    return {key: frozenset(values) for key, values in found.items()}


async def listed(connection: AsyncConnection, chat: Destination) -> list[KeptInterest]:
    """The interests of this chat and topic, in the order in which they came."""
    rows = await connection.execute(
        select(interests)
        .join(chats, chats.c.id == interests.c.chat_id)
        .where(chats.c.telegram_id == chat.telegram_id, interests.c.thread_id == chat.thread_id)
        .order_by(interests.c.id)
    )
    return [KeptInterest(row.id, _interest(row)) for row in rows]


async def count(connection: AsyncConnection, chat_id: int, thread_id: int) -> int:
    """How many there are."""
    query = select(func.count()).where(interests.c.chat_id == chat_id, interests.c.thread_id == thread_id)
    return (await connection.execute(query)).scalar_one()


async def put(connection: AsyncConnection, chat_id: int, thread_id: int, interest: Interest, *, now: datetime) -> None:
    """Follow or mute; what was followed may so be muted, and the other way round."""
    await connection.execute(
        insert_into(connection, interests)
        .values(
            chat_id=chat_id,
            thread_id=thread_id,
            kind=interest.kind.value,
            value=interest.value,
            stance=interest.stance.value,
            created_at=now,
        )
        .on_conflict_do_update(
            index_elements=[interests.c.chat_id, interests.c.thread_id, interests.c.kind, interests.c.value],
            set_={"stance": interest.stance.value},
        )
    )


async def remove(connection: AsyncConnection, chat_id: int, thread_id: int, kind: InterestKind, value: str) -> bool:
    """Neither follow nor mute it any more; whether it was there."""
    gone = await connection.execute(
        delete(interests).where(
            interests.c.chat_id == chat_id,
            interests.c.thread_id == thread_id,
            interests.c.kind == kind.value,
            interests.c.value == value,
        )
    )
    return gone.rowcount > 0
