"""What the latest deliveries came to, for operators: outcomes by reason, lateness, and what waits for too long."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.models import DeliveryState
from bot.storage.elapsed import seconds_between
from bot.storage.schema import chats, deliveries, subscriptions

# So many of the latest say enough about any number of them.
LOOKED_AT = 10_000
# Of the rows that wait for too long the oldest are looked at; a chat has fewer than this among them.
MOST_OF_A_CHAT = 50


@dataclass(frozen=True, slots=True)
class Outcomes:
    """The latest finished deliveries: how many came to what and why, and how late those were that were sent."""

    by_reason: tuple[tuple[DeliveryState, str, int], ...]
    """State, reason and count, the commonest first."""
    lateness: tuple[float, ...]
    """Seconds from the slot to the confirmed send, ascending."""

    @property
    def count(self) -> int:
        """How many deliveries these are."""
        return sum(count for _, _, count in self.by_reason)

    def of(self, *states: DeliveryState) -> int:
        """How many ended so."""
        return sum(count for state, _, count in self.by_reason if state in states)

    def late(self, share: float) -> timedelta | None:
        """The lateness that this share of the sent deliveries did not exceed; None when none was sent."""
        if not self.lateness:
            return None
        return timedelta(seconds=self.lateness[min(len(self.lateness) - 1, int(share * len(self.lateness)))])


@dataclass(frozen=True, slots=True)
class StuckChat:
    """A chat with a delivery that waits since that slot."""

    telegram_id: int
    title: str
    since: datetime
    reason: str


async def latest(connection: AsyncConnection, *, since: datetime) -> Outcomes:
    """What finished since then, the latest ten thousand of it.

    The database counts: ten thousand rows made into objects would hold up replies for a tenth of a second.
    """
    finished = (
        select(deliveries.c.state, deliveries.c.reason, deliveries.c.slot_at, deliveries.c.finished_at)
        .where(deliveries.c.finished_at >= since)
        .order_by(deliveries.c.finished_at.desc())
        .limit(LOOKED_AT)
        .subquery()
    )
    number = func.count()
    counted = await connection.execute(
        select(finished.c.state, finished.c.reason, number)
        .group_by(finished.c.state, finished.c.reason)
        .order_by(number.desc())
    )
    late = await connection.execute(
        select(seconds_between(finished.c.slot_at, finished.c.finished_at)).where(
            finished.c.state == DeliveryState.SENT.value
        )
    )
    by_reason = tuple((DeliveryState(state), reason, count) for state, reason, count in counted)
    return Outcomes(by_reason, tuple(sorted(late.scalars())))


async def sent_since(connection: AsyncConnection, since: datetime) -> int:
    """How many deliveries were sent since then; ask for minutes, not for days."""
    query = select(func.count()).where(
        deliveries.c.finished_at >= since, deliveries.c.state == DeliveryState.SENT.value
    )
    return (await connection.execute(query)).scalar_one()


async def oldest_open(connection: AsyncConnection) -> datetime | None:
    """The slot of the delivery that is open for the longest; when it may be tried again plays no part."""
    query = select(func.min(deliveries.c.slot_at)).where(deliveries.c.finished_at.is_(None))
    found: datetime | None = (await connection.execute(query)).scalar_one()
    return found


async def stuck(connection: AsyncConnection, *, before: datetime, most: int) -> Sequence[StuckChat]:
    """Chats with open deliveries of slots before then, the oldest first."""
    open_ones = (
        select(deliveries.c.subscription_id, deliveries.c.slot_at, deliveries.c.reason)
        .where(deliveries.c.finished_at.is_(None), deliveries.c.slot_at < before)
        .order_by(deliveries.c.slot_at, deliveries.c.id)
        .limit(most * MOST_OF_A_CHAT)
        .subquery()
    )
    since = func.min(open_ones.c.slot_at)
    rows = await connection.execute(
        select(chats.c.telegram_id, chats.c.title, since.label("since"), func.max(open_ones.c.reason).label("reason"))
        .select_from(open_ones)
        .join(subscriptions, subscriptions.c.id == open_ones.c.subscription_id)
        .join(chats, chats.c.id == subscriptions.c.chat_id)
        .group_by(chats.c.telegram_id, chats.c.title)
        .order_by(since)
        .limit(most)
    )
    return [StuckChat(row.telegram_id, row.title, row.since, row.reason) for row in rows]
