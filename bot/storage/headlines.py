"""The newest headlines: what people ask for most, so the statement goes to the driver as it is (`direct`)."""

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.models import Headline
from bot.storage import direct
from bot.storage.articles import FINISHED, LATEST

_PAGE = LATEST.add_columns(FINISHED.scalar_subquery().label("revision"))


async def page(connection: AsyncConnection, *, most: int, skip: int) -> tuple[list[Headline], int]:
    """Live articles without copies, newest first, and the newest finished load; (no headlines, 0) past the end.

    Newest by published time where it is known, else by when they were first seen.
    """
    rows = await direct.fetch(connection, _PAGE, {"most": most, "skip": skip})
    found = [
        Headline(
            id=row["id"],
            title=row["title"],
            summary=row["summary"],
            source=row["source"],
            language=row["language"],
            topics=tuple(row["topics"]),
            published=row["published_at"],
            shown_at=row["shown_at"],
            words=row["words"],
        )
        for row in rows
    ]
    return found, rows[0]["revision"] if rows else 0
