"""Briefings as a person asks for them: what is new now, and what was delivered."""

from collections.abc import Callable
from datetime import timedelta
from bot.slots import zone_of

from bot.clock import Clock
from bot.digest.builder import EditionRequest, build
from bot.models import DeliveryRecord, Destination, Edition
from bot.storage import articles, outbox, subscriptions
from bot.storage.engine import Store

# A chat that has got nothing for this long is briefed like a new one: the best of now, not an archive.
MEMORY = timedelta(days=60)
DEFAULT_MINUTES = 5


class Briefings:
    """Reads only: asking for a briefing uses up nothing of tomorrow's."""

    def __init__(self, store: Store, clock: Clock, *, read_button: Callable[[int], str]) -> None:
        self._store = store
        self._clock = clock
        self._read_button = read_button

    async def now(self, destination: Destination) -> Edition | None:
        """What is new for this chat since its last delivered briefing, or None; nothing is stored."""
        moment = self._clock.now()
        async with self._store.read() as connection:
            subscription = await subscriptions.find(connection, destination)
            reached: dict[int, int] = {}
            if subscription is not None:
                since = (moment - MEMORY).date()
                reached = await outbox.reached_through(connection, [subscription.id], since=since)
            zone = zone_of(subscription.zone) if subscription is not None else zone_of("UTC")
            request = EditionRequest(
                after_load=reached.get(subscription.id, 0) if subscription is not None else 0,
                through_load=await articles.last_load(connection),
                day=moment.astimezone(zone).date(),
                minutes=subscription.minutes if subscription is not None else DEFAULT_MINUTES,
            )
            return await build(connection, request, read_button=self._read_button)

    async def recent(self, destination: Destination, most: int) -> list[DeliveryRecord]:
        """The chat's newest deliveries, newest first; empty without a subscription."""
        async with self._store.read() as connection:
            subscription = await subscriptions.find(connection, destination)
            if subscription is None:
                return []
            return await outbox.recent(connection, subscription.id, most=most)
