"""The sandbox's clock: real time plus an offset that people and tests may move."""

import time
from collections.abc import Callable
from datetime import UTC, datetime

from bot.sandbox.signals import Signal


class Clock:
    """Every date and lifetime in the sandbox comes from here; `version` counts the moves."""

    def __init__(self, real: Callable[[], float] = time.time) -> None:
        self._real = real
        self.offset = 0.0
        self.version = 0
        self.moved = Signal()

    def now(self) -> float:
        return self._real() + self.offset

    def advance(self, seconds: float) -> None:
        self._move(self.offset + seconds)

    def set(self, moment: datetime) -> None:
        """Make it `moment` now; the clock runs on from there."""
        self._move(moment.timestamp() - self._real())

    def reset(self) -> None:
        self._move(0.0)

    async def wait_until(self, moment: float) -> None:
        """Return once it is `moment`, whether time passed or the clock was moved."""
        while (left := moment - self.now()) > 0:
            await self.moved.wait(left)

    async def wait_for_move(self, after: int, seconds: float) -> None:
        """Return at once when the clock was moved since version `after`, else at its next move."""
        deadline = time.monotonic() + seconds
        while self.version <= after and (left := deadline - time.monotonic()) > 0:
            await self.moved.wait(left)

    def describe(self) -> dict[str, object]:
        now = datetime.fromtimestamp(self.now(), UTC)
        return {"now": now.isoformat(), "offset": self.offset, "version": self.version}

    def _move(self, offset: float) -> None:
        self.offset = offset
        self.version += 1
        self.moved.fire()
