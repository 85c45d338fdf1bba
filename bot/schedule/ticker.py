"""The one user of APScheduler: it calls a handful of house jobs at fixed intervals and decides nothing.

No chat has a job of its own: APScheduler 3 loses days at changes of the clock, and a job missed by its grace time
is dropped with a log line only. Whether anything is due is asked of the database.
"""

from collections.abc import Awaitable, Callable
from types import TracebackType

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

Job = Callable[[], Awaitable[object]]

_log = structlog.get_logger(__name__)


class Ticker:
    """Runs named jobs every so many seconds, each never beside itself, for as long as the context is open."""

    def __init__(self) -> None:
        self._scheduler = AsyncIOScheduler(
            timezone="UTC",
            job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
        )

    def every(self, seconds: float, name: str, job: Job) -> None:
        """Add a job. One that raises is logged and comes again at its next turn."""

        async def guarded() -> None:
            try:
                await job()
            except Exception:
                _log.exception("job_failed", job=name)

        self._scheduler.add_job(guarded, "interval", seconds=seconds, id=name)

    async def __aenter__(self) -> "Ticker":
        self._scheduler.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._scheduler.shutdown(wait=False)
