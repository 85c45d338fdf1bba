"""Where claimed deliveries wait for their instant. One timer serves all of them."""

import asyncio
import math
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol

from bot.clock import Clock
from bot.delivery.pacing import Pacer
from bot.models import ClaimedDelivery

# A chat whose own limit would keep a claimed message waiting longer than this gives its place to others: one that
# waited its second in the queue would hold up the whole bot.
PATIENCE = 0.1
# When the whole bot has to pause for longer than this, nothing stays behind as "being sent": the lease may end.
LONGEST_HOLD = 1.5
# At high rates several leave together, within the pacer's tolerance: a turn of the loop for each would cost more than
# the sends themselves.
TICK = 0.005


@dataclass(frozen=True, slots=True)
class Gate:
    """What becomes of those who wait. `may_leave` is asked before each; `refuse` is told for how many seconds."""

    may_leave: Callable[[], bool]
    leave: Callable[[ClaimedDelivery], None]
    refuse: Callable[[ClaimedDelivery, float], None]


class Timer(Protocol):
    """A call to come."""

    def cancel(self) -> None:
        """Not any more."""
        ...


Later = Callable[[float, Callable[[], None]], Timer]


def _by_the_loop(seconds: float, call: Callable[[], None]) -> Timer:
    return asyncio.get_running_loop().call_later(seconds, call)


class Departures:
    """A queue in front of the line; whoever is at its head leaves when the pacer and its chat allow it."""

    def __init__(self, pacer: Pacer, clock: Clock, gate: Gate, later: Later = _by_the_loop) -> None:
        self._pacer = pacer
        self._clock = clock
        self._gate = gate
        self._later = later
        self._waiting: deque[ClaimedDelivery] = deque()
        self._timer: Timer | None = None

    def __len__(self) -> int:
        return len(self._waiting)

    def add(self, deliveries: Iterable[ClaimedDelivery]) -> None:
        """Queue up, and let leave who may leave at once."""
        self._waiting.extend(deliveries)
        self.proceed()

    def proceed(self) -> None:
        """Let leave whose time has come, send back who would wait too long, and come again for the rest."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        while self._waiting:
            if not self._gate.may_leave():
                self._send_back(0.0)
                return
            delivery = self._waiting[0]
            chat, now = delivery.destination.telegram_id, self._clock.monotonic()
            chat_wait = self._pacer.chat_free_at(chat, now) - now
            if chat_wait > PATIENCE:
                self._gate.refuse(self._waiting.popleft(), chat_wait)
                continue
            wait = max(self._pacer.wait(now), chat_wait)
            if wait > LONGEST_HOLD:
                self._send_back(wait)
                return
            if wait > 0:
                # The loop counts in milliseconds and would else come too early.
                self._timer = self._later(max(math.ceil(wait * 1000) / 1000, TICK), self.proceed)
                return
            self._waiting.popleft()
            self._pacer.take(chat, delivery.kind, now)
            self._gate.leave(delivery)

    def _send_back(self, seconds: float) -> None:
        while self._waiting:
            self._gate.refuse(self._waiting.popleft(), seconds)
