"""Chats the bot knows: one row a Telegram chat, re-pointed when a group becomes a supergroup."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, case, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.models import ChatKind
from bot.storage import direct, slots
from bot.storage.engine import as_parameter, insert_into, numbers
from bot.storage.schema import chats, interests, readings, subscriptions


@dataclass(frozen=True, slots=True)
class KnownChat:
    """A chat's row."""

    id: int
    telegram_id: int
    kind: ChatKind
    title: str
    language: str


async def find(connection: AsyncConnection, telegram_id: int) -> KnownChat | None:
    """The chat with this Telegram id, or None."""
    row = (
        await connection.execute(
            select(chats.c.id, chats.c.telegram_id, chats.c.kind, chats.c.title, chats.c.language).where(
                chats.c.telegram_id == telegram_id
            )
        )
    ).one_or_none()
    return None if row is None else KnownChat(row.id, row.telegram_id, ChatKind(row.kind), row.title, row.language)


async def ids(connection: AsyncConnection, telegram_ids: Collection[int]) -> dict[int, int]:
    """The internal ids of those of these chats that are known."""
    rows = await connection.execute(
        select(chats.c.telegram_id, chats.c.id).where(chats.c.telegram_id.in_(list(telegram_ids)))
    )
    return {row.telegram_id: row.id for row in rows}


@dataclass(frozen=True, slots=True)
class ChatLanguage:
    """The language of a chat's briefings, and whether somebody chose it."""

    language: str
    chosen: bool


async def language(connection: AsyncConnection, telegram_id: int) -> ChatLanguage | None:
    """The language of the chat with this Telegram id, or None for an unknown chat."""
    row = (
        await connection.execute(
            select(chats.c.language, chats.c.language_chosen).where(chats.c.telegram_id == telegram_id)
        )
    ).one_or_none()
    return None if row is None else ChatLanguage(row.language, row.language_chosen)


async def choose_language(connection: AsyncConnection, chat_id: int, language: str, *, chosen: bool) -> None:
    """Set the language; one that is not `chosen` follows Telegram."""
    await connection.execute(
        update(chats).where(chats.c.id == chat_id).values(language=language, language_chosen=chosen)
    )


async def follow_language(connection: AsyncConnection, telegram_id: int, language: str) -> None:
    """Set the language that Telegram says, unless somebody chose one."""
    await connection.execute(
        update(chats)
        .where(chats.c.telegram_id == telegram_id, chats.c.language_chosen.is_(False))
        .values(language=language)
    )


async def remember(
    connection: AsyncConnection, telegram_id: int, kind: ChatKind, title: str, language: str, *, now: datetime
) -> int:
    """The chat's internal id; its row is made or brought up to date.

    The language of a private chat follows until one is chosen; a group's is that of the first who asked.
    """
    renewed: dict[str, Any] = {"kind": kind.value, "title": title}
    if kind is ChatKind.PRIVATE:
        renewed["language"] = case((chats.c.language_chosen, chats.c.language), else_=language)
    kept = await connection.execute(
        insert_into(connection, chats)
        .values(telegram_id=telegram_id, kind=kind.value, title=title, language=language, created_at=now)
        .on_conflict_do_update(index_elements=[chats.c.telegram_id], set_=renewed)
        .returning(chats.c.id)
    )
    chat_id: int = kept.scalar_one()
    return chat_id


async def migrate(connection: AsyncConnection, old: int, new: int) -> list[int]:
    """Point everything of the group `old` at the supergroup `new` (Telegram ids).

    Gives back the ids of subscriptions that could not move, since the supergroup has an active one for the same topic:
    those are made inactive, so that no chat gets two briefings. An inactive one there makes room for an active one.

    Telegram tells of a move in both chats at once, and a refused briefing may tell it too: whoever comes second waits
    here, and finds nothing of the old number any more.
    """
    await connection.execute(select(chats.c.id).where(chats.c.telegram_id == old).with_for_update())
    source, target = await find(connection, old), await find(connection, new)
    if source is None:
        return []
    if target is None:
        await connection.execute(
            update(chats).where(chats.c.id == source.id).values(telegram_id=new, kind=ChatKind.SUPERGROUP.value)
        )
        return []
    await _move_tastes(connection, source.id, target.id)
    await _make_room(connection, source.id, target.id)
    taken = select(subscriptions.c.thread_id).where(subscriptions.c.chat_id == target.id)
    await connection.execute(
        update(subscriptions)
        .where(subscriptions.c.chat_id == source.id, subscriptions.c.thread_id.not_in(taken))
        .values(chat_id=target.id)
    )
    left = await connection.execute(
        update(subscriptions)
        .where(subscriptions.c.chat_id == source.id, subscriptions.c.active)
        .values(active=False, inactive_reason="moved to a supergroup with its own subscription")
        .returning(subscriptions.c.id)
    )
    ids = list(left.scalars())
    await slots.silence(connection, ids)
    return ids


async def _make_room(connection: AsyncConnection, source: int, target: int) -> None:
    """Where the group's subscription is active and the supergroup's is not, they change places."""
    own, other = subscriptions.alias("own"), subscriptions.alias("other")
    pairs = (
        await connection.execute(
            select(own.c.id, other.c.id, own.c.thread_id)
            .join(other, and_(other.c.thread_id == own.c.thread_id, other.c.chat_id == target, ~other.c.active))
            .where(own.c.chat_id == source, own.c.active)
        )
    ).all()
    for active, inactive, thread in pairs:
        # No topic has a negative number: there the other one waits until the place is free.
        for moved, chat_id, place in (
            (inactive, source, -1 - thread),
            (active, target, thread),
            (inactive, source, thread),
        ):
            await connection.execute(
                update(subscriptions).where(subscriptions.c.id == moved).values(chat_id=chat_id, thread_id=place)
            )


async def _move_tastes(connection: AsyncConnection, source: int, target: int) -> None:
    """Interests, where the supergroup has none of its own for the same topic, and what was read."""
    for table, key in ((interests, interests.c.thread_id), (readings, readings.c.article_id)):
        taken = select(key).where(table.c.chat_id == target)
        moved = update(table).where(table.c.chat_id == source, key.not_in(taken))
        await connection.execute(moved.values(chat_id=target))


async def count(connection: AsyncConnection) -> int:
    """How many chats are known."""
    return (await connection.execute(select(func.count()).select_from(chats))).scalar_one()


_LANGUAGES = select(chats.c.id, chats.c.language).where(chats.c.id.in_(numbers("ids")))


async def languages(connection: AsyncConnection, chat_ids: Collection[int]) -> dict[int, str]:
    """The languages of these chats (internal ids)."""
    rows = await direct.rows(connection, _LANGUAGES, {"ids": as_parameter(chat_ids)})
    return {row[0]: row[1] for row in rows}
