"""What chats, and the topics of forums, follow and mute.

Values are folded. Topics, sources and words: `bot.search.folding.words`, joined by single spaces, so that both sides of
a comparison are made in the same way; places: ISO 3166 codes in small letters; languages: the first part of their tags.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.models import Destination, Interest, InterestKind, Stance
from bot.storage import direct
from bot.storage.engine import as_parameter, insert_into, numbers
from bot.storage.schema import chats, interests


@dataclass(frozen=True, slots=True)
class KeptInterest:
    """An interest with the id that a button can name it by."""

    id: int
    interest: Interest


def _interest(kind: str, value: str, stance: str) -> Interest:
    return Interest(InterestKind(kind), value, Stance(stance))


@lru_cache(maxsize=4096)
def _together(rows: tuple[tuple[str, str, str], ...]) -> frozenset[Interest]:
    """Thousands of chats follow the same few things."""
    return frozenset(_interest(*row) for row in rows)


# By the index of what is unique: no chat's interests come in another order than those of its likes.
_OF = (
    select(interests.c.chat_id, interests.c.thread_id, interests.c.kind, interests.c.value, interests.c.stance)
    .where(interests.c.chat_id.in_(numbers("ids")))
    .order_by(interests.c.chat_id, interests.c.thread_id, interests.c.kind, interests.c.value)
)


async def of_chats(
    connection: AsyncConnection, keys: Collection[tuple[int, int]]
) -> dict[tuple[int, int], frozenset[Interest]]:
    """The interests of these chats and topics, by (chat id, thread id); those that have none are left out."""
    found: dict[tuple[int, int], list[tuple[str, str, str]]] = {}
    ids = as_parameter({chat_id for chat_id, _ in keys})
    for chat_id, thread_id, *interest in await direct.rows(connection, _OF, {"ids": ids}):
        found.setdefault((chat_id, thread_id), []).append(tuple(interest))
    return {key: _together(tuple(found[key])) for key in keys if key in found}


async def listed(connection: AsyncConnection, chat: Destination) -> list[KeptInterest]:
    """The interests of this chat and topic, in the order in which they came."""
    rows = await connection.execute(
        select(interests)
        .join(chats, chats.c.id == interests.c.chat_id)
        .where(chats.c.telegram_id == chat.telegram_id, interests.c.thread_id == chat.thread_id)
        .order_by(interests.c.id)
    )
    return [KeptInterest(row.id, _interest(row.kind, row.value, row.stance)) for row in rows]


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
