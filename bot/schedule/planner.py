"""Due subscriptions -> editions + deliveries + next due time, in one transaction a batch."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.clock import Clock
from bot.digest.builder import MoreButton, ReadButton
from bot.models import DeliveryState, Subscription
from bot.schedule.editions import StoredEdition, TickEditions
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
        self._read_button = read_button
        self._more_button = more_button

    async def run_once(self) -> PlanReport:
        """Plan every slot that has come, in batches; each batch is complete or has not happened."""
        now = self._clock.now()
        total = PlanReport()
        tick = TickEditions(read_button=self._read_button, more_button=self._more_button)
        while True:
            async with self._store.write() as connection:
                due = await subscriptions.due(connection, now, BATCH)
                total += await self._plan(connection, due, now, tick) if due else PlanReport()
            if not due:
                break
        if total.subscriptions:
            _log.info("planned", **asdict(total))
        return total

    async def _plan(
        self, connection: AsyncConnection, due: Sequence[Subscription], now: datetime, tick: TickEditions
    ) -> PlanReport:
        turns = await self._turns(connection, due, now)
        going = [(each, taken.chosen) for each, taken in turns if taken.chosen is not None]
        wanted = [Wanted(each, chosen.slot.day) for each, chosen in going]
        rows = [_lost(each, slot, reason) for each, taken in turns for slot, reason in taken.lost]
        for (each, chosen), edition in zip(going, await tick.of(connection, wanted, now), strict=True):
            rows += _rows(each, chosen, edition)
        await outbox.plan(connection, rows, now)
        await slots.advance(connection, [step for _, taken in turns for step in taken.steps])
        return _report(due, rows)

    async def pass_over(self, reason: str) -> int:
        """Record every slot that has come as expired, with the reason, and send nothing; gives back how many."""
        passed, now = 0, self._clock.now()
        while True:
            async with self._store.write() as connection:
                due = await subscriptions.due(connection, now, BATCH)
                turns = await self._turns(connection, due, now)
                rows = [_lost(each, slot, reason) for each, taken in turns for slot in _all_of(taken)]
                await outbox.plan(connection, rows, now)
                await slots.advance(connection, [step for _, taken in turns for step in taken.steps])
            passed += len(rows)
            if not due:
                return passed

    async def _turns(
        self, connection: AsyncConnection, due: Sequence[Subscription], now: datetime
    ) -> list[tuple[Subscription, Turn]]:
        """What becomes of the slots of each; one in a zone that is no more ends here."""
        turns = []
        for each in due:
            try:
                turns.append((each, turn(each, now)))
            except UnknownZoneError as error:
                await subscriptions.deactivate(connection, [each.id], str(error))
                _log.warning("zone_unknown", subscription=each.id, zone=each.zone)
        return turns

    async def follow_zone_data(self, version: str) -> int:
        """Recompute every next slot when the time zone data has changed; gives back how many changed.

        Governments change their clocks at short notice: a stored instant may no longer be 07:30.
        """
        async with self._store.read() as connection:
            if await facts.get(connection, ZONE_DATA) == version:
                return 0
        changed = await self._recompute(datetime.min.replace(tzinfo=UTC))
        async with self._store.write() as connection:
            await facts.put(connection, ZONE_DATA, version)
        return changed

    async def pull_back(self) -> int:
        """Recompute next slots further ahead than any schedule reaches: the clock ran ahead and was set right."""
        return await self._recompute(self._clock.now() + FURTHEST)

    async def _recompute(self, after: datetime) -> int:
        """Recompute the next slots later than that instant, in batches; gives back how many changed."""
        changed, after_id, now = 0, 0, self._clock.now()
        while True:
            async with self._store.write() as connection:
                batch = await subscriptions.every(connection, after_id=after_id, due_after=after, most=BATCH)
                steps = [step for each in batch for step in _recomputed(each, now)]
                await slots.advance(connection, steps)
            changed += len(steps)
            if len(batch) < BATCH:
                return changed
            after_id = batch[-1].id


def _recomputed(subscription: Subscription, now: datetime) -> list[Step]:
    try:
        return recomputed(subscription, now)
    except UnknownZoneError:
        return []


def _all_of(taken: Turn) -> list[Slot]:
    """The slots that are over, and the one that would have gone out."""
    return [slot for slot, _ in taken.lost] + ([] if taken.chosen is None else [taken.chosen.slot])


def _lost(subscription: Subscription, slot: Slot, reason: str) -> PlannedDelivery:
    return PlannedDelivery(
        subscription_id=subscription.id,
        slot_date=slot.day,
        slot_time=slot.local_time,
        slot_at=slot.at,
        part=1,
        edition_id=None,
        expires_at=slot.at,
        state=DeliveryState.EXPIRED,
        reason=reason,
    )


def _rows(subscription: Subscription, chosen: Chosen, edition: StoredEdition | None) -> list[PlannedDelivery]:
    state = DeliveryState.SKIPPED if edition is None else DeliveryState.PLANNED
    return [
        PlannedDelivery(
            subscription_id=subscription.id,
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


def _report(due: Sequence[Subscription], rows: Sequence[PlannedDelivery]) -> PlanReport:
    states = [row.state for row in rows]
    return PlanReport(
        subscriptions=len(due),
        planned=states.count(DeliveryState.PLANNED),
        skipped=states.count(DeliveryState.SKIPPED),
        expired=states.count(DeliveryState.EXPIRED),
    )
