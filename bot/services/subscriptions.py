"""Subscriptions as people and chats change them: when a briefing comes, and whether one comes at all."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import time

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.clock import Clock
from bot.errors import InvalidRequest, NotFound
from bot.models import ChatKind, Destination, Subscription
from bot.slots import EVERY_DAY, Schedule, UnknownZoneError, believable, next_slot, zone_of
from bot.storage import chats, outbox, subscriptions
from bot.storage.engine import Store
from bot.storage.subscriptions import Plan

UNSUBSCRIBED = "unsubscribed"
"""Why a subscription is inactive when the chat itself asked for it; such a one never comes back on its own."""


@dataclass(frozen=True, slots=True)
class Defaults:
    """What a new subscriber starts from."""

    local_time: time = time(7, 30)
    zone: str = "UTC"
    language: str = "en"
    weekdays: int = EVERY_DAY
    minutes: int = 5


@dataclass(frozen=True, slots=True)
class ChatProfile:
    """What Telegram tells of a chat with each message."""

    telegram_id: int
    kind: ChatKind
    title: str
    language: str


@dataclass(frozen=True, slots=True)
class Change:
    """The settings to change; None keeps what is, or takes the default of a new subscription."""

    local_time: time | None = None
    zone: str | None = None
    weekdays: int | None = None
    minutes: int | None = None


class Subscriptions:
    """Every verb is one transaction. Schedules follow `bot.slots`: never two briefings on one local date."""

    def __init__(self, store: Store, clock: Clock, defaults: Defaults) -> None:
        self._store = store
        self._clock = clock
        self.defaults = defaults

    async def find(self, destination: Destination) -> Subscription | None:
        """The subscription of this chat and topic, active or not."""
        async with self._store.read() as connection:
            return await subscriptions.find(connection, destination)

    async def subscribe(self, chat: ChatProfile, thread_id: int, change: Change) -> Subscription:
        """Subscribe, or change the subscription that is there and make it active. Raises InvalidRequest."""
        destination = Destination(chat.telegram_id, thread_id)
        async with self._store.write() as connection:
            known = await subscriptions.find(connection, destination)
            plan = self._plan(known, change)
            language = chat.language or self.defaults.language
            chat_id = await chats.remember(
                connection, chat.telegram_id, chat.kind, chat.title, language, now=self._clock.now()
            )
            await subscriptions.save(connection, chat_id, thread_id, plan, now=self._clock.now())
            return await _existing(connection, destination)

    async def change(self, destination: Destination, change: Change) -> Subscription:
        """Change an active subscription. Raises NotFound when there is none, InvalidRequest for an impossible value."""
        async with self._store.write() as connection:
            known = await _existing(connection, destination)
            if not known.active:
                raise NotFound("this chat has no active subscription")
            await self._save(connection, known, change)
            return await _existing(connection, destination)

    async def unsubscribe(self, destination: Destination) -> Subscription | None:
        """Stop the briefings, also one that waits to be sent; gives back what was active, with its settings."""
        async with self._store.write() as connection:
            known = await subscriptions.find(connection, destination)
            if known is None or not known.active:
                return None
            await self._stop(connection, [known], UNSUBSCRIBED)
            return known

    async def resume(self, destination: Destination) -> Subscription:
        """Bring a stopped subscription back as it was. Raises NotFound when there never was one."""
        async with self._store.write() as connection:
            known = await _existing(connection, destination)
            if not known.active:
                await self._save(connection, known, Change())
            return await _existing(connection, destination)

    async def chat_left(self, telegram_id: int, reason: str) -> int:
        """The bot was blocked or removed: stop every subscription of the chat; gives back how many were active."""
        async with self._store.write() as connection:
            active = [each for each in await subscriptions.find_all(connection, telegram_id) if each.active]
            await self._stop(connection, active, reason)
            return len(active)

    async def chat_returned(self, telegram_id: int) -> list[Subscription]:
        """The bot may write to the chat again: bring back what it had not stopped by itself, with its settings."""
        async with self._store.write() as connection:
            for known in await subscriptions.find_all(connection, telegram_id):
                if not known.active and known.inactive_reason != UNSUBSCRIBED and _known_zone(known.zone):
                    await self._save(connection, known, Change())
            return [each for each in await subscriptions.find_all(connection, telegram_id) if each.active]

    async def migrate(self, old: int, new: int) -> None:
        """A group became a supergroup: its subscriptions and what waits to be sent go with it."""
        async with self._store.write() as connection:
            left_behind = await chats.migrate(connection, old, new)
            await outbox.give_up(connection, left_behind, "moved to a supergroup", self._clock.now())

    async def _save(self, connection: AsyncConnection, known: Subscription, change: Change) -> None:
        plan = self._plan(known, change)
        await subscriptions.save(connection, known.chat_id, known.destination.thread_id, plan, now=self._clock.now())

    async def _stop(self, connection: AsyncConnection, stopped: Iterable[Subscription], reason: str) -> None:
        ids = [each.id for each in stopped]
        if ids:
            await subscriptions.deactivate(connection, ids, reason)
            await outbox.give_up(connection, ids, reason, self._clock.now())

    def _plan(self, known: Subscription | None, change: Change) -> Plan:
        """The change over what is known, or over the defaults, with the next slot. Raises InvalidRequest."""
        base = known or self.defaults
        try:
            zone_of(change.zone or base.zone)
            schedule = Schedule(
                base.local_time if change.local_time is None else change.local_time,
                change.zone or base.zone,
                base.weekdays if change.weekdays is None else change.weekdays,
            )
        except ValueError as error:
            raise InvalidRequest(str(error)) from error
        now = self._clock.now()
        last = None if known is None else believable(known.last_slot_date, now, schedule.zone)
        slot = next_slot(schedule, now, last)
        minutes = change.minutes or base.minutes
        return Plan(schedule.local_time, schedule.zone, schedule.weekdays, minutes, slot.at)


def _known_zone(name: str) -> bool:
    try:
        zone_of(name)
    except UnknownZoneError:
        return False
    return True


async def _existing(connection: AsyncConnection, destination: Destination) -> Subscription:
    found = await subscriptions.find(connection, destination)
    if found is None:
        raise NotFound("this chat has no subscription")
    return found
