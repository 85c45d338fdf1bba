"""One load of a folder, and what it took, as JSON: `python -m bench.scale_load DATABASE SEEDS`."""

import asyncio
import json
import resource
import sys
import time
from pathlib import Path

import uvloop
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

from bot import logs
from bot.clock import SystemClock
from bot.ingest.enrich import Enricher
from bot.ingest.pipeline import Loader
from bot.storage.engine import open_store


async def _main() -> None:
    store = await open_store(f"sqlite+aiosqlite:///{sys.argv[1]}")
    loader = Loader(store, SystemClock(), Path(sys.argv[2]), Enricher())
    columns = (BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("seeds")
        start = time.perf_counter()
        report = await loader.load(progress=lambda done, total: bar.update(task, completed=done, total=total))
        seconds = time.perf_counter() - start
    await store.close()
    here, readers = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    told = {
        "seconds": seconds,
        "cpu": here.ru_utime + here.ru_stime + readers.ru_utime + readers.ru_stime,
        "memory": here.ru_maxrss / 1024,
        "readers": readers.ru_maxrss / 1024,
        "added": len(report.added),
        "unchanged": report.unchanged,
    }
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    logs.configure("ERROR", "text")
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_main())
