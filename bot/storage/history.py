"""What the outbox tells of the past and the present, to people and to the planner. Changes nothing."""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.models import DeliveryRecord, DeliveryState
from bot.storage.outbox import OPEN
from bot.storage.schema import articles, deliveries, edition_articles, editions

# A chat has got, or may yet get, what is in one of these states.
REACHING = (
    DeliveryState.PLANNED,
    DeliveryState.SENDING,
    DeliveryState.SENT,
    DeliveryState.UNCERTAIN,
    DeliveryState.UNCONFIRMED,
)


async def reached_through(
    connection: AsyncConnection, subscription_ids: Sequence[int], *, since: date
) -> dict[int, int]:
    """For each subscription that has got a briefing since that day: the newest load which that briefing covered."""
    query = (
        select(deliveries.c.subscription_id, func.max(editions.c.through_load))
        .join(editions, editions.c.id == deliveries.c.edition_id)
        .where(
            deliveries.c.subscription_id.in_(subscription_ids),
            deliveries.c.slot_date >= since,
            deliveries.c.state.in_([state.value for state in REACHING]),
        )
        .group_by(deliveries.c.subscription_id)
    )
    return {row[0]: row[1] for row in await connection.execute(query)}


async def retelling(
    connection: AsyncConnection, subscription_ids: Sequence[int], *, since: date
) -> dict[int, frozenset[int]]:
    """For each subscription the editions since that day that told of a story in which there is something new now.

    Few editions do, so that chats which got the same news still get the same briefing.
    """
    rows = await connection.execute(
        select(deliveries.c.subscription_id, deliveries.c.edition_id).where(
            deliveries.c.subscription_id.in_(subscription_ids),
            deliveries.c.slot_date >= since,
            deliveries.c.part == 1,
            deliveries.c.state.in_([state.value for state in REACHING]),
        )
    )
    got: dict[int, set[int]] = {}
    for row in rows:
        got.setdefault(row.subscription_id, set()).add(row.edition_id)
    growing = await _growing(connection, set().union(*got.values()))
    return {subscription: frozenset(found & growing) for subscription, found in got.items() if found & growing}


async def _growing(connection: AsyncConnection, edition_ids: Collection[int]) -> set[int]:
    """Those of these editions that told of a story with articles which came in afterwards."""
    if not edition_ids:
        return set()
    told, new = articles.alias("told"), articles.alias("new")
    query = (
        select(editions.c.id)
        .distinct()
        .join(edition_articles, edition_articles.c.edition_id == editions.c.id)
        .join(told, told.c.id == edition_articles.c.article_id)
        .join(new, new.c.story_id == told.c.story_id)
        .where(editions.c.id.in_(edition_ids), new.c.load_id > editions.c.through_load)
    )
    return set((await connection.execute(query)).scalars())


async def recent(connection: AsyncConnection, subscription_id: int, *, most: int) -> list[DeliveryRecord]:
    """The newest deliveries of a subscription, for `/status`."""
    rows = await connection.execute(
        select(
            deliveries.c.slot_at,
            deliveries.c.slot_date,
            deliveries.c.part,
            deliveries.c.state,
            deliveries.c.reason,
            deliveries.c.finished_at,
            deliveries.c.attempts,
        )
        .where(deliveries.c.subscription_id == subscription_id)
        .order_by(deliveries.c.slot_date.desc(), deliveries.c.slot_time.desc(), deliveries.c.part.desc())
        .limit(most)
    )
    return [
        DeliveryRecord(
            slot_at=row.slot_at,
            slot_date=row.slot_date,
            part=row.part,
            state=DeliveryState(row.state),
            reason=row.reason,
            sent_at=row.finished_at if row.state in ("sent", "unconfirmed") else None,
            attempts=row.attempts,
        )
        for row in rows
    ]


async def counts(connection: AsyncConnection, *, since: datetime) -> dict[str, int]:
    """Deliveries by state: those finished since then, and all that are open."""
    rows = await connection.execute(
        select(deliveries.c.state, func.count())
        .where(
            deliveries.c.state.in_([state.value for state in OPEN]) | (deliveries.c.finished_at >= since),
        )
        .group_by(deliveries.c.state)
    )
    return {row[0]: row[1] for row in rows}
