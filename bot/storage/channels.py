"""Who may be asked to manage which channel: the person who let the bot in, and whoever Telegram says may."""

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.models import ChatKind
from bot.storage.chats import KnownChat
from bot.storage.engine import insert_into
from bot.storage.schema import channel_managers, chats

_CHANNEL = (chats.c.id, chats.c.telegram_id, chats.c.kind, chats.c.title, chats.c.language)


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
