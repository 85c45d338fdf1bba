"""Answers that Telegram makes wait for longer than a handler may: each chat's in order, no other chat held up."""

from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import structlog

from bot.chat.background import Background
from bot.chat.message import Message
from bot.chat.shelf import Shelf

LONGEST_PARKED = 3600.0
MOST_IN_A_CHAT = 50
MOST_PARKED = 5000

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Parked:
    """Not sent; to be tried again after so many seconds."""

    message: Message
    seconds: float


@dataclass(slots=True)
class _Waiting:
    """A message in a queue; `number` is its place on the shelf, None where the database could not take it."""

    message: Message
    number: int | None


class Parking:
    """Queues by chat. `attempt` sends one, or gives it back with a further wait.

    What waits is on the shelf before its command counts as handled, so that a process that is killed loses neither the
    answer nor does the command twice; what was being sent then comes once more.
    """

    def __init__(
        self,
        attempt: Callable[[Message], Awaitable[Parked | int | None]],
        shelf: Shelf,
        background: Background,
        sleep: Callable[[float], Awaitable[None]],
    ) -> None:
        self._attempt = attempt
        self._shelf = shelf
        self._background = background
        self._sleep = sleep
        self._chats: dict[int, deque[_Waiting]] = {}

    def holds(self, chat: int) -> bool:
        """Whether answers to this chat wait, so that a new one has to queue up."""
        return chat in self._chats

    async def park(self, message: Message, seconds: float = 0.0) -> None:
        """Send it when the wait is over and the chat's earlier ones have left."""
        chat = message.chat.telegram_id
        if seconds > LONGEST_PARKED or self._full(chat):
            _log.error("answer_lost", chat=chat, wait=seconds, reason="the wait is too long or too many wait")
            return
        _log.warning("answer_parked", chat=chat, wait=seconds)
        waiting = _Waiting(message, await self._shelf.keep(message, seconds))
        superseded = self._queue(chat, waiting, seconds)
        if superseded is not None:
            await self._shelf.drop(superseded.number)

    async def resume(self) -> None:
        """Queue up what an earlier process left on the shelf, but for what nobody waits for any more."""
        for number, message, seconds in await self._shelf.left():
            chat = message.chat.telegram_id
            if seconds < -LONGEST_PARKED:
                _log.error("answer_lost", chat=chat, count=1, reason="the bot did not run for too long")
                await self._shelf.drop(number)
            else:
                self._queue(chat, _Waiting(message, number), max(seconds, 0.0))

    def _full(self, chat: int) -> bool:
        if len(self._chats.get(chat, ())) >= MOST_IN_A_CHAT:
            return True
        return sum(len(each) for each in self._chats.values()) >= MOST_PARKED

    def _queue(self, chat: int, waiting: _Waiting, seconds: float) -> _Waiting | None:
        """Gives back what it takes the place of."""
        queue = self._chats.get(chat)
        if queue is not None:
            return _put(queue, waiting)
        self._chats[chat] = deque([waiting])
        self._background.start(self._drain(chat, seconds), f"parked answers of {chat}")
        return None

    async def _drain(self, chat: int, seconds: float) -> None:
        queue, waited = self._chats[chat], 0.0
        try:
            while queue and (waited := waited + seconds) <= LONGEST_PARKED:
                await self._sleep(seconds)
                head = queue[0]
                outcome = await self._attempt(head.message)
                if isinstance(outcome, Parked):
                    head.message, seconds = outcome.message, outcome.seconds
                    await self._shelf.put_off(head.number, head.message, seconds)
                else:
                    queue.popleft()
                    seconds, waited = 0.0, 0.0
                    await self._shelf.drop(head.number)
            for each in queue:
                await self._shelf.drop(each.number)
                each.number = None
        finally:
            del self._chats[chat]
            if lost := [each for each in queue if each.number is None]:
                _log.error("answer_lost", chat=chat, count=len(lost), reason="still parked at the end")


def _put(queue: deque[_Waiting], waiting: _Waiting) -> _Waiting | None:
    """Of several edits of one message only the last is worth sending; the one at the head may be on its way."""
    superseded = None
    for place in range(1, len(queue)):
        if waiting.message.edits is not None and queue[place].message.edits == waiting.message.edits:
            superseded = queue[place]
            del queue[place]
            break
    queue.append(waiting)
    return superseded
