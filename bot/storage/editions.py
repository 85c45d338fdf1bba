"""Editions: the content that was chosen and rendered for a slot, shared by the chats that it is right for.

An edition's articles have places: 102 is the second story of the first message. Negative ones were not told; they are
the next that would have been, in their order, for whoever asks for more.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.models import Edition
from bot.storage.schema import edition_articles, edition_parts, editions

_A_PART = 100


@dataclass(frozen=True, slots=True)
class NewEdition:
    """An edition to be stored: its number is known, since its buttons hold it."""

    id: int
    edition: Edition


def part_of(place: int) -> int:
    """The message that an article's place is in. Releases that had one message an edition counted from 1."""
    return max(1, place // _A_PART)


async def begin(connection: AsyncConnection, tokens: Sequence[str], *, through_load: int, now: datetime) -> list[int]:
    """The numbers of that many editions, still empty; a token is for links to the edition, nobody can guess one."""
    if not tokens:
        return []
    added = await connection.execute(
        insert(editions).returning(editions.c.id, sort_by_parameter_order=True),
        [{"through_load": through_load, "created_at": now, "token": token} for token in tokens],
    )
    return list(added.scalars())


async def fill(connection: AsyncConnection, made: Sequence[NewEdition]) -> None:
    """Store the messages and the articles of editions that were begun."""
    if parts := [row for each in made for row in _parts(each)]:
        await connection.execute(insert(edition_parts), parts)
    if told := [row for each in made for row in _articles(each)]:
        await connection.execute(insert(edition_articles), told)


async def add(connection: AsyncConnection, edition: Edition, *, through_load: int, now: datetime) -> int:
    """Store an edition whose buttons need no number; gives back its id."""
    added = await connection.execute(
        insert(editions).values(through_load=through_load, created_at=now).returning(editions.c.id)
    )
    edition_id: int = added.scalar_one()
    await fill(connection, [NewEdition(edition_id, edition)])
    return edition_id


def _parts(made: NewEdition) -> list[dict[str, Any]]:
    return [
        {
            "edition_id": made.id,
            "part": number,
            "html": part.html,
            "plain": part.plain,
            "keyboard": json.dumps({"inline_keyboard": part.keyboard}) if part.keyboard else "",
        }
        for number, part in enumerate(made.edition.parts, 1)
    ]


def _articles(made: NewEdition) -> list[dict[str, Any]]:
    edition = made.edition
    rows = []
    for part, ids in _by_part(edition):
        rows += [_row(made.id, key, part * _A_PART + place, edition.factors) for place, key in enumerate(ids, 1)]
    rows += [_row(made.id, key, -place, edition.factors) for place, key in enumerate(edition.spare_ids, 1)]
    return rows


def _by_part(edition: Edition) -> list[tuple[int, Sequence[int]]]:
    """The articles of each message; an edition that does not say holds them all in the first."""
    if not any(part.article_ids for part in edition.parts):
        return [(1, edition.article_ids)]
    return [(number, part.article_ids) for number, part in enumerate(edition.parts, 1)]


def _row(edition_id: int, article_id: int, place: int, factors: Mapping[int, Mapping[str, object]]) -> dict[str, Any]:
    known = factors.get(article_id)
    return {
        "edition_id": edition_id,
        "article_id": article_id,
        "place": place,
        "factors": None if known is None else dict(known),
    }


async def places(connection: AsyncConnection, edition_id: int) -> tuple[int, list[int]]:
    """How many articles an edition told, and those that would have come next, in their order."""
    query = (
        select(edition_articles.c.article_id, edition_articles.c.place)
        .where(edition_articles.c.edition_id == edition_id)
        .order_by(edition_articles.c.place.desc())
    )
    rows = (await connection.execute(query)).all()
    spare = [article for article, place in rows if place < 0]
    return len(rows) - len(spare), spare
