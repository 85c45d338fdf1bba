"""The delivery loop: results and new intents share one commit, then the requests leave at their paced instants."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.clock import Clock
from bot.delivery.outcome import UNCERTAIN_REST, Decision, Kind, Outcome, decide
from bot.delivery.pacing import Pacer
from bot.delivery.sender import Sender
from bot.delivery.window import Lead, Window
from bot.errors import DatabaseUnavailable
from bot.models import ClaimedDelivery, DeliveryState
from bot.storage import chats, claims, outbox, subscriptions
from bot.storage.engine import Store

# A chat whose own limit would keep a claimed message waiting longer than this gives its place to others: one that
# waited its second in the window would hold up the whole bot.
PATIENCE = 0.1
# How often the loop looks at the database when nothing wakes it, in seconds.
IDLE = 1.0
SHORTEST = 0.001
EXPIRE_EVERY = 1.0

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
        self._wake = asyncio.Event()
        self._results: list[Result] = []
        self._flying: set[asyncio.Task[None]] = set()
        self._unrecorded: set[int] = set()
        self._backlog = False
        self._expire_at = 0.0
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
        self._wake.set()

    async def run(self) -> None:
        """Deliver until stopped, or until Telegram refuses the token (`unauthorized`)."""
        while not (self._stopping or self.unauthorized) or self._flying or self._results or self._reclaim:
            self._wake.clear()
            try:
                rest = await self.run_once()
            except DatabaseUnavailable as error:
                _log.error("outbox_unavailable", error=str(error))
                rest = IDLE
            if rest > 0:
                await self._nap(rest)

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
        for delivery in claimed:
            self._start(delivery)
        return 0.0 if claimed or results else IDLE

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
        if self._stopping or self.unauthorized or not self._may_send():
            return False
        return len(self._flying) < self._tools.window.size

    def _room(self) -> int:
        if not self._may_begin():
            return 0
        free = self._tools.window.size - len(self._flying)
        return self._tools.pacer.places(self._tools.clock.monotonic(), self._lead.seconds, free)

    async def _idle(self, most: int) -> float:
        """Seconds for which there is nothing to do, with room for `most` sends; 0 when there may be something."""
        if not most:
            return self._until_room()
        return 0.0 if self._backlog else min(await self._due_in(), IDLE)

    def _until_room(self) -> float:
        """A landing wakes the loop when the window is full; time alone frees the pacer."""
        if not self._may_begin():
            return IDLE
        wait = self._tools.pacer.wait(self._tools.clock.monotonic()) - self._lead.seconds
        return min(max(wait, SHORTEST), IDLE)

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
            await outbox.resolve_uncertain(connection, now=now, resend=self._resend)
            await self._expire(connection, now)
            claimed = await claims.claim(connection, now=now, epoch=self._epoch, most=most) if most else []
        self._reclaim = False
        return claimed

    async def _expire(self, connection: AsyncConnection, now: datetime) -> None:
        """Give up what is too late. It means a look at everything that waits, so not with every commit; a claim never
        takes such a row.
        """
        moment = self._tools.clock.monotonic()
        if moment < self._expire_at:
            return
        self._expire_at = moment + EXPIRE_EVERY
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

    def _start(self, delivery: ClaimedDelivery) -> None:
        """Give the delivery its place in time and let it fly, or send it back when its chat is not free for a while."""
        self._unrecorded.add(delivery.id)
        pacer, now = self._tools.pacer, self._tools.clock.monotonic()
        wait = pacer.chat_free_at(delivery.destination.telegram_id, now) - now
        if wait > PATIENCE:
            self._landed_with(delivery, Outcome(Kind.PACED, "the chat's own limit", retry_after=wait))
            return
        at = pacer.take(delivery.destination.telegram_id, delivery.kind, now)
        task = asyncio.create_task(self._deliver(delivery, at - now))
        self._flying.add(task)
        task.add_done_callback(self._landed)

    def _landed(self, task: asyncio.Task[None]) -> None:
        self._flying.discard(task)
        self._wake.set()

    async def _deliver(self, delivery: ClaimedDelivery, wait: float) -> None:
        if wait > 0:
            await asyncio.sleep(wait)
        self._landed_with(delivery, await self._send(delivery))

    def _landed_with(self, delivery: ClaimedDelivery, outcome: Outcome) -> None:
        decision = decide(delivery, outcome, self._tools.clock.now())
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
        tools.window.observed(tools.clock.monotonic() - begun)
        return outcome

    def _note(self, delivery: ClaimedDelivery, outcome: Outcome) -> None:
        pacer, now = self._tools.pacer, self._tools.clock.monotonic()
        log = _log.bind(delivery=delivery.id, subscription=delivery.subscription_id, attempt=delivery.attempts)
        if outcome.kind in (Kind.UNCERTAIN, Kind.NOT_SENT):
            rest = pacer.unanswered(now)
            log.warning("delivery_unanswered", outcome=outcome.kind.value, reason=outcome.reason, resting=rest)
            return
        if outcome.kind is Kind.PACED:
            return
        pacer.answered()
        if outcome.kind is Kind.UNAUTHORIZED:
            self.unauthorized = True
            log.error("token_refused", remedy="set BOT_TOKEN to the token that @BotFather shows, and start again")
        elif outcome.kind is Kind.FLOOD:
            storm = pacer.flooded(delivery.destination.telegram_id, outcome.retry_after, now)
            log.warning("delivery_flood", retry_after=outcome.retry_after, whole_bot=storm)
        elif outcome.kind is not Kind.SENT:
            log.warning("delivery_refused", outcome=outcome.kind.value, reason=outcome.reason)


async def _apply(connection: AsyncConnection, result: Result, now: datetime) -> None:
    """The consequences of a decision beyond its own row."""
    delivery, decision = result.delivery, result.decision
    if decision.ends_subscription:
        await subscriptions.deactivate(connection, [delivery.subscription_id], decision.ends_subscription)
        await outbox.give_up(connection, [delivery.subscription_id], decision.ends_subscription, now)
    if decision.park_until is not None:
        await outbox.park(connection, delivery.chat_id, decision.park_until)
    if decision.migrate_to:
        left = await chats.migrate(connection, delivery.destination.telegram_id, decision.migrate_to)
        await outbox.give_up(connection, left, "the chat moved and has its own subscription", now)
