"""The queue of updates for the bot: retention, confirmation, long polling and its conflicts."""

import asyncio
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice, takewhile
from typing import Any

from bot.sandbox.clock import Clock
from bot.sandbox.errors import RefusedError, conflict
from bot.sandbox.signals import Signal

Json = dict[str, Any]

MAX_LIMIT = 100
MAX_TIMEOUT = 50
LIFETIMES = {"callback_query": 150, "inline_query": 30}
DAY = 86_400
NOT_BY_DEFAULT = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
TERMINATED = "terminated by other getUpdates request; make sure that only one bot instance is running"
WEBHOOK_ACTIVE = "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"


@dataclass(frozen=True, slots=True)
class Pending:
    """An update that the bot has not confirmed; `queue` is the chat or person whose order it keeps."""

    update_id: int
    kind: str
    body: Json
    expires: float
    queue: int

    @property
    def update(self) -> Json:
        return {"update_id": self.update_id, self.kind: self.body}


class UpdateQueue:
    """Updates in the order of their ids, kept 24 hours (presses 150 seconds) on the sandbox's clock."""

    def __init__(self, clock: Clock, first_id: int) -> None:
        self._clock = clock
        self._next_id = first_id
        self._pending: dict[int, Pending] = {}
        self._poll: asyncio.Future[RefusedError] | None = None
        self.arrived = Signal()
        self.polled = Signal()
        self.allowed: tuple[str, ...] = ()
        self.webhook_active: Callable[[], bool] = lambda: False

    def add(self, kind: str, body: Json, queue: int) -> int | None:
        """Queue an update; None when the bot did not ask for this kind."""
        wanted = kind in self.allowed if self.allowed else kind not in NOT_BY_DEFAULT
        if not wanted:
            return None
        update_id = self._next_id
        self._next_id += 1
        expires = self._clock.now() + LIFETIMES.get(kind, DAY)
        self._pending[update_id] = Pending(update_id, kind, body, expires, queue)
        self.arrived.fire()
        return update_id

    def pending(self) -> Iterator[Pending]:
        """What is not confirmed and not too old, oldest first."""
        now = self._clock.now()
        return (item for item in self._pending.values() if item.expires > now)

    def confirm(self, update_id: int) -> None:
        self._pending.pop(update_id, None)

    def clear(self) -> None:
        self._pending.clear()

    @property
    def waiting(self) -> bool:
        """Whether a long poll is in flight."""
        return self._poll is not None

    def terminate(self, reason: str) -> None:
        """End the long poll in flight, if any, with 409."""
        if self._poll is not None and not self._poll.done():
            self._poll.set_result(conflict(reason))

    async def poll(self, offset: int, limit: int, timeout: int) -> list[Json]:
        """getUpdates: forgets below `offset` (or all but the last -offset), then waits for more."""
        if self.webhook_active():
            raise conflict(WEBHOOK_ACTIVE)
        self.terminate(TERMINATED)
        self._forget(offset)
        limit = limit if 1 <= limit <= MAX_LIMIT else MAX_LIMIT
        deadline = time.monotonic() + min(max(timeout, 0), MAX_TIMEOUT)
        ended: asyncio.Future[RefusedError] = asyncio.get_running_loop().create_future()
        self._poll = ended
        self.polled.fire()
        try:
            while not (found := list(islice(self.pending(), limit))):
                left = deadline - time.monotonic()
                if left <= 0:
                    return []
                await self._arrival(ended, left)
            return [item.update for item in found]
        finally:
            if self._poll is ended:
                self._poll = None

    async def _arrival(self, ended: asyncio.Future[RefusedError], seconds: float) -> None:
        arrival = asyncio.ensure_future(self.arrived.wait(None))
        ended.add_done_callback(lambda _: arrival.cancel())
        await asyncio.wait({arrival}, timeout=seconds)
        arrival.cancel()
        if ended.done():
            raise ended.result()

    def _forget(self, offset: int) -> None:
        if offset > 0:
            forgotten = list(takewhile(lambda update_id: update_id < offset, self._pending))
        elif offset < 0:
            forgotten = list(self._pending)[:offset]
        else:
            return
        for update_id in forgotten:
            del self._pending[update_id]
