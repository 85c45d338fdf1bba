"""Which articles were opened in a chat lately, so that no briefing tells them again."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage import direct
from bot.storage.engine import as_parameter, insert_into, numbers
from bot.storage.schema import articles, readings

# As long as a briefing looks back at what the chat has got; what people read is nobody's business for longer.
KEPT = timedelta(days=60)
_LATELY = (
    select(readings.c.chat_id, func.coalesce(articles.c.copy_of, articles.c.id))
    .join(articles, articles.c.id == readings.c.article_id)
    .where(readings.c.chat_id.in_(numbers("ids")), readings.c.read_at >= bindparam("since"))
)


async def remember(connection: AsyncConnection, chat_id: int, article_id: int, now: datetime) -> None:
    """The article was opened in the chat (internal id); what was opened there long ago is forgotten."""
    await remember_all(connection, {(chat_id, article_id)}, now)


async def remember_all(connection: AsyncConnection, opened: Collection[tuple[int, int]], now: datetime) -> None:
    """The same, of (chat, article) pairs."""
    chats = {chat_id for chat_id, _ in opened}
    await connection.execute(delete(readings).where(readings.c.chat_id.in_(chats), readings.c.read_at < now - KEPT))
    # In one order everywhere, so that two processes never wait for each other's rows.
    rows = [{"chat_id": chat, "article_id": article, "read_at": now} for chat, article in sorted(set(opened))]
    await connection.execute(
        insert_into(connection, readings).on_conflict_do_update(
            index_elements=[readings.c.chat_id, readings.c.article_id], set_={"read_at": now}
        ),
        rows,
    )


async def read_lately(
    connection: AsyncConnection, chat_ids: Collection[int], since: datetime
) -> dict[int, frozenset[int]]:
    """By chat, the articles opened since then, a copy as its original; chats that opened none are left out."""
    found: dict[int, set[int]] = {}
    values = {"ids": as_parameter(chat_ids), "since": since}
    for chat_id, article_id in await direct.rows(connection, _LATELY, values):
        found.setdefault(chat_id, set()).add(article_id)
    return {chat_id: frozenset(opened) for chat_id, opened in found.items()}
