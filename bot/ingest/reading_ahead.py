"""Reading the next batches while one is being stored."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from types import TracebackType
from typing import Self, TypeVar

DEPTH = 3

_Batch = TypeVar("_Batch")
_Result = TypeVar("_Result")


class ReadingAhead:
    """Runs a few batches at once and gives them in their order. Enter it: what is under way ends with it."""

    def __init__(self, depth: int = DEPTH) -> None:
        self._depth = depth
        self._under_way: deque[asyncio.Task[object]] = deque()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for task in self._under_way:
            task.cancel()
        await asyncio.gather(*self._under_way, return_exceptions=True)

    async def over(
        self, batches: Iterator[_Batch], read: Callable[[_Batch], Awaitable[_Result]]
    ) -> AsyncIterator[tuple[_Batch, _Result]]:
        """Each batch with what was read of it. The batches are asked for in a thread, one by one."""
        waiting: deque[tuple[_Batch, asyncio.Task[_Result]]] = deque()
        more = True
        while more or waiting:
            while more and len(waiting) < self._depth:
                batch = await asyncio.to_thread(next, batches, None)
                more = batch is not None
                if batch is not None:
                    task = asyncio.ensure_future(_run(read, batch))
                    self._under_way.append(task)
                    waiting.append((batch, task))
            if waiting:
                batch, task = waiting.popleft()
                yield batch, await task
                self._under_way.popleft()


async def _run(read: Callable[[_Batch], Awaitable[_Result]], batch: _Batch) -> _Result:
    return await read(batch)
