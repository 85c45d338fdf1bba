"""What the edition of a slot depends on, for many subscriptions in a few queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.digest.builder import EditionRequest
from bot.models import Subscription
from bot.storage import articles, history

# A chat that has got nothing for this long is briefed like a new one: the best of now, not an archive.
MEMORY = timedelta(days=60)
# Reports of an event come in within a few days; what was told longer ago is an old story.
TOLD_LATELY = timedelta(days=5)
DEFAULT_MINUTES = 5


@dataclass(frozen=True, slots=True)
class Wanted:
    """A subscription that wants a briefing for a local day."""

    subscription: Subscription
    day: date


async def requests(connection: AsyncConnection, wanted: Sequence[Wanted], now: datetime) -> list[EditionRequest]:
    """The edition that each of them should get, in their order; chats that may share one have equal requests."""
    ids = [each.subscription.id for each in wanted]
    reached = await history.reached_through(connection, ids, since=(now - MEMORY).date())
    told = await history.retelling(connection, ids, since=(now - TOLD_LATELY).date())
    through = await articles.last_load(connection)
    return [
        EditionRequest(
            after_load=reached.get(each.subscription.id, 0),
            through_load=through,
            day=each.day,
            minutes=each.subscription.minutes,
            told=told.get(each.subscription.id, frozenset()),
        )
        for each in wanted
    ]


async def newcomer(connection: AsyncConnection, day: date) -> EditionRequest:
    """The edition for a chat that has had none."""
    return EditionRequest(0, await articles.last_load(connection), day=day, minutes=DEFAULT_MINUTES)
