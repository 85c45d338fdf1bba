"""The delivery loop: results and new intents share one commit, then the requests leave at their paced instants."""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.clock import Clock
from bot.delivery.departures import Departures, Gate
from bot.delivery.line import Line
from bot.delivery.outcome import UNANSWERED, UNCERTAIN_REST, Decision, Kind, Outcome, decide
from bot.delivery.pacing import Pacer
from bot.delivery.sender import Sender
from bot.delivery.window import Lead, Window
from bot.errors import DatabaseUnavailable
from bot.logs import Outage
from bot.models import ChatKind, ClaimedDelivery, DeliveryState
from bot.storage import channels, chats, claims, outbox, subscriptions
from bot.storage.engine import Store

# How often the loop looks at the database when nothing wakes it, in seconds.
IDLE = 1.0
# Results and intents are gathered for so long, unless there are many sooner: a commit costs the same for one and for
# twenty, and what it could not yet take along is in doubt after a crash.
GATHER = 0.02
# Deadlines and doubts are looked through this often: a claim never takes a row that is too late.
TIDY_EVERY = 1.0

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Result:
    """A finished send with what was decided about it."""

    delivery: ClaimedDelivery
    outcome: Outcome
    decision: Decision


@dataclass(frozen=True, slots=True)
class Tools:
    """What the worker works with."""

    store: Store
    sender: Sender
    pacer: Pacer
    window: Window
    clock: Clock


class Worker:
    """Delivers what is planned while its lease lasts. `may_send` is asked before every intent."""

    def __init__(self, tools: Tools, *, epoch: int, resend: bool, may_send: Callable[[], bool]) -> None:
        self._tools = tools
        self._epoch = epoch
        self._resend = resend
        self._may_send = may_send
        self._lead = Lead()
        self._line = Line(tools.sender, tools.pacer, tools.clock)
        self._wake = asyncio.Event()
        self._waker: asyncio.TimerHandle | None = None
        self._results: list[Result] = []
        self._flying: set[asyncio.Task[None]] = set()
        self._departures = Departures(
            tools.pacer, tools.clock, Gate(may_leave=self._may_begin, leave=self._leave, refuse=self._refused)
        )
        self._unrecorded: set[int] = set()
        self._backlog = False
        self._tidy_at = 0.0
        self._recovered = False
        self._reclaim = False
        self._stopping = False
        self.unauthorized = False

    def wake(self) -> None:
        """Something may be due: look at once."""
        self._wake.set()

    def stop(self) -> None:
        """Begin no further send; `run` ends when the answers to those in flight are recorded."""
        self._stopping = True
        self._departures.proceed()
        self._wake.set()

    async def run(self) -> None:
        """Deliver until stopped, or until Telegram refuses the token (`unauthorized`)."""
        outage = Outage()
        while not (self._stopping or self.unauthorized) or self._open() or self._results or self._reclaim:
            self._wake.clear()
            try:
                rest = await self.run_once()
            except DatabaseUnavailable as error:
                if outage.again():
                    _log.error("outbox_unavailable", error=str(error))
                rest = IDLE
            else:
                if tries := outage.over():
                    _log.info("outbox_available", tries=tries)
            if rest > 0 or self._open():
                await self._nap(max(rest, GATHER))

    def _open(self) -> int:
        """Deliveries whose intent is durable and whose result is not known."""
        return len(self._flying) + len(self._departures)

    async def run_once(self) -> float:
        """Commit the results at hand together with new intents, and start those. Gives back seconds to rest."""
        if not self._recovered:
            await self._recover()
        begun = self._tools.clock.monotonic()
        most = self._room()
        if not self._results and not self._reclaim:
            rest = await self._idle(most)
            if rest > 0:
                return rest
        results, self._results = self._results, []
        try:
            claimed = await self._commit(results, most)
        except BaseException:
            # The sends have happened; their results wait for a database that works again. Whether the intents of
            # this transaction are durable is unknown, and none of them has been acted on.
            self._results = results + self._results
            self._reclaim = True
            raise
        self._lead.observed(self._tools.clock.monotonic() - begun)
        self._unrecorded.difference_update(result.delivery.id for result in results)
        self._backlog = bool(most) and len(claimed) == most
        self._unrecorded.update(delivery.id for delivery in claimed)
        self._departures.add(claimed)
        return 0.0 if claimed or results or (most and await self._ask()) else IDLE

    async def _ask(self) -> bool:
        """Ask whether Telegram answers, when something waits for that alone; whether it is being asked."""
        if self._line.works or self._open():
            return False
        async with self._tools.store.read() as connection:
            waits = await outbox.doubts_due(connection, self._tools.clock.now())
        if waits:
            self._fly(self._line.ask())
        return waits

    async def _recover(self) -> None:
        """What an older epoch was sending when it ended is in doubt.

        It rests like any send without an answer: a process that is killed once more on its way up would else take the
        same rows with it, and their one repetition.
        """
        until = self._tools.clock.now() + UNCERTAIN_REST
        async with self._tools.store.write() as connection:
            doubtful = await outbox.recover(connection, epoch=self._epoch, until=until)
        self._recovered = True
        if doubtful:
            _log.warning("deliveries_in_doubt", count=doubtful)

    def _may_begin(self) -> bool:
        """Whether a send may begin as far as we and our lease are concerned; the pacer says when."""
        return not (self._stopping or self.unauthorized) and self._may_send()

    @property
    def _horizon(self) -> float:
        """How far ahead intents are made: until the next commit is through."""
        return self._lead.seconds + GATHER

    def _room(self) -> int:
        """How many deliveries to claim."""
        free = self._tools.window.size(self._horizon) - self._open()
        if free <= 0 or not self._may_begin():
            return 0
        waiting = len(self._departures)
        places = self._tools.pacer.places(self._tools.clock.monotonic(), self._horizon, free + waiting)
        return max(0, places - waiting)

    async def _idle(self, most: int) -> float:
        """Seconds for which there is nothing to do, with room for `most` sends; 0 when there may be something."""
        if not most:
            return self._until_room()
        return 0.0 if self._backlog else min(await self._due_in(), IDLE)

    def _until_room(self) -> float:
        """A landing wakes the loop when the window is full; time alone frees the pacer."""
        if not self._may_begin() or self._open() >= self._tools.window.size(self._horizon):
            return IDLE
        now, waiting = self._tools.clock.monotonic(), len(self._departures)
        return min(max(self._tools.pacer.room_in(now, self._horizon, waiting), GATHER), IDLE)

    async def _due_in(self) -> float:
        async with self._tools.store.read() as connection:
            due = await outbox.next_due(connection)
        return IDLE if due is None else max((due - self._tools.clock.now()).total_seconds(), 0.0)

    async def _nap(self, seconds: float) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._wake.wait(), seconds)

    async def _commit(self, results: Sequence[Result], most: int) -> list[ClaimedDelivery]:
        now = self._tools.clock.now()
        async with self._tools.store.write() as connection:
            if self._reclaim:
                await outbox.reclaim(connection, epoch=self._epoch, busy=list(self._unrecorded))
            await self._record(connection, results, now)
            await self._tidy(connection, now, idle=not results)
            repeats = self._line.works
            claimed = (
                await claims.claim(connection, now=now, epoch=self._epoch, most=most, repeats=repeats) if most else []
            )
        self._reclaim = False
        return claimed

    async def _tidy(self, connection: AsyncConnection, now: datetime, *, idle: bool) -> None:
        """Settle doubts whose time has come, and give up what is too late.

        The latter is a look at everything that waits; neither is for every commit of a broadcast.
        """
        moment = self._tools.clock.monotonic()
        due = moment >= self._tidy_at
        if due or idle:
            await outbox.resolve_uncertain(connection, now=now, resend=self._resend, answering=self._line.works)
        if due:
            self._tidy_at = moment + TIDY_EVERY
            expired = await outbox.expire(connection, now)
            if expired:
                _log.warning("deliveries_expired", count=expired)

    async def _record(self, connection: AsyncConnection, results: Sequence[Result], now: datetime) -> None:
        await outbox.finish(connection, [result.decision.transition for result in results], epoch=self._epoch, now=now)
        for result in results:
            await _apply(connection, result, now)
        dead = [result.delivery.id for result in results if result.decision.transition.state is DeliveryState.DEAD]
        if dead:
            await outbox.give_up_later_parts(connection, dead, now)

    def _refused(self, delivery: ClaimedDelivery, seconds: float) -> None:
        """It has not left, and goes back to where it came from."""
        self._landed_with(delivery, Outcome(Kind.PACED, "paced", retry_after=seconds))
        self._wake.set()

    def _leave(self, delivery: ClaimedDelivery) -> None:
        self._fly(self._deliver(delivery))

    def _fly(self, request: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(request)
        self._flying.add(task)
        task.add_done_callback(self._landed)

    def _landed(self, task: asyncio.Task[None]) -> None:
        """Wake the loop when there is enough to write down, or when nothing more is coming."""
        self._flying.discard(task)
        if not self._open() or len(self._results) >= self._tools.window.size(self._horizon) // 2:
            self._wake.set()
        elif self._waker is None:
            self._waker = asyncio.get_running_loop().call_later(GATHER, self._gathered)

    def _gathered(self) -> None:
        self._waker = None
        self._wake.set()

    async def _deliver(self, delivery: ClaimedDelivery) -> None:
        self._landed_with(delivery, await self._send(delivery))

    def _landed_with(self, delivery: ClaimedDelivery, outcome: Outcome) -> None:
        decision = decide(delivery, outcome, self._tools.clock.now())
        if outcome.kind is not Kind.PACED:
            self._line.heard(delivery.destination, answered=outcome.kind not in UNANSWERED)
        self._note(delivery, outcome)
        self._results.append(Result(delivery, outcome, decision))

    async def _send(self, delivery: ClaimedDelivery) -> Outcome:
        tools = self._tools
        begun = tools.clock.monotonic()
        try:
            outcome = await tools.sender.send(delivery)
        except Exception as error:
            # Unknown trouble after the intent: nobody can say whether the message left.
            _log.exception("send_failed", delivery=delivery.id)
            return Outcome(Kind.UNCERTAIN, f"unexpected {type(error).__name__}")
        now = tools.clock.monotonic()
        tools.window.observed(now - begun)
        known = outcome.kind not in (Kind.UNCERTAIN, Kind.NOT_SENT)
        tools.pacer.landed(delivery.destination.telegram_id, now if known else None)
        return outcome

    def _note(self, delivery: ClaimedDelivery, outcome: Outcome) -> None:
        pacer, now = self._tools.pacer, self._tools.clock.monotonic()
        if outcome.kind is Kind.SENT:
            pacer.accepted()
            return
        if outcome.kind is Kind.PACED:
            return
        log = _log.bind(delivery=delivery.id, subscription=delivery.subscription_id, attempt=delivery.attempts)
        if outcome.kind in UNANSWERED:
            rest = pacer.unanswered(now)
            log.warning("delivery_unanswered", outcome=outcome.kind.value, reason=outcome.reason, resting=rest)
            return
        pacer.answered()
        if outcome.kind is Kind.UNAUTHORIZED:
            self.unauthorized = True
            log.error("token_refused", remedy="set BOT_TOKEN to the token that @BotFather shows, and start again")
        elif outcome.kind is Kind.FLOOD:
            storm = pacer.flooded(delivery.destination.telegram_id, outcome.retry_after, now)
            log.warning("delivery_flood", retry_after=outcome.retry_after, whole_bot=storm)
        else:
            log.warning("delivery_refused", outcome=outcome.kind.value, reason=outcome.reason)


async def _apply(connection: AsyncConnection, result: Result, now: datetime) -> None:
    """The consequences of a decision beyond its own row."""
    delivery, decision = result.delivery, result.decision
    if decision.ends_subscription:
        stopped = await subscriptions.deactivate(connection, [delivery.subscription_id], decision.ends_subscription)
        if stopped and delivery.kind is ChatKind.CHANNEL:
            await channels.closed(connection, delivery.chat_id, decision.ends_subscription)
        await outbox.give_up(connection, [delivery.subscription_id], decision.ends_subscription, now)
    if decision.park_until is not None:
        await outbox.park(connection, delivery.chat_id, decision.park_until)
    if decision.migrate_to:
        left = await chats.migrate(connection, delivery.destination.telegram_id, decision.migrate_to)
        await outbox.give_up(connection, left, "the chat moved and has its own subscription", now)
