"""The house's own jobs: each comes again and again, alone, whatever happens in it."""

import asyncio

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
