"""The newest headlines: what people ask for most, so the statement goes to the driver as it is (`direct`)."""

from sqlalchemy import bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.models import Headline
from bot.storage import direct
from bot.storage.schema import articles, loads

_PAGE = (
    select(
        articles.c.id,
        articles.c.title,
        articles.c.summary,
        articles.c.source,
        articles.c.language,
        articles.c.topics,
        articles.c.published_at,
        articles.c.shown_at,
        articles.c.words,
        select(func.coalesce(func.max(loads.c.id), 0))
        .where(loads.c.finished_at.is_not(None))
        .scalar_subquery()
        .label("revision"),
    )
    .where(articles.c.live, articles.c.copy_of.is_(None))
    .order_by(articles.c.shown_at.desc(), articles.c.id.desc())
    .limit(bindparam("most"))
    .offset(bindparam("skip"))
)


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
