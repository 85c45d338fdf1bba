"""What needs a person: looked for every minute, and told once, with what to do."""

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.clock import Clock
from bot.errors import DatabaseUnavailable
from bot.models import DeliveryState
from bot.storage import facts, outcomes
from bot.storage.engine import Store
from bot.storage.outcomes import Outcomes, StuckChat

LEAST_DISK = 300 * 2**20
"""Bytes: a database that cannot grow loses nothing, but delivers nothing either."""
WINDOW = timedelta(hours=1)
STUCK_AFTER = timedelta(hours=1)
# Fewer chats than this are named one by one; more are one trouble.
MOST_STUCK = 3
# One answer in a while gets lost; a share of them is Telegram's trouble, or the network's, even with few chats.
LEAST_UNCONFIRMED = 3
UNCONFIRMED_SHARE = 0.05
# Chats block a bot every day; a broadcast of which so many are refused has another cause.
LEAST_REFUSALS = 20
REFUSED_SHARE = 0.2
LEAST_EXPIRED = 20
# An operator who could not be reached may have no chat with the bot yet.
AGAIN_AFTER = timedelta(minutes=15)
# A trouble that comes back within this time was never gone.
FORGOTTEN_AFTER = timedelta(hours=6)


class Trouble(StrEnum):
    """The kinds of trouble."""

    DISK = "disk"
    REFUSALS = "refusals"
    STUCK = "stuck"
    LATE = "late"
    EXPIRED = "expired"
    UNCONFIRMED = "unconfirmed"


@dataclass(frozen=True, slots=True)
class Notice:
    """One trouble, with what its words need. `key` tells it from another of its kind."""

    trouble: Trouble
    key: str
    count: int = 0
    detail: str = ""
    since: datetime | None = None


def troubles(found: Outcomes, stuck: Sequence[StuckChat], free: int | None) -> list[Notice]:
    """What needs a person now. `free` is the room on the database's disk, in bytes; None where that is not ours."""
    notices = []
    if free is not None and free < LEAST_DISK:
        notices.append(Notice(Trouble.DISK, Trouble.DISK, count=free // 2**20))
    refused = found.of(DeliveryState.DEAD)
    if refused >= LEAST_REFUSALS and refused >= REFUSED_SHARE * found.count:
        reason = next(reason for state, reason, _ in found.by_reason if state is DeliveryState.DEAD)
        notices.append(Notice(Trouble.REFUSALS, Trouble.REFUSALS, count=refused, detail=reason))
    if (expired := found.of(DeliveryState.EXPIRED)) >= LEAST_EXPIRED:
        notices.append(Notice(Trouble.EXPIRED, Trouble.EXPIRED, count=expired))
    unknown = found.of(DeliveryState.UNCONFIRMED)
    if unknown >= LEAST_UNCONFIRMED and unknown >= UNCONFIRMED_SHARE * found.count:
        notices.append(Notice(Trouble.UNCONFIRMED, Trouble.UNCONFIRMED, count=unknown))
    if len(stuck) > MOST_STUCK:
        notices.append(Notice(Trouble.LATE, Trouble.LATE, count=len(stuck), since=stuck[0].since))
    else:
        notices += [
            Notice(Trouble.STUCK, f"{Trouble.STUCK}:{each.telegram_id}", each.telegram_id, each.reason, each.since)
            for each in stuck
        ]
    return notices


class Watch:
    """`free` gives the room on the database's disk, in bytes."""

    def __init__(self, store: Store, clock: Clock, *, free: Callable[[], int | None]) -> None:
        self._store = store
        self._clock = clock
        self._free = free
        # What was told is remembered here too: with a full disk it cannot be written down.
        self._told: dict[str, str] = {}
        self._unheard: dict[str, datetime] = {}

    async def look(self) -> list[Notice]:
        """The troubles that nobody was told of yet; what is over is forgotten, so that its return is told."""
        now = self._clock.now()
        async with self._store.read() as connection:
            found = await outcomes.latest(connection, since=now - WINDOW)
            stuck = await outcomes.stuck(connection, before=now - STUCK_AFTER, most=MOST_STUCK + 1)
            written = await _written(connection)
        present = troubles(found, stuck, self._free())
        keys = {notice.key for notice in present}
        self._told = _kept({**self._told, **written}, keys, now)
        self._unheard = {key: again for key, again in self._unheard.items() if key in keys}
        if written != self._told:
            with suppress(DatabaseUnavailable):
                await self._write_down(self._told)
        untold = [notice for notice in present if notice.key not in self._told]
        return [notice for notice in untold if self._unheard.get(notice.key, now) <= now]

    async def told(self, notice: Notice) -> None:
        """An operator has been told. Raises DatabaseUnavailable when that cannot be written down yet."""
        self._told[notice.key] = self._clock.now().isoformat()
        async with self._store.read() as connection:
            written = await _written(connection)
        await self._write_down({**self._told, **written, notice.key: self._told[notice.key]})

    def is_new(self, notice: Notice) -> bool:
        """Whether nobody tried to tell it yet."""
        return notice.key not in self._unheard

    def unheard(self, notice: Notice) -> None:
        """No operator could be reached."""
        self._unheard[notice.key] = self._clock.now() + AGAIN_AFTER

    def operator_came(self) -> None:
        """An operator has opened a chat: what none of them heard is told at the next look."""
        self._unheard = dict.fromkeys(self._unheard, self._clock.now())

    async def _write_down(self, told: dict[str, str]) -> None:
        async with self._store.write() as connection:
            await facts.put(connection, facts.TROUBLES_TOLD, json.dumps(told))


async def _written(connection: AsyncConnection) -> dict[str, str]:
    found: dict[str, str] = json.loads(await facts.get(connection, facts.TROUBLES_TOLD) or "{}")
    return found


def _kept(told: Mapping[str, str], present: Collection[str], now: datetime) -> dict[str, str]:
    """When each trouble was there last, to the hour: those that are over for long are left out."""
    kept = {}
    for key, at in told.items():
        age = now - datetime.fromisoformat(at)
        if key in present:
            kept[key] = at if age < WINDOW else now.isoformat()
        elif age < FORGOTTEN_AFTER:
            kept[key] = at
    return kept
