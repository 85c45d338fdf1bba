"""Editions: the content that was chosen and rendered for a slot, shared by the chats that it is right for."""

import json
from datetime import datetime

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.models import Edition
from bot.storage.schema import edition_articles, edition_parts, editions


async def add(connection: AsyncConnection, edition: Edition, *, through_load: int, now: datetime) -> int:
    """Store an edition with its parts and articles; gives back its id."""
    added = await connection.execute(
        insert(editions).values(through_load=through_load, created_at=now).returning(editions.c.id)
    )
    edition_id: int = added.scalar_one()
    await connection.execute(
        insert(edition_parts),
        [
            {
                "edition_id": edition_id,
                "part": number,
                "html": part.html,
                "plain": part.plain,
                "keyboard": json.dumps({"inline_keyboard": part.keyboard}) if part.keyboard else "",
            }
            for number, part in enumerate(edition.parts, 1)
        ],
    )
    if edition.article_ids:
        await connection.execute(
            insert(edition_articles),
            [
                {"edition_id": edition_id, "article_id": article_id, "place": place}
                for place, article_id in enumerate(edition.article_ids, 1)
            ],
        )
    return edition_id
