"""Past briefings, as they can be listed and opened again: what was stored of them, never what would be made today."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.models import DeliveryState, Edition, EditionPart
from bot.storage.schema import articles, deliveries, edition_articles, edition_parts, editions

# What was told has a place from 1 on; what would have been told next has one below 0.
_TOLD = edition_articles.c.place > 0


@dataclass(frozen=True, slots=True)
class PastBriefing:
    """A slot of a subscription and what came of it. `states` are those of its messages, in their order.

    `edition_id` is None where nothing was made for the slot.
    """

    slot_at: datetime
    edition_id: int | None
    stories: int
    states: tuple[DeliveryState, ...]
    reason: str
    sent_at: datetime | None


@dataclass(frozen=True, slots=True)
class ToldStory:
    """A story of an edition: its number in the order in which they were told (0: it had no room), how old it was when
    the edition was made, and the factors of its score as `bot.digest.score` writes them (empty: not recorded).
    """

    number: int
    article_id: int
    title: str
    made: datetime
    age: timedelta
    factors: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class GotEdition:
    """An edition, and when a chat got it."""

    edition_id: int
    at: datetime


async def count(connection: AsyncConnection, subscription_id: int) -> int:
    """How many slots there were."""
    query = select(func.count()).where(deliveries.c.subscription_id == subscription_id, deliveries.c.part == 1)
    return (await connection.execute(query)).scalar_one()


async def page(connection: AsyncConnection, subscription_id: int, *, most: int, skip: int) -> list[PastBriefing]:
    """The slots of a subscription, newest first."""
    first = await connection.execute(
        select(deliveries.c.slot_date, deliveries.c.slot_time)
        .where(deliveries.c.subscription_id == subscription_id, deliveries.c.part == 1)
        .order_by(deliveries.c.slot_date.desc(), deliveries.c.slot_time.desc())
        .limit(most)
        .offset(skip)
    )
    wanted = [(row.slot_date, row.slot_time) for row in first]
    if not wanted:
        return []
    rows = await connection.execute(
        select(deliveries)
        .where(
            deliveries.c.subscription_id == subscription_id,
            deliveries.c.slot_date.between(wanted[-1][0], wanted[0][0]),
        )
        .order_by(deliveries.c.part)
    )
    slots: dict[Any, list[Any]] = {key: [] for key in wanted}
    for row in rows:
        slots.get((row.slot_date, row.slot_time), []).append(row)
    told = await _stories(connection, [parts[0].edition_id for parts in slots.values() if parts[0].edition_id])
    return [_past(parts, told) for parts in slots.values()]


async def _stories(connection: AsyncConnection, edition_ids: Sequence[int]) -> dict[int, int]:
    """How many stories these editions told."""
    query = select(edition_articles.c.edition_id, func.count()).group_by(edition_articles.c.edition_id)
    rows = await connection.execute(query.where(edition_articles.c.edition_id.in_(edition_ids), _TOLD))
    return {row[0]: row[1] for row in rows}


def _past(parts: Sequence[Any], told: dict[int, int]) -> PastBriefing:
    first = parts[0]
    sent = [row.finished_at for row in parts if row.state in (DeliveryState.SENT, DeliveryState.UNCONFIRMED)]
    return PastBriefing(
        slot_at=first.slot_at,
        edition_id=first.edition_id,
        stories=told.get(first.edition_id, 0),
        states=tuple(DeliveryState(row.state) for row in parts),
        reason=next((row.reason for row in parts if row.reason), ""),
        sent_at=min((each for each in sent if each is not None), default=None),
    )


async def belongs(connection: AsyncConnection, subscription_id: int, edition_id: int) -> bool:
    """Whether the subscription was meant to get this edition."""
    # The sum keeps the databases off the index by editions: thousands of chats share one, a chat has had a few hundred.
    query = select(deliveries.c.id).where(
        deliveries.c.subscription_id == subscription_id, deliveries.c.edition_id + 0 == edition_id
    )
    return (await connection.execute(query.limit(1))).first() is not None


async def by_token(connection: AsyncConnection, token: str) -> int | None:
    """The edition that a link names."""
    return (await connection.execute(select(editions.c.id).where(editions.c.token == token))).scalar_one_or_none()


async def token_of(connection: AsyncConnection, edition_id: int) -> str:
    """What names the edition in links; empty for one of a release that made no links."""
    found = await connection.execute(select(editions.c.token).where(editions.c.id == edition_id))
    return found.scalar_one_or_none() or ""


async def parts(connection: AsyncConnection, edition_id: int) -> tuple[EditionPart, ...]:
    """The messages of an edition, as they were sent."""
    rows = await connection.execute(
        select(edition_parts).where(edition_parts.c.edition_id == edition_id).order_by(edition_parts.c.part)
    )
    return tuple(EditionPart(row.html, row.plain, _keyboard(row.keyboard)) for row in rows)


def _keyboard(stored: str) -> tuple[tuple[dict[str, str], ...], ...]:
    rows = json.loads(stored)["inline_keyboard"] if stored else ()
    return tuple(tuple(row) for row in rows)


async def latest_got(connection: AsyncConnection, subscription_id: int) -> GotEdition | None:
    """The newest edition that the subscription has got, with the moment at which the last of it came."""
    query = _got(subscription_id).add_columns(deliveries.c.finished_at, deliveries.c.slot_at)
    order = (deliveries.c.slot_date.desc(), deliveries.c.slot_time.desc(), deliveries.c.part.desc())
    row = (await connection.execute(query.order_by(*order).limit(1))).first()
    return None if row is None else GotEdition(row.edition_id, row.finished_at or row.slot_at)


async def latest_with(connection: AsyncConnection, subscription_id: int, article_id: int) -> int | None:
    """The newest edition with this article, told or without room for it, that the subscription has got."""
    holds = exists().where(
        edition_articles.c.edition_id == deliveries.c.edition_id, edition_articles.c.article_id == article_id
    )
    query = _got(subscription_id, holds)
    query = query.order_by(deliveries.c.slot_date.desc(), deliveries.c.slot_time.desc()).limit(1)
    found: int | None = (await connection.execute(query)).scalar_one_or_none()
    return found


def _got(subscription_id: int, *conditions: ColumnElement[bool]) -> Select[Any]:
    return select(deliveries.c.edition_id).where(
        deliveries.c.subscription_id == subscription_id,
        deliveries.c.edition_id.is_not(None),
        deliveries.c.state.in_((DeliveryState.SENT.value, DeliveryState.UNCONFIRMED.value)),
        *conditions,
    )


async def told(connection: AsyncConnection, edition_id: int) -> list[ToldStory]:
    """The stories of an edition, in the order in which they were told."""
    query = (
        select(edition_articles.c.article_id, edition_articles.c.factors)
        .add_columns(articles.c.title, articles.c.shown_at, editions.c.created_at)
        .join(articles, articles.c.id == edition_articles.c.article_id)
        .join(editions, editions.c.id == edition_articles.c.edition_id)
        .where(edition_articles.c.edition_id == edition_id, _TOLD)
        .order_by(edition_articles.c.place)
    )
    return [
        _story(number, row, row.created_at, row.factors)
        for number, row in enumerate(await connection.execute(query), 1)
    ]


async def spared(connection: AsyncConnection, edition_id: int, article_id: int) -> ToldStory | None:
    """A story that the edition had no room for; None where it is none of them."""
    query = (
        select(articles.c.id.label("article_id"), articles.c.title, articles.c.shown_at, editions.c.created_at)
        .join(edition_articles, edition_articles.c.article_id == articles.c.id)
        .join(editions, editions.c.id == edition_articles.c.edition_id)
        .where(edition_articles.c.edition_id == edition_id, articles.c.id == article_id, ~_TOLD)
    )
    row = (await connection.execute(query)).one_or_none()
    return None if row is None else _story(0, row, row.created_at, None)


async def shown(connection: AsyncConnection, edition: Edition, made: datetime) -> list[ToldStory]:
    """The stories of an edition that was shown without being stored, in their order."""
    query = select(articles.c.id.label("article_id"), articles.c.title, articles.c.shown_at)
    query = query.where(articles.c.id.in_(edition.article_ids))
    rows = {row.article_id: row for row in await connection.execute(query)}
    return [
        _story(number, rows[key], made, edition.factors.get(key))
        for number, key in enumerate(edition.article_ids, 1)
        if key in rows
    ]


def _story(number: int, row: Any, made: datetime, factors: object) -> ToldStory:
    known = factors if isinstance(factors, Mapping) else {}
    return ToldStory(number, row.article_id, row.title, made, made - row.shown_at, known)
