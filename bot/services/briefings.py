"""Briefings as a person asks for them: what is new now, and what was delivered."""

from collections.abc import Callable
from datetime import datetime

from bot.clock import Clock
from bot.digest.builder import build
from bot.models import DeliveryRecord, Destination, Edition
from bot.services.requests import Wanted, newcomer, requests
from bot.slots import zone_of
from bot.storage import history, subscriptions
from bot.storage.engine import Store


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
            subscription = None if destination is None else await subscriptions.find(connection, destination)
            if subscription is None:
                request = await newcomer(connection, moment.date())
            else:
                day = moment.astimezone(zone_of(subscription.zone)).date()
                (request,) = await requests(connection, [Wanted(subscription, day)], moment)
            return await build(connection, request, read_button=self._read_button)

    async def recent(self, destination: Destination, most: int) -> list[DeliveryRecord]:
        """The chat's newest deliveries, newest first; empty without a subscription."""
        async with self._store.read() as connection:
            subscription = await subscriptions.find(connection, destination)
            if subscription is None:
                return []
            return await history.recent(connection, subscription.id, most=most)
