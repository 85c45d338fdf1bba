"""The one user of APScheduler: it calls a handful of house jobs at fixed intervals and decides nothing.

No chat has a job of its own: APScheduler 3 loses days at changes of the clock, and a job missed by its grace time
is dropped with a log line only. Whether anything is due is asked of the database.
"""

import asyncio
from collections.abc import Awaitable, Callable
from types import TracebackType

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.errors import DatabaseUnavailable

Job = Callable[[], Awaitable[object]]

# A job that is under way when the house closes has this long; then its transaction is rolled back.
PATIENCE = 10.0

_log = structlog.get_logger(__name__)


class Ticker:
    """Runs named jobs every so many seconds, each never beside itself, for as long as the context is open.

    The scheduler only begins each turn, in a task of ours: it would log a warning for every turn that comes while
    the last one goes on, and a traceback for a job that is under way when it is shut down.
    """

    def __init__(self, *, patience: float = PATIENCE) -> None:
        self._scheduler = AsyncIOScheduler(
            timezone="UTC",
            job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 2},
        )
        self._patience = patience
        self._turns: dict[str, asyncio.Task[None]] = {}
        self._database_away = False

    def every(self, seconds: float, name: str, job: Job) -> None:
        """Add a job. One that raises is logged and comes again at its next turn."""

        async def begin() -> None:
            if name not in self._turns or self._turns[name].done():
                self._turns[name] = asyncio.create_task(self._turn(name, job), name=name)

        self._scheduler.add_job(begin, "interval", seconds=seconds, id=name)

    async def _turn(self, name: str, job: Job) -> None:
        try:
            await job()
        except DatabaseUnavailable as error:
            if not self._database_away:
                _log.warning("jobs_wait_for_database", job=name, reason=str(error))
            self._database_away = True
        except Exception:
            _log.exception("job_failed", job=name)
        else:
            if self._database_away:
                _log.info("jobs_go_on", job=name)
            self._database_away = False

    async def __aenter__(self) -> "Ticker":
        self._scheduler.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """No further turn begins; those under way are awaited for a while."""
        self._scheduler.remove_all_jobs()
        try:
            # What the scheduler has handed to the loop already comes to its end, or begins, before this goes on.
            await asyncio.sleep(0)
            await self._finish()
        finally:
            self._scheduler.shutdown(wait=False)

    async def _finish(self) -> None:
        if self._turns:
            _, late = await asyncio.wait(self._turns.values(), timeout=self._patience)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
