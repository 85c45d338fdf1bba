"""A clock that ran ahead and was set right: the days that it made up are taken back, so that the real ones come."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.models import Recipient, Subscription
from bot.schedule.turns import Turn, rewound
from bot.slots import LISTED_EXPIRED, UnknownZoneError
from bot.storage import facts, set_back, slots, subscriptions
from bot.storage.engine import Store
from bot.storage.slots import Step

# Clocks are corrected by less all the time, and a slot that went out this much early is not worth a word.
LEAST = timedelta(minutes=1)
# No turn records a day further back than this, even of a briefing a week. What is older was real: a machine that wakes
# up in 1970 must not take back its history.
FURTHEST_BACK = timedelta(weeks=LISTED_EXPIRED)
BATCH = 1000
# The instant of the last planning, and that of the last slot which went out and has not come.
PLANNED_AT = "planned_at"
AHEAD_UNTIL = "ahead_until"

_log = structlog.get_logger(__name__)

Turns = Iterable[tuple[Turn, Sequence[Recipient]]]


class SetBack:
    """Remembers the latest instant that was seen, also over restarts, and what is on record beyond the present."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._latest: datetime | None = None
        self._ahead_until: datetime | None = None

    async def check(self, now: datetime) -> None:
        """Before planning: if the clock was set back, what was planned ahead of it and has not begun is undone."""
        if self._latest is None:
            async with self._store.read() as connection:
                self._latest = _instant(await facts.get(connection, PLANNED_AT)) or now
                self._ahead_until = _instant(await facts.get(connection, AHEAD_UNTIL))
        if now < self._latest - LEAST:
            await self._undo(now, self._latest)
            self._latest = now
        self._latest = max(self._latest, now)

    async def planned(self, connection: AsyncConnection, now: datetime) -> None:
        """In the transaction of a planning."""
        await facts.put(connection, PLANNED_AT, now.isoformat())

    async def fresh(self, connection: AsyncConnection, turns: Turns) -> list[tuple[Turn, Sequence[Recipient]]]:
        """Without the slots that went out before they came; else a longer edition would send its second part alone."""
        found: list[tuple[Turn, Sequence[Recipient]]] = []
        for taken, recipients in turns:
            chosen = taken.chosen
            had: set[int] = set()
            if chosen is not None and self._ahead_until is not None and chosen.slot.at <= self._ahead_until:
                ids = [each.subscription_id for each in recipients]
                had = await set_back.with_slot(connection, ids, chosen.slot.day, chosen.slot.local_time)
            if had:
                found.append(
                    (replace(taken, chosen=None), [each for each in recipients if each.subscription_id in had])
                )
            found.append(
                (taken, [each for each in recipients if each.subscription_id not in had] if had else recipients)
            )
        return found

    async def _undo(self, now: datetime, latest: datetime) -> None:
        async with self._store.write() as connection:
            dropped = await set_back.drop_after(connection, max(now, latest - FURTHEST_BACK))
            self._ahead_until = await set_back.furthest(connection, now)
            await facts.put(connection, AHEAD_UNTIL, self._ahead_until.isoformat() if self._ahead_until else "")
        changed = await self._rewind(now)
        async with self._store.write() as connection:
            await self.planned(connection, now)
        _log.warning("clock_set_back", seconds=round((latest - now).total_seconds()), dropped=dropped, moved=changed)

    async def _rewind(self, now: datetime) -> int:
        """The next slots of all by the clock as it is, in batches; gives back how many changed."""
        changed, after_id = 0, 0
        while True:
            async with self._store.write() as connection:
                batch = await subscriptions.every(connection, after_id=after_id, due_after=now, most=BATCH)
                came = await set_back.last_days(connection, [each.id for each in batch], now)
                steps = [(step, [each.id]) for each in batch for step in _rewound(each, now, came.get(each.id, {}))]
                await slots.advance(connection, steps)
            changed += len(steps)
            if len(batch) < BATCH:
                return changed
            after_id = batch[-1].id


def _rewound(subscription: Subscription, now: datetime, came: "set_back.Days") -> list[Step]:
    try:
        return rewound(subscription.timetable, now, came)
    except UnknownZoneError:
        return []


def _instant(stored: str | None) -> datetime | None:
    return datetime.fromisoformat(stored) if stored else None
