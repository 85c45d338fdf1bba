"""The library's sources and topics, by the names that its articles bear."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Column, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.search.query import Field, Part
from bot.search.question import Question, Wording
from bot.storage import search
from bot.storage.schema import articles

# Sources write every few days; a name with these words that so many articles bear is among the newest of them.
_NEWEST = 400
_LOOKED_AT = 200


async def lately(connection: AsyncConnection) -> list[str]:
    """The sources of the newest articles, those with the most of them first."""
    return _commonest(name for name in await _of_newest(connection, articles.c.source) if name)


async def topics_lately(connection: AsyncConnection) -> list[str]:
    """The topics of the newest articles, those with the most of them first."""
    return _commonest(topic for topics in await _of_newest(connection, articles.c.topics) for topic in topics)


async def _of_newest(connection: AsyncConnection, column: Column[Any]) -> Iterable[Any]:
    newest = (
        select(column)
        .where(articles.c.live, articles.c.copy_of.is_(None))
        .order_by(articles.c.shown_at.desc(), articles.c.id.desc())
        .limit(_NEWEST)
    )
    return (await connection.execute(newest)).scalars()


def _commonest(names: Iterable[str]) -> list[str]:
    return [name for name, _ in Counter(names).most_common()]


async def named(connection: AsyncConnection, text: str, languages: tuple[str, ...]) -> list[str]:
    """Sources with these words in their names, found by the search index."""
    wanted = Wording(languages).phrases(Part(Field.SOURCE, text, 0, len(text)))
    found = await search.find(connection, Question(filters=(wanted,)))
    query = select(articles.c.source).where(articles.c.id.in_(found.complete[:_LOOKED_AT]))
    return list(dict.fromkeys((await connection.execute(query)).scalars()))


async def topics_named(connection: AsyncConnection, text: str, languages: tuple[str, ...]) -> list[str]:
    """Topics of these words that articles have, found by the search index."""
    wanted = Wording(languages).phrases(Part(Field.TOPIC, text, 0, len(text)))
    found = await search.find(connection, Question(filters=(wanted,)))
    query = select(articles.c.topics).where(articles.c.id.in_(found.complete[:_LOOKED_AT]))
    listed = (await connection.execute(query)).scalars()
    return list(dict.fromkeys(topic for topics in listed for topic in topics))
