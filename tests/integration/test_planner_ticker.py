"""The house's own jobs: each comes again and again, alone, whatever happens in it."""

import asyncio
import logging
from collections.abc import Iterator

import pytest
import structlog

from bot.errors import DatabaseUnavailable
from bot.schedule.ticker import Ticker

OFTEN = 0.01


class Job:
    """Counts its turns; sets `done` at the third."""

    def __init__(self) -> None:
        self.turns = 0
        self.beside_itself = False
        self.done = asyncio.Event()
        self._running = False

    async def __call__(self) -> None:
        self.beside_itself |= self._running
        self._running = True
        for _ in range(5):
            await asyncio.sleep(0)
        self._running = False
        self.turns += 1
        if self.turns == 3:
            self.done.set()


async def test_jobs_come_again_and_never_beside_themselves() -> None:
    job, other = Job(), Job()
    async with Ticker() as ticker:
        ticker.every(OFTEN, "job", job)
        ticker.every(OFTEN, "other", other)
        await job.done.wait()
        await other.done.wait()
    assert not job.beside_itself


async def test_a_job_that_raises_comes_again() -> None:
    job = Job()

    async def failing() -> None:
        await job()
        raise RuntimeError("again")

    async with Ticker() as ticker:
        ticker.every(OFTEN, "failing", failing)
        await job.done.wait()
    assert job.turns >= 3


@pytest.fixture
def events() -> Iterator[list[structlog.typing.EventDict]]:
    """What the bot logs."""
    with structlog.testing.capture_logs() as logged:
        yield logged


async def test_an_outage_is_told_once_and_its_end_once(events: list[structlog.typing.EventDict]) -> None:
    turns, well, away = 0, asyncio.Event(), 5

    async def job() -> None:
        nonlocal turns
        turns += 1
        if turns <= away:
            raise DatabaseUnavailable("the database cannot be used: gone")
        if turns == away + 3:
            well.set()

    async with Ticker() as ticker:
        ticker.every(OFTEN, "plan", job)
        await well.wait()
    assert events == [
        {
            "event": "jobs_wait_for_database",
            "job": "plan",
            "reason": "the database cannot be used: gone",
            "log_level": "warning",
        },
        {"event": "jobs_go_on", "job": "plan", "log_level": "info"},
    ]


async def test_a_job_under_way_at_the_end_is_awaited_in_silence(caplog: pytest.LogCaptureFixture) -> None:
    begun, others, ended = asyncio.Event(), Job(), asyncio.Event()

    async def long() -> None:
        begun.set()
        await others.done.wait()
        for _ in range(20):
            await asyncio.sleep(0)
        ended.set()

    with caplog.at_level(logging.WARNING):
        async with Ticker() as ticker:
            ticker.every(OFTEN, "long", long)
            await begun.wait()
            ticker.every(OFTEN, "others", others)
            await others.done.wait()
        assert ended.is_set()
        await asyncio.sleep(0)
    assert caplog.messages == []


async def test_a_job_that_does_not_end_is_cancelled_in_silence(caplog: pytest.LogCaptureFixture) -> None:
    begun, cancelled = asyncio.Event(), False

    async def endless() -> None:
        nonlocal cancelled
        begun.set()
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            cancelled = True
            raise

    with caplog.at_level(logging.WARNING):
        async with Ticker(patience=0) as ticker:
            ticker.every(OFTEN, "endless", endless)
            await begun.wait()
        assert cancelled
        await asyncio.sleep(0)
    assert caplog.messages == []
