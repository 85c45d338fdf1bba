"""Who may be asked to manage which channel: the person who let the bot in, and whoever Telegram says may."""

from dataclasses import dataclass

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.models import ChatKind
from bot.storage.chats import KnownChat
from bot.storage.engine import insert_into
from bot.storage.schema import channel_managers, chats

_CHANNEL = (chats.c.id, chats.c.telegram_id, chats.c.kind, chats.c.title, chats.c.language)


@dataclass(frozen=True, slots=True)
class ClosedChannel:
    """A channel that refused a briefing, and one of its people, who does not know it yet."""

    chat_id: int
    title: str
    person: int
    reason: str


async def add_manager(connection: AsyncConnection, chat_id: int, person: int) -> None:
    """Remember that the person may be asked; `chat_id` is the internal one."""
    await connection.execute(
        insert_into(connection, channel_managers).values(chat_id=chat_id, person=person).on_conflict_do_nothing()
    )


async def drop_manager(connection: AsyncConnection, chat_id: int, person: int) -> None:
    """The person may not manage it any more."""
    await connection.execute(
        delete(channel_managers).where(channel_managers.c.chat_id == chat_id, channel_managers.c.person == person)
    )


async def managed_by(connection: AsyncConnection, person: int) -> list[KnownChat]:
    """The channels of a person, by their titles."""
    rows = await connection.execute(
        select(*_CHANNEL)
        .join(channel_managers, channel_managers.c.chat_id == chats.c.id)
        .where(channel_managers.c.person == person, chats.c.kind == ChatKind.CHANNEL.value)
        .order_by(chats.c.title, chats.c.id)
    )
    return [KnownChat(row.id, row.telegram_id, ChatKind(row.kind), row.title, row.language) for row in rows]


async def managers(connection: AsyncConnection, telegram_id: int) -> list[int]:
    """The people of a channel."""
    rows = await connection.execute(
        select(channel_managers.c.person)
        .join(chats, chats.c.id == channel_managers.c.chat_id)
        .where(chats.c.telegram_id == telegram_id)
        .order_by(channel_managers.c.person)
    )
    return list(rows.scalars())


async def closed(connection: AsyncConnection, chat_id: int, reason: str) -> None:
    """Nothing can be posted there any more: each who manages the channel is to be told."""
    await connection.execute(
        update(channel_managers).where(channel_managers.c.chat_id == chat_id).values(untold=reason)
    )


async def opened(connection: AsyncConnection, chat_id: int) -> None:
    """It can be posted there: there is nothing to tell any more."""
    await connection.execute(update(channel_managers).where(channel_managers.c.chat_id == chat_id).values(untold=None))


async def untold(connection: AsyncConnection) -> list[ClosedChannel]:
    """What is to be told."""
    rows = await connection.execute(
        select(channel_managers.c.chat_id, chats.c.title, channel_managers.c.person, channel_managers.c.untold)
        .join(chats, chats.c.id == channel_managers.c.chat_id)
        .where(channel_managers.c.untold.is_not(None))
        .order_by(channel_managers.c.chat_id, channel_managers.c.person)
    )
    return [ClosedChannel(*row) for row in rows]


async def told(connection: AsyncConnection, chat_id: int, person: int) -> None:
    """The person knows."""
    mine = (channel_managers.c.chat_id == chat_id) & (channel_managers.c.person == person)
    await connection.execute(update(channel_managers).where(mine).values(untold=None))
