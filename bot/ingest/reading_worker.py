"""A process that reads seed files for another one: tasks come in on standard input, answers leave on standard output.

It takes no longer over a file than LONGEST seconds and no more memory than MOST_MEMORY; a file that needs more ends the
process, also where a library is deep in code of its own. Started by `reading_pool`.
"""

import os
import pickle
import resource
import signal
import struct
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

import structlog

from bot.ingest.enrich import Enricher
from bot.ingest.prepare import Preparer
from bot.ingest.reader import ReadSeed, SeedReader
from bot.ingest.sources import SeedFile
from bot.storage.seeds import SeedRow

LONGEST = 30.0
MOST_MEMORY = 4 << 30
READY = b"ready"
LENGTH = struct.Struct("<I")
# Commands and deliveries of the bot go first.
_NICE = 2


@dataclass(frozen=True, slots=True)
class Task:
    """Files to read, in this order, and what is known of them."""

    root: Path
    files: Sequence[SeedFile]
    rows: Mapping[str, SeedRow]
    now: datetime
    fallback: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one file, and what is to be logged of it."""

    read: ReadSeed
    failures: tuple[dict[str, Any], ...]


class _Clock:
    """The time that a task was given at; for dates in file names."""

    moment = datetime.min.replace(tzinfo=UTC)

    def now(self) -> datetime:
        return self.moment

    def monotonic(self) -> float:
        return 0.0


def packed(value: object) -> bytes:
    """A value as it goes through a pipe: its length, then its pickle."""
    data = pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
    return LENGTH.pack(len(data)) + data


def main(kind: type[SeedReader] = SeedReader) -> None:
    """Read files until there are no more tasks."""
    tasks, answers = sys.stdin.buffer, _own_output()
    _limit()
    failures = _caught_failures()
    preparer, clock = Preparer(Enricher()), _Clock()
    _send(answers, READY)
    while (task := _receive(tasks)) is not None:
        clock.moment = task.now
        reader = kind(task.root, clock, preparer, task.fallback)
        for file in task.files:
            signal.setitimer(signal.ITIMER_REAL, LONGEST)
            [read] = reader.read_all([file], task.rows)
            signal.setitimer(signal.ITIMER_REAL, 0)
            _send(answers, Answer(read, tuple(failures)))
            failures.clear()


def _own_output() -> BinaryIO:
    """The pipe for answers; what a library prints goes to standard error from now on."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return answers


def _limit() -> None:
    """Ctrl-C is for the process that asked: this one ends when its tasks do."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.nice(_NICE)
    # Not every system knows this limit (macOS).
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))


def _caught_failures() -> list[dict[str, Any]]:
    """What reading logs, a mistake with its traceback; how it is written is the other process's business."""
    caught: list[dict[str, Any]] = []

    def catch(_logger: object, level: str, event: Any) -> Any:
        caught.append({**event, "level": level})
        raise structlog.DropEvent

    structlog.configure(processors=[structlog.processors.format_exc_info, catch])
    return caught


def _send(answers: BinaryIO, value: object) -> None:
    answers.write(packed(value))
    answers.flush()


def _receive(tasks: BinaryIO) -> Task | None:
    head = tasks.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return None
    task: Task = pickle.loads(tasks.read(*LENGTH.unpack(head)))  # noqa: S301 - from the process that started this one
    return task
