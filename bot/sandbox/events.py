"""What happened, in order, for the chat page and for tests that wait for something."""

import time
from collections import deque
from itertools import islice
from typing import Any

from bot.sandbox.signals import Signal

Event = dict[str, Any]


class EventLog:
    """The last `keep` events; each has a `version` one higher than the event before it."""

    def __init__(self, keep: int = 20_000) -> None:
        self._events: deque[Event] = deque(maxlen=keep)
        self.version = 0
        self.happened = Signal()

    def add(self, kind: str, **data: Any) -> None:
        self.version += 1
        self._events.append({"version": self.version, "kind": kind, **data})
        self.happened.fire()

    def since(self, after: int) -> tuple[list[Event], bool]:
        """Events newer than `after`, and whether older ones of those are already forgotten."""
        wanted = max(self.version - after, 0)
        kept = len(self._events)
        return list(islice(self._events, max(kept - wanted, 0), None)), wanted > kept

    async def wait(self, after: int, seconds: float) -> None:
        """Return at once when there is something newer than `after`, else at the next event."""
        deadline = time.monotonic() + seconds
        while self.version <= after and (left := deadline - time.monotonic()) > 0:
            await self.happened.wait(left)
