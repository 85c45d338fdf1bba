"""Subscriptions as people and chats change them: when a briefing comes, and whether one comes at all."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, time, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.clock import Clock
from bot.errors import InvalidRequest, NotFound
from bot.models import ChatKind, Destination, Subscription
from bot.services.timetable import (
    Arranged,
    Later,
    Wished,
    arranged,
    first_day,
    planned,
    snoozed,
    with_last_dates,
    with_pause,
    without_present,
)
from bot.slots import EVERY_DAY, MOST_TIMES, Pause, QuietHours, Schedule, UnknownZoneError, zone_of
from bot.storage import chats, outbox, pauses, slots, subscriptions
from bot.storage.engine import Store
from bot.storage.slots import PlannedTime
from bot.storage.subscriptions import Plan

UNSUBSCRIBED = "unsubscribed"
"""Why a subscription is inactive when the chat itself asked for it; such a one never comes back on its own."""

PAUSED = "paused"
"""Why a briefing that waited to be sent was given up when the chat asked for a pause."""


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
    """The settings to change; None keeps what is, or takes the default of a new subscription.

    The times take the place of those there are, or come in addition (`also`). `weekdays` are for all times that name
    none of their own.
    """

    times: tuple[Wished, ...] = ()
    zone: str | None = None
    weekdays: int | None = None
    minutes: int | None = None
    also: bool = False


class Subscriptions:
    """Every verb is one transaction. Schedules follow `bot.slots`: no time gives two briefings on one local date."""

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
            known = await subscriptions.find(connection, destination, lock=True)
            plan = await self._plan(connection, known, change)
            language = chat.language or self.defaults.language
            chat_id = await chats.remember(
                connection, chat.telegram_id, chat.kind, chat.title, language, now=self._clock.now()
            )
            await subscriptions.save(connection, chat_id, thread_id, plan, now=self._clock.now())
            return await _existing(connection, destination)

    async def change(self, destination: Destination, change: Change) -> Subscription:
        """Change an active subscription. Raises NotFound when there is none, InvalidRequest for an impossible value."""
        async with self._store.write() as connection:
            await self._save(connection, await _active(connection, destination), change)
            return await _existing(connection, destination)

    async def set_days(self, destination: Destination, at: time, weekdays: int) -> Subscription:
        """Set the weekdays of one of the times; one that is no more is left so."""
        async with self._store.write() as connection:
            known = await _active(connection, destination)
            if any(each.local_time == at for each in known.times):
                await self._save(connection, known, Change((Wished(at, weekdays),), also=True))
            return await _existing(connection, destination)

    async def remove_time(self, destination: Destination, at: time) -> Subscription:
        """Take away one of several times. The last one stays: who wants none pauses or unsubscribes."""
        async with self._store.write() as connection:
            known = await _active(connection, destination)
            left = tuple(each for each in known.times if each.local_time != at)
            if left:
                await self._save(connection, replace(known, times=left), Change())
            return await _existing(connection, destination)

    async def unsubscribe(self, destination: Destination) -> Subscription | None:
        """Stop the briefings, also one that waits to be sent; gives back what was active, with its settings."""
        async with self._store.write() as connection:
            known = await subscriptions.find(connection, destination, lock=True)
            if known is None or not known.active:
                return None
            await self._stop(connection, [known], UNSUBSCRIBED)
            return known

    async def resume(self, destination: Destination) -> Subscription:
        """Bring back a stopped subscription as it was, and end a pause. Raises NotFound when there never was one."""
        async with self._store.write() as connection:
            known = await _existing(connection, destination)
            left = without_present(known.pauses, self._today(known)) if _known_zone(known.zone) else known.pauses
            if not known.active or left != known.pauses:
                await self._save(connection, await self._paused(connection, known, left), Change())
            return await _existing(connection, destination)

    async def pause(
        self, destination: Destination, first: date | None = None, last: date | None = None, *, days: int | None = None
    ) -> Subscription:
        """No briefing from that day on (None: from now on) to the last one, or for so many days, or without an end.

        Raises InvalidRequest when nothing would come on those days anyway.
        """
        async with self._store.write() as connection:
            known = await _active(connection, destination)
            start = first or first_day(known, self._clock.now())
            last = last if days is None else start + timedelta(days=days - 1)
            if last is not None and last < start:
                raise InvalidRequest("Until then no briefing comes anyway. An example: /pause until Monday")
            new = Pause(start, last)
            left = with_pause(known.pauses, new, instead=first is None)
            await self._save(connection, await self._paused(connection, known, left), Change())
            if new.covers(self._today(known)):
                await outbox.give_up(connection, [known.id], PAUSED, self._clock.now())
            return await _existing(connection, destination)

    async def drop_pause(self, destination: Destination, first: date) -> Subscription:
        """Take back the pause that begins on that day."""
        async with self._store.write() as connection:
            known = await _active(connection, destination)
            left = tuple(each for each in known.pauses if each.first_day != first)
            await self._save(connection, await self._paused(connection, known, left), Change())
            return await _existing(connection, destination)

    async def snooze(self, destination: Destination, later: timedelta | time | None) -> Subscription | Later:
        """Put off the coming briefing alone: by a span, or until a time; None takes that back."""
        async with self._store.write() as connection:
            known = await _active(connection, destination)
            put_off = snoozed(known, later, self._clock.now())
            if isinstance(put_off, Later):
                return put_off
            times = [put_off if each.local_time == put_off.local_time else each for each in known.times]
            kept = [
                PlannedTime(each.local_time, each.weekdays, each.next_due, each.last_slot_date, each.snoozed_from)
                for each in times
            ]
            await slots.replace(connection, known.id, kept)
            return await _existing(connection, destination)

    async def keep_quiet(self, destination: Destination, hours: QuietHours | None) -> Subscription:
        """Set the hours in which a briefing makes no sound; equal ones, or None, are none."""
        async with self._store.write() as connection:
            known = await _active(connection, destination)
            wanted = None if hours is None or hours.start == hours.end else hours
            await subscriptions.keep_quiet(connection, known.id, wanted)
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
                if _to_bring_back(known):
                    await self._save(connection, known, Change())
            return [each for each in await subscriptions.find_all(connection, telegram_id) if each.active]

    async def topic_reopened(self, destination: Destination) -> None:
        """A topic of a forum takes messages again: what Telegram had refused there comes back, with its settings."""
        async with self._store.write() as connection:
            known = await subscriptions.find(connection, destination, lock=True)
            if known is not None and _to_bring_back(known):
                await self._save(connection, known, Change())

    async def migrate(self, old: int, new: int) -> None:
        """A group became a supergroup: its subscriptions and what waits to be sent go with it."""
        async with self._store.write() as connection:
            left_behind = await chats.migrate(connection, old, new)
            await outbox.give_up(connection, left_behind, "moved to a supergroup", self._clock.now())

    def _today(self, known: Subscription) -> date:
        return self._clock.now().astimezone(zone_of(known.zone)).date()

    async def _paused(
        self, connection: AsyncConnection, known: Subscription, wanted: tuple[Pause, ...]
    ) -> Subscription:
        """The subscription with these pauses, which are written; its next slots are not, yet."""
        if wanted != known.pauses:
            await pauses.replace(connection, known.id, wanted, today=self._today(known))
        return replace(known, pauses=wanted)

    async def _save(self, connection: AsyncConnection, known: Subscription, change: Change) -> None:
        plan = await self._plan(connection, known, change)
        await subscriptions.save(connection, known.chat_id, known.destination.thread_id, plan, now=self._clock.now())

    async def _stop(self, connection: AsyncConnection, stopped: Iterable[Subscription], reason: str) -> None:
        ids = [each.id for each in stopped]
        if ids:
            await subscriptions.deactivate(connection, ids, reason)
            await outbox.give_up(connection, ids, reason, self._clock.now())

    async def _plan(self, connection: AsyncConnection, known: Subscription | None, change: Change) -> Plan:
        """The change over what is known, or over the defaults, with the next slots. Raises InvalidRequest."""
        zone = change.zone or (known.zone if known else self.defaults.zone)
        wished = change.times or (() if known else (Wished(self.defaults.local_time),))
        if known and change.also:
            new = {each.at for each in change.times}
            kept = (Wished(each.local_time, each.weekdays) for each in known.times if each.local_time not in new)
            wished = (*wished, *kept)
        times = arranged(known.times if known else (), wished, change.weekdays)
        _check(times, zone)
        if known is not None:
            there = {each.local_time for each in known.times}
            new_times = [each.at for each in times if each.at not in there]
            times = with_last_dates(times, {at: await slots.last_date(connection, known.id, at) for at in new_times})
        minutes = change.minutes or (known.minutes if known else self.defaults.minutes)
        upcoming = planned(known, times, zone, known.pauses if known else (), self._clock.now())
        return Plan(upcoming, zone, minutes)


def _check(times: tuple[Arranged, ...], zone: str) -> None:
    """Raises InvalidRequest for what no schedule can be."""
    if len(times) > MOST_TIMES:
        raise InvalidRequest("At most {count} times a day, please: take one away first.", count=MOST_TIMES)
    try:
        zone_of(zone)
        for each in times:
            Schedule(each.at, zone, each.weekdays)
    except ValueError as error:
        raise InvalidRequest(str(error)) from error


def _to_bring_back(known: Subscription) -> bool:
    """Stopped, but not by the chat itself."""
    return not known.active and known.inactive_reason != UNSUBSCRIBED and _known_zone(known.zone)


def _known_zone(name: str) -> bool:
    try:
        zone_of(name)
    except UnknownZoneError:
        return False
    return True


async def _existing(connection: AsyncConnection, destination: Destination) -> Subscription:
    found = await subscriptions.find(connection, destination, lock=True)
    if found is None:
        raise NotFound("this chat has no subscription")
    return found


async def _active(connection: AsyncConnection, destination: Destination) -> Subscription:
    found = await _existing(connection, destination)
    if not found.active:
        raise NotFound("this chat has no active subscription")
    return found
