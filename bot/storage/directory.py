"""Chats looked up by an operator, by number or by name."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.models import ChatKind
from bot.storage.schema import chats

_LARGEST_ID = 2**63 - 1


@dataclass(frozen=True, slots=True)
class ListedChat:
    """A chat as a list shows it."""

    telegram_id: int
    kind: ChatKind
    title: str


async def find(connection: AsyncConnection, text: str, *, most: int) -> Sequence[ListedChat]:
    """The chat with this Telegram id, else those whose title holds the text, in the order of their titles."""
    query = select(chats.c.telegram_id, chats.c.kind, chats.c.title).order_by(chats.c.title, chats.c.id).limit(most)
    if re.fullmatch(r"-?[0-9]{1,19}", text) and abs(int(text)) <= _LARGEST_ID:
        query = query.where(chats.c.telegram_id == int(text))
    else:
        query = query.where(chats.c.title.icontains(text, autoescape=True))
    return [ListedChat(row.telegram_id, ChatKind(row.kind), row.title) for row in await connection.execute(query)]
