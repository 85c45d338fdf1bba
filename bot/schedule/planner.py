"""Due subscriptions -> editions + deliveries + next due time, in one transaction a batch."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.clock import Clock
from bot.models import DeliveryState, Subscription
from bot.schedule.editions import StoredEdition, TickEditions
from bot.services.requests import Wanted
from bot.slots import Schedule, Slot, UnknownZoneError, believable, deadline, instant, missed_slots, next_slot, zone_of
from bot.storage import facts, outbox, subscriptions
from bot.storage.engine import Store
from bot.storage.outbox import PlannedDelivery

BATCH = 1000
# A briefing may be this late and no later, whatever its weekdays: yesterday's news helps nobody.
LATENESS = timedelta(hours=24)
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


@dataclass(frozen=True, slots=True)
class DueSlot:
    """A slot that has come, of a subscription that gets a briefing for it if there is news."""

    subscription: Subscription
    schedule: Schedule
    slot: Slot


class Planner:
    """Plans what is due. Doing so twice, or in two processes, plans nothing twice: a slot is a unique key."""

    def __init__(self, store: Store, clock: Clock, *, read_button: Callable[[int], str]) -> None:
        self._store = store
        self._clock = clock
        self._read_button = read_button

    async def run_once(self) -> PlanReport:
        """Plan every slot that has come, in batches; each batch is complete or has not happened."""
        now = self._clock.now()
        total = PlanReport()
        tick = TickEditions(read_button=self._read_button)
        while True:
            async with self._store.write() as connection:
                due = await subscriptions.due(connection, now, BATCH)
                total += await self._plan(connection, due, now, tick) if due else PlanReport()
            if len(due) < BATCH:
                break
        if total.subscriptions:
            _log.info("planned", **asdict(total))
        return total

    async def _plan(
        self, connection: AsyncConnection, due: Sequence[Subscription], now: datetime, tick: TickEditions
    ) -> PlanReport:
        rows: list[PlannedDelivery] = []
        steps: list[tuple[int, date | None, datetime | None]] = []
        slots: list[DueSlot] = []
        for subscription in due:
            schedule = _schedule(subscription)
            try:
                before = believable(subscription.last_slot_date, now, subscription.zone)
                missed = missed_slots(
                    schedule, subscription.next_due or now, now, lateness=LATENESS, last_slot_date=before
                )
            except UnknownZoneError as error:
                await subscriptions.deactivate(connection, [subscription.id], str(error))
                _log.warning("zone_unknown", subscription=subscription.id, zone=subscription.zone)
                continue
            rows += [_missed(subscription, schedule, day) for day in missed.expired]
            last = missed.expired[-1] if missed.expired else before
            if missed.newest is not None:
                slots.append(DueSlot(subscription, schedule, missed.newest))
                last = missed.newest.day
            steps.append((subscription.id, last, next_slot(schedule, now, last).at))
        made = await tick.of(connection, [Wanted(each.subscription, each.slot.day) for each in slots], now)
        for each, edition in zip(slots, made, strict=True):
            rows += _rows(each, edition)
        await outbox.plan(connection, rows, now)
        await subscriptions.advance(connection, steps)
        return _report(due, rows)

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
                steps = [step for each in batch if (step := _recomputed(each, now)) is not None]
                await subscriptions.advance(connection, steps)
            changed += len(steps)
            if len(batch) < BATCH:
                return changed
            after_id = batch[-1].id


def _schedule(subscription: Subscription) -> Schedule:
    return Schedule(subscription.local_time, subscription.zone, subscription.weekdays)


def _recomputed(subscription: Subscription, now: datetime) -> tuple[int, date | None, datetime | None] | None:
    if subscription.next_due is None or subscription.next_due <= now:
        return None
    try:
        last = believable(subscription.last_slot_date, now, subscription.zone)
        due = next_slot(_schedule(subscription), now, last).at
    except UnknownZoneError:
        return None
    return None if due == subscription.next_due else (subscription.id, last, due)


def _missed(subscription: Subscription, schedule: Schedule, day: date) -> PlannedDelivery:
    at = instant(day, schedule.local_time, zone_of(schedule.zone))
    return PlannedDelivery(
        subscription_id=subscription.id,
        slot_date=day,
        slot_time=schedule.local_time,
        slot_at=at,
        part=1,
        edition_id=None,
        expires_at=at,
        state=DeliveryState.EXPIRED,
        reason="missed while the bot was not running",
    )


def _rows(due: DueSlot, edition: StoredEdition | None) -> list[PlannedDelivery]:
    state = DeliveryState.SKIPPED if edition is None else DeliveryState.PLANNED
    return [
        PlannedDelivery(
            subscription_id=due.subscription.id,
            slot_date=due.slot.day,
            slot_time=due.slot.local_time,
            slot_at=due.slot.at,
            part=part,
            edition_id=None if edition is None else edition.id,
            expires_at=deadline(due.schedule, due.slot, LATENESS),
            state=state,
            reason="nothing new" if edition is None else "",
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
