"""Due subscriptions -> editions + deliveries + next due time, in one transaction a batch."""

import asyncio
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.clock import Clock
from bot.digest.builder import Buttons, MoreButton, ReadButton
from bot.models import DeliveryState, Recipient, Timetable
from bot.schedule.editions import StoredEdition, TickEditions
from bot.schedule.set_back import SetBack
from bot.schedule.turns import Chosen, Turn, recomputed, turn
from bot.services.requests import Wanted
from bot.slots import Slot, UnknownZoneError
from bot.storage import facts, outbox, slots, subscriptions
from bot.storage.engine import Store
from bot.storage.outbox import PlannedDelivery
from bot.storage.slots import Step

BATCH = 1000
ZONE_DATA = "tzdata"
# No schedule has a next slot later than in a week, plus a day for zones and daylight saving.
FURTHEST = timedelta(days=8)

Due = Mapping[Timetable, list[Recipient]]
Made = Mapping[int, StoredEdition | None]

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class PlanReport:
    """What one tick did, for its log line."""

    subscriptions: int = 0
    planned: int = 0
    skipped: int = 0
    expired: int = 0

    def __add__(self, other: "PlanReport") -> "PlanReport":
        return PlanReport(
            self.subscriptions + other.subscriptions,
            self.planned + other.planned,
            self.skipped + other.skipped,
            self.expired + other.expired,
        )


class Planner:
    """Plans what is due. Doing so twice, or in two processes, plans nothing twice: a slot is a unique key."""

    def __init__(
        self, store: Store, clock: Clock, *, read_button: ReadButton, more_button: MoreButton | None = None
    ) -> None:
        self._store = store
        self._clock = clock
        self._buttons = Buttons(read_button, more_button)
        self._set_back = SetBack(store)

    async def run_once(self) -> PlanReport:
        """Plan every slot that has come, in batches; each batch is complete or has not happened."""
        now, total = self._clock.now(), PlanReport()
        await self._set_back.check(now)
        async with self._store.read() as connection:
            if not await subscriptions.any_due(connection, now):
                return total
        tick = await TickEditions.begin(self._store, self._buttons, now)
        while True:
            async with self._store.prompt.write() as connection:
                due = await subscriptions.due(connection, now, BATCH)
                total += await self._plan(connection, due, now, tick)
                if due:
                    await self._set_back.planned(connection, now)
            if not due:
                break
            # Whoever waits for the one writer of SQLite has it now: it would be taken again before they wake up.
            await asyncio.sleep(0)
            await tick.make_missing()
        if total.subscriptions:
            _log.info("planned", **asdict(total))
        return total

    async def _plan(self, connection: AsyncConnection, due: Due, now: datetime, tick: TickEditions) -> PlanReport:
        """Whoever waits for an edition comes again with the next batch, and is not planned in this one at all."""
        turns = await self._set_back.fresh(connection, await self._turns(connection, due, now))
        wanted = [
            Wanted(each, taken.chosen.slot.day, taken.chosen.weekly)
            for taken, recipients in turns
            if taken.chosen is not None
            for each in recipients
        ]
        made = await tick.of(connection, wanted)
        ready = [(taken, _ready(taken, recipients, made)) for taken, recipients in turns]
        rows = [row for taken, keys in ready for row in _rows(taken, keys, made)]
        await outbox.plan(connection, rows, now)
        await slots.advance(connection, [(step, keys) for taken, keys in ready if keys for step in taken.steps])
        return _report(sum(len(keys) for _, keys in ready), rows)

    async def pass_over(self, reason: str) -> int:
        """Record every slot that has come as expired, with the reason, and send nothing; gives back how many."""
        passed, now = 0, self._clock.now()
        while True:
            async with self._store.prompt.write() as connection:
                due = await subscriptions.due(connection, now, BATCH)
                turns = [
                    (taken, [each.subscription_id for each in recipients])
                    for taken, recipients in await self._turns(connection, due, now)
                ]
                rows = [_lost(keys, slot, reason) for taken, keys in turns for slot in _all_of(taken)]
                await outbox.plan(connection, rows, now)
                await slots.advance(connection, [(step, keys) for taken, keys in turns for step in taken.steps])
            passed += sum(len(row.subscription_ids) for row in rows)
            if not due:
                return passed

    async def _turns(self, connection: AsyncConnection, due: Due, now: datetime) -> list[tuple[Turn, list[Recipient]]]:
        """What becomes of the slots of each; one in a zone that is no more ends here."""
        turns = []
        for timetable, recipients in due.items():
            try:
                turns.append((turn(timetable, now), recipients))
            except UnknownZoneError as error:
                gone = [each.subscription_id for each in recipients]
                await subscriptions.deactivate(connection, gone, str(error))
                for key in gone:
                    _log.warning("zone_unknown", subscription=key, zone=timetable.zone)
        return turns

    async def follow_zone_data(self, version: str) -> int:
        """Recompute every next slot when the time zone data has changed; gives back how many changed.

        Governments change their clocks at short notice: a stored instant may no longer be 07:30.
        """
        async with self._store.read() as connection:
            if await facts.get(connection, ZONE_DATA) == version:
                return 0
        changed = await self._recompute(datetime.min.replace(tzinfo=UTC))
        async with self._store.prompt.write() as connection:
            await facts.put(connection, ZONE_DATA, version)
        return changed

    async def pull_back(self) -> int:
        """Recompute next slots further ahead than any schedule reaches: the clock ran ahead and was set right."""
        return await self._recompute(self._clock.now() + FURTHEST)

    async def _recompute(self, after: datetime) -> int:
        """Recompute the next slots later than that instant, in batches; gives back how many changed."""
        changed, after_id, now = 0, 0, self._clock.now()
        while True:
            async with self._store.prompt.write() as connection:
                batch = await subscriptions.every(connection, after_id=after_id, due_after=after, most=BATCH)
                steps = [(step, [each.id]) for each in batch for step in _recomputed(each.timetable, now)]
                await slots.advance(connection, steps)
            changed += len(steps)
            if len(batch) < BATCH:
                return changed
            after_id = batch[-1].id


def _recomputed(timetable: Timetable, now: datetime) -> list[Step]:
    try:
        return recomputed(timetable, now)
    except UnknownZoneError:
        return []


def _all_of(taken: Turn) -> list[Slot]:
    """The slots that are over, and the one that would have gone out."""
    return [slot for slot, _ in taken.lost] + ([] if taken.chosen is None else [taken.chosen.slot])


def _ready(taken: Turn, recipients: Iterable[Recipient], made: Made) -> list[int]:
    """Of these subscriptions, those whose edition is made, or that need none."""
    keys = [each.subscription_id for each in recipients]
    return keys if taken.chosen is None else [key for key in keys if key in made]


def _rows(taken: Turn, subscription_ids: Sequence[int], made: Made) -> list[PlannedDelivery]:
    if not subscription_ids:
        return []
    rows = [_lost(subscription_ids, slot, reason) for slot, reason in taken.lost]
    if taken.chosen is not None:
        alike: dict[StoredEdition | None, list[int]] = {}
        for key in subscription_ids:
            alike.setdefault(made[key], []).append(key)
        for edition, keys in alike.items():
            rows += _parts(keys, taken.chosen, edition)
    return rows


def _lost(subscription_ids: Sequence[int], slot: Slot, reason: str) -> PlannedDelivery:
    return PlannedDelivery(
        subscription_ids=subscription_ids,
        slot_date=slot.day,
        slot_time=slot.local_time,
        slot_at=slot.at,
        part=1,
        edition_id=None,
        expires_at=slot.at,
        state=DeliveryState.EXPIRED,
        reason=reason,
    )


def _parts(subscription_ids: Sequence[int], chosen: Chosen, edition: StoredEdition | None) -> list[PlannedDelivery]:
    state = DeliveryState.SKIPPED if edition is None else DeliveryState.PLANNED
    return [
        PlannedDelivery(
            subscription_ids=subscription_ids,
            slot_date=chosen.slot.day,
            slot_time=chosen.slot.local_time,
            slot_at=chosen.slot.at,
            part=part,
            edition_id=None if edition is None else edition.id,
            expires_at=chosen.expires,
            state=state,
            reason="nothing new" if edition is None else "",
            silent=chosen.silent,
        )
        for part in range(1, 2 if edition is None else edition.parts + 1)
    ]


def _report(planned: int, rows: Iterable[PlannedDelivery]) -> PlanReport:
    counts: Counter[DeliveryState] = Counter()
    for row in rows:
        counts[row.state] += len(row.subscription_ids)
    return PlanReport(
        subscriptions=planned,
        planned=counts[DeliveryState.PLANNED],
        skipped=counts[DeliveryState.SKIPPED],
        expired=counts[DeliveryState.EXPIRED],
    )
