"""Answers that Telegram makes wait for longer than a handler may: each chat's in order, no other chat held up."""

from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

import structlog

from bot.chat.background import Background

LONGEST_PARKED = 3600.0
MOST_IN_A_CHAT = 50
MOST_PARKED = 5000

_log = structlog.get_logger(__name__)


class Parkable(Protocol):
    """What may wait: `edits` is the message that it would be put over."""

    @property
    def edits(self) -> int | None: ...


Item = TypeVar("Item", bound=Parkable)


@dataclass(frozen=True, slots=True)
class Parked(Generic[Item]):
    """Not sent; to be tried again after so many seconds."""

    item: Item
    seconds: float


class Parking(Generic[Item]):
    """Queues by chat. `attempt` sends one, or gives it back with a further wait.

    They live in memory: what is left when the bot stops is lost, and logged. A process that is killed has logged before
    what it parked.
    """

    def __init__(
        self,
        attempt: Callable[[Item], Awaitable[Parked[Item] | int | None]],
        background: Background,
        sleep: Callable[[float], Awaitable[None]],
    ) -> None:
        self._attempt = attempt
        self._background = background
        self._sleep = sleep
        self._chats: dict[int, deque[Item]] = {}

    def holds(self, chat: int) -> bool:
        """Whether answers to this chat wait, so that a new one has to queue up."""
        return chat in self._chats

    def park(self, chat: int, item: Item, seconds: float = 0.0) -> None:
        """Send it when the wait is over and the chat's earlier ones have left."""
        queue = self._chats.get(chat)
        if seconds > LONGEST_PARKED or self._full(queue):
            _log.error("answer_lost", chat=chat, wait=seconds, reason="the wait is too long or too many wait")
            return
        _log.warning("answer_parked", chat=chat, wait=seconds)
        if queue is not None:
            _put(queue, item)
            return
        self._chats[chat] = deque([item])
        self._background.start(self._drain(chat, seconds), f"parked answers of {chat}")

    def _full(self, queue: deque[Item] | None) -> bool:
        if queue is not None and len(queue) >= MOST_IN_A_CHAT:
            return True
        return sum(len(each) for each in self._chats.values()) >= MOST_PARKED

    async def _drain(self, chat: int, seconds: float) -> None:
        queue, waited = self._chats[chat], 0.0
        try:
            while queue and (waited := waited + seconds) <= LONGEST_PARKED:
                await self._sleep(seconds)
                outcome = await self._attempt(queue[0])
                if isinstance(outcome, Parked):
                    queue[0], seconds = outcome.item, outcome.seconds
                else:
                    queue.popleft()
                    seconds, waited = 0.0, 0.0
        finally:
            del self._chats[chat]
            if queue:
                _log.error("answer_lost", chat=chat, count=len(queue), reason="still parked at the end")


def _put(queue: "deque[Item]", item: Item) -> None:
    """Of several edits of one message only the last is worth sending; the one at the head may be on its way."""
    for place in range(1, len(queue)):
        if item.edits is not None and queue[place].edits == item.edits:
            del queue[place]
            break
    queue.append(item)
