"""Seed files read by processes beside this one, where there are many files and more than one core.

A file that ends its process, or hangs in it, is rejected by itself; another process goes on with the next. The first
files of a load are read here, in a thread: few changed files are done before a process would have started.
"""

import asyncio
import os
import pickle
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Any

import structlog

from bot.clock import Clock
from bot.ingest.reader import ReadSeed, SeedReader
from bot.ingest.reading_worker import LENGTH, LONGEST, READY, Answer, Task, packed
from bot.ingest.sources import MAX_BYTES, SeedFile
from bot.storage.seeds import SeedRow

AT_ONCE = 8
"""Files a task: few, so that processes end together; some, so that none waits for this one between two files."""

_FEW = 256
_MOST_WORKERS = 4
_WORKER = "bot.ingest.reading_worker"
_BOOT = "import sys; sys.path[:] = sys.argv[2:]; from importlib import import_module as get; get(sys.argv[1]).main()"

_log = structlog.get_logger(__name__)


def cores() -> int:
    """How many processes can work at once here."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class ReadingPool:
    """Reads files below the root. Enter it for a load; its processes end with it.

    After `few` files, or for a large one, it starts `workers` processes, which run `worker`; where there is one core, a
    thread reads all but large files.
    """

    def __init__(
        self,
        reader: SeedReader,
        root: Path,
        clock: Clock,
        *,
        workers: int | None = None,
        few: int = _FEW,
        worker: str = _WORKER,
    ) -> None:
        self._reader = reader
        self._root = root
        self._clock = clock
        self._size = max(1, min(cores(), _MOST_WORKERS) if workers is None else workers)
        self._few = few
        self._worker = worker
        self._read = 0
        self._idle: asyncio.Queue[_Worker] = asyncio.Queue()
        self._workers: list[_Worker] = []

    async def __aenter__(self) -> "ReadingPool":
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await asyncio.gather(*(worker.end() for worker in self._workers))

    async def read_all(self, files: Sequence[SeedFile], rows: Mapping[str, SeedRow]) -> list[ReadSeed]:
        """Read files of which `rows` tells what is known; in their order."""
        if not self._workers and self._is_worth_it(files):
            self._workers = [_Worker(self._worker) for _ in range(self._size)]
            for worker in self._workers:
                self._idle.put_nowait(worker)
        self._read += len(files)
        if not self._workers:
            return await asyncio.to_thread(self._reader.read_all, files, rows)
        parts = [files[first : first + AT_ONCE] for first in range(0, len(files), AT_ONCE)]
        found = await asyncio.gather(*(self._read_part(part, rows) for part in parts))
        return [read for part in found for read in part]

    def _is_worth_it(self, files: Sequence[SeedFile]) -> bool:
        """For many files, and for a large document, which can keep a reader busy for long."""
        return (self._size > 1 and self._read >= self._few) or any(file.size > MAX_BYTES for file in files)

    async def _read_part(self, files: Sequence[SeedFile], rows: Mapping[str, SeedRow]) -> list[ReadSeed]:
        worker = await self._idle.get()
        try:
            known = {file.path: rows[file.path] for file in files if file.path in rows}
            return await self._read_by(worker, Task(self._root, files, known, self._clock.now(), self._reader.fallback))
        finally:
            self._idle.put_nowait(worker)

    async def _read_by(self, worker: "_Worker", task: Task) -> list[ReadSeed]:
        """Every file of the task: one after which the process is gone is rejected, and the rest given to a new one."""
        found: list[ReadSeed] = []
        while left := task.files[len(found) :]:
            if not await worker.is_there():
                _log.warning("seed_reader_unavailable", remedy="reading goes on in this process, file by file")
                return found + await asyncio.to_thread(self._reader.read_all, left, task.rows)
            async for answer in worker.work(replace(task, files=left)):
                for logged in answer.failures:
                    _relay(**logged)
                found.append(answer.read)
            if len(found) < len(task.files):
                file = task.files[len(found)]
                reason = await worker.why_it_ended()
                _log.warning("seed_reader_ended", seed=file.path, reason=reason)
                # Without a hash nothing is remembered of the file, and the next load tries it again.
                found.append(ReadSeed(SeedRow(file.path, file.size, file.mtime_ns, "", reason)))
        return found


def _relay(event: str, level: str, **told: Any) -> None:
    """Log here what a worker would have logged."""
    write = _log.error if level in {"error", "exception", "critical"} else _log.warning
    write(event, **told)


class _Worker:
    """One process, started when it is first needed and again after it has ended."""

    def __init__(self, module: str) -> None:
        self._module = module
        self._process: Process | None = None

    async def is_there(self) -> bool:
        """Whether the process can be given work; False when it cannot be started."""
        if self._process is not None:
            return True
        try:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, "-c", _BOOT, self._module, *sys.path, stdin=PIPE, stdout=PIPE
            )
        except OSError:
            return False
        if await _receive(self._process) == READY:
            return True
        await self.end()
        return False

    async def work(self, task: Task) -> AsyncIterator[Answer]:
        """The answers that come, of every file or of those before one that ended the process."""
        process = self._process
        if process is None or process.stdin is None:
            return
        with suppress(ConnectionError):
            process.stdin.write(packed(task))
            await process.stdin.drain()
        for _ in task.files:
            answer = await _receive(process)
            if not isinstance(answer, Answer):
                return
            yield answer

    async def why_it_ended(self) -> str:
        """For a person, of the file at hand."""
        status = 0 if self._process is None else await self._process.wait()
        self._process = None
        if status == -signal.SIGALRM:
            return f"reading it takes longer than {LONGEST:.0f} seconds; shorten it, or save its text"
        return "reading it ends the reader; save the article's text instead"

    async def end(self) -> None:
        """The process is over, also in the middle of a file."""
        process, self._process = self._process, None
        if process is not None:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()


async def _receive(process: Process) -> object:
    """The next value from a process; None when it has ended."""
    if process.stdout is None:
        return None
    try:
        (length,) = LENGTH.unpack(await process.stdout.readexactly(LENGTH.size))
        return pickle.loads(await process.stdout.readexactly(length))  # noqa: S301 - our own process
    except (asyncio.IncompleteReadError, ConnectionError):
        return None
