"""What the latest deliveries came to, for operators: outcomes by reason, lateness, and what waits for too long."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.models import DeliveryState
from bot.storage.outbox import OPEN
from bot.storage.schema import chats, deliveries, subscriptions

# So many of the latest say enough about any number of them.
LOOKED_AT = 10_000
_OPEN = [state.value for state in OPEN]


@dataclass(frozen=True, slots=True)
class Outcomes:
    """The latest finished deliveries: how many came to what and why, and how late those were that were sent."""

    by_reason: tuple[tuple[DeliveryState, str, int], ...]
    """State, reason and count, the commonest first."""
    lateness: tuple[timedelta, ...]
    """From the slot to the confirmed send, ascending."""

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
        return self.lateness[min(len(self.lateness) - 1, int(share * len(self.lateness)))]


@dataclass(frozen=True, slots=True)
class StuckChat:
    """A chat with a delivery that waits since that slot."""

    telegram_id: int
    title: str
    since: datetime
    reason: str


async def latest(connection: AsyncConnection, *, since: datetime) -> Outcomes:
    """What finished since then, the latest ten thousand of it."""
    rows = (
        await connection.execute(
            select(deliveries.c.state, deliveries.c.reason, deliveries.c.slot_at, deliveries.c.finished_at)
            .where(deliveries.c.finished_at >= since)
            .order_by(deliveries.c.finished_at.desc())
            .limit(LOOKED_AT)
        )
    ).all()
    counted = Counter((DeliveryState(row.state), row.reason) for row in rows)
    late = sorted(row.finished_at - row.slot_at for row in rows if row.state == DeliveryState.SENT.value)
    by_reason = tuple((state, reason, count) for (state, reason), count in counted.most_common())
    return Outcomes(by_reason, tuple(late))


async def sent_since(connection: AsyncConnection, since: datetime) -> int:
    """How many deliveries were sent since then; ask for minutes, not for days."""
    query = select(func.count()).where(
        deliveries.c.finished_at >= since, deliveries.c.state == DeliveryState.SENT.value
    )
    return (await connection.execute(query)).scalar_one()


async def stuck(connection: AsyncConnection, *, before: datetime, most: int) -> Sequence[StuckChat]:
    """Chats with open deliveries of slots before then, the oldest first."""
    since = func.min(deliveries.c.slot_at)
    rows = await connection.execute(
        select(chats.c.telegram_id, chats.c.title, since.label("since"), func.max(deliveries.c.reason).label("reason"))
        .join(subscriptions, subscriptions.c.id == deliveries.c.subscription_id)
        .join(chats, chats.c.id == subscriptions.c.chat_id)
        .where(deliveries.c.state.in_(_OPEN), deliveries.c.slot_at < before)
        .group_by(chats.c.telegram_id, chats.c.title)
        .order_by(since)
        .limit(most)
    )
    return [StuckChat(row.telegram_id, row.title, row.since, row.reason) for row in rows]
