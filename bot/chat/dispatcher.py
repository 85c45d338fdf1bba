"""The inbox's updates to their handling: in order within a chat, many chats at once.

An attempt is counted when an update is taken, and it is done after its handling, both in grouped transactions. A crash
therefore repeats at most what was under way. Updates that were under way in a crash are suspects, taken one at a time,
so that one which kills the process is given up after three attempts and takes no innocent ones with it.
"""

import asyncio
from collections import deque
from collections.abc import Sequence
from typing import Protocol

import structlog

from bot.chat import updates
from bot.chat.handling import Handled
from bot.chat.updates import Json
from bot.errors import BriefingError
from bot.storage import inbox
from bot.storage.engine import Store
from bot.storage.inbox import InboxRow

AT_ONCE = 32
WINDOW = 512
MOST_ATTEMPTS = 3
# Another process may have written to the inbox without telling us: seldom where we poll Telegram ourselves, at any time
# where a load balancer hands the webhook's updates to any replica.
LOOK_EVERY = 5.0
LOOK_EVERY_WITH_REPLICAS = 0.25
FINISH_WITHIN = 10.0
REST_AFTER_FAILURE = 1.0

_log = structlog.get_logger(__name__)


class Handler(Protocol):
    """What is done with one update."""

    async def handle(self, update: Json) -> Handled:
        """Handle it; raises nothing that a person could cause."""
        ...


class Dispatcher:
    """Hands out updates until it is cancelled."""

    def __init__(self, handler: Handler, store: Store, *, look_every: float = LOOK_EVERY) -> None:
        self._handler = handler
        self._store = store
        self._look_every = look_every
        self._news = asyncio.Event()
        self._look = True
        self._closing = False
        self._slots = asyncio.Semaphore(AT_ONCE)
        self._queues: dict[int, deque[tuple[InboxRow, Json]]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._open: set[int] = set()
        self._slow: set[int] = set()
        self._suspect: int | None = None
        self._done: list[int] = []
        self._failed: list[int] = []

    def notice(self) -> None:
        """There are new updates in the inbox."""
        self._look = True
        self._news.set()

    async def run(self) -> None:
        """Turn after turn; on cancellation, what is being handled is finished and written down first."""
        try:
            while True:
                await self._turn_safely()
                try:
                    async with asyncio.timeout(self._look_every):
                        await self._news.wait()
                except TimeoutError:
                    self._look = True
        finally:
            await self._close()

    async def idle(self) -> None:
        """Handle what waits until nothing does."""
        self._look = True
        while await self.turn() or self._open or self._done or self._failed:
            if self._tasks:
                await asyncio.wait(list(self._tasks), return_when=asyncio.FIRST_COMPLETED)

    async def turn(self) -> int:
        """One transaction: close what is handled, take what waits. Gives back how many updates were taken."""
        self._news.clear()
        done, failed, look = self._done, self._failed, self._look
        self._done, self._failed, self._look = [], [], False
        if not (done or failed or look):
            return 0
        try:
            if not (done or failed) and await self._nothing_new():
                return 0
            async with self._store.write() as connection:
                await inbox.done(connection, done)
                await inbox.failed(connection, failed)
                waiting = await inbox.pending(connection, WINDOW) if look else []
                taken = self._chosen(waiting)
                if taken:
                    await inbox.attempted(connection, [row.update_id for row, _ in taken])
        except BaseException:
            self._done, self._failed, self._look = done + self._done, failed + self._failed, True
            raise
        self._open.difference_update(done, failed)
        self._look = self._look or len(waiting) == WINDOW
        for row, update in taken:
            self._start(row, update)
        return len(taken)

    async def _nothing_new(self) -> bool:
        """Whether every update that waits is being handled already; asked without taking the writer's turn."""
        async with self._store.read() as connection:
            waiting = await inbox.pending(connection, len(self._open) + 1)
        return all(row.update_id in self._open for row in waiting)

    def _chosen(self, waiting: Sequence[InboxRow]) -> list[tuple[InboxRow, Json]]:
        """Fresh updates, and one suspect at a time; a chat's later updates wait for its suspect."""
        chosen: list[tuple[InboxRow, Json]] = []
        held: set[int] = set()
        suspect = self._suspect
        for row in waiting:
            if row.update_id in self._open:
                continue
            update = updates.read(row.payload)
            chat = updates.chat_of(update)
            if chat in held:
                continue
            if row.attempts and row.update_id not in self._slow:
                if suspect is not None:
                    held.add(chat)
                    continue
                suspect = row.update_id
            chosen.append((row, update))
        return chosen

    def _start(self, row: InboxRow, update: Json) -> None:
        self._open.add(row.update_id)
        if row.attempts and row.update_id not in self._slow:
            self._suspect = row.update_id
        chat = updates.chat_of(update)
        queue = self._queues.get(chat)
        if queue is not None:
            queue.append((row, update))
            return
        self._queues[chat] = deque([(row, update)])
        task = asyncio.create_task(self._drain(chat), name=f"chat {chat}")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _drain(self, chat: int) -> None:
        """One chat's updates, one after the other."""
        queue = self._queues[chat]
        try:
            while queue and not self._closing:
                row, update = queue.popleft()
                async with self._slots:
                    await self._handle(row, update)
                self._news.set()
        finally:
            del self._queues[chat]

    async def _handle(self, row: InboxRow, update: Json) -> None:
        if row.attempts >= MOST_ATTEMPTS:
            _log.error("update_given_up", update_id=row.update_id, attempts=row.attempts)
            self._finish(row, self._failed)
            return
        outcome = await self._handler.handle(update)
        if outcome is Handled.TOO_SLOW:
            self._slow.add(row.update_id)
            self._open.discard(row.update_id)
            self._release(row)
            self._look = True
        else:
            self._finish(row, self._done if outcome is Handled.DONE else self._failed)

    def _finish(self, row: InboxRow, outcome: list[int]) -> None:
        outcome.append(row.update_id)
        self._slow.discard(row.update_id)
        self._release(row)

    def _release(self, row: InboxRow) -> None:
        """The next suspect may be taken."""
        if self._suspect == row.update_id:
            self._suspect = None
            self._look = True

    async def _turn_safely(self) -> None:
        try:
            await self.turn()
        except BriefingError as error:
            _log.warning("inbox_unreachable", reason=str(error))
            await asyncio.sleep(REST_AFTER_FAILURE)

    async def _close(self) -> None:
        """Let what is being handled end, within limits; what only waits stays in the inbox."""
        self._closing = True
        if self._tasks:
            await asyncio.wait(list(self._tasks), timeout=FINISH_WITHIN)
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        try:
            async with self._store.write() as connection:
                await inbox.done(connection, self._done)
                await inbox.failed(connection, self._failed)
        except BriefingError as error:
            _log.warning("inbox_unreachable", reason=str(error), undone=len(self._done))
