"""Briefings as a person asks for them: what is new now, and what was delivered."""

from collections.abc import Callable
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.digest.builder import EditionRequest, build
from bot.models import DeliveryRecord, Destination, Edition
from bot.slots import zone_of
from bot.storage import articles, history, subscriptions
from bot.storage.engine import Store

# A chat that has got nothing for this long is briefed like a new one: the best of now, not an archive.
MEMORY = timedelta(days=60)
# Reports of an event come in within a few days; what was told longer ago is an old story.
TOLD_LATELY = timedelta(days=5)
DEFAULT_MINUTES = 5


class Briefings:
    """Reads only: asking for a briefing uses up nothing of tomorrow's."""

    def __init__(self, store: Store, clock: Clock, *, read_button: Callable[[int], str]) -> None:
        self._store = store
        self._clock = clock
        self._read_button = read_button

    async def now(self, destination: Destination) -> Edition | None:
        """What is new for this chat since its last delivered briefing, or None; nothing is stored."""
        return await self.at(destination, self._clock.now())

    async def at(self, destination: Destination | None, moment: datetime) -> Edition | None:
        """The briefing that this chat, or a new one, would get at that moment from the library as it is now."""
        async with self._store.read() as connection:
            through = await articles.last_load(connection)
            subscription = None if destination is None else await subscriptions.find(connection, destination)
            if subscription is None:
                request = EditionRequest(0, through, day=moment.date(), minutes=DEFAULT_MINUTES)
            else:
                since = (moment - MEMORY).date()
                reached = await history.reached_through(connection, [subscription.id], since=since)
                lately = (moment - TOLD_LATELY).date()
                told = await history.retelling(connection, [subscription.id], since=lately)
                request = EditionRequest(
                    after_load=reached.get(subscription.id, 0),
                    through_load=through,
                    day=moment.astimezone(zone_of(subscription.zone)).date(),
                    minutes=subscription.minutes,
                    told=told.get(subscription.id, frozenset()),
                )
            return await build(connection, request, read_button=self._read_button)

    async def recent(self, destination: Destination, most: int) -> list[DeliveryRecord]:
        """The chat's newest deliveries, newest first; empty without a subscription."""
        async with self._store.read() as connection:
            subscription = await subscriptions.find(connection, destination)
            if subscription is None:
                return []
            return await history.recent(connection, subscription.id, most=most)
