"""Seeds loaded a second: cold, and unchanged. The baseline is raw sqlite3 inserts of the same rows."""

import sqlite3
import time
from collections.abc import AsyncIterator
from pathlib import Path

from bench.figures import Figure
from bench.setting import database, seeds
from bot.clock import SystemClock
from bot.ingest.enrich import Enricher
from bot.ingest.pipeline import Loader

SEEDS = 2000


async def measure() -> AsyncIterator[Figure]:
    """Load a folder twice."""
    with seeds(SEEDS) as folder:
        async with database() as (store, place):
            loader = Loader(store, SystemClock(), folder, Enricher())
            start = time.perf_counter()
            report = await loader.load()
            cold = SEEDS / (time.perf_counter() - start)
            if len(report.added) != SEEDS:
                raise RuntimeError(f"only {len(report.added)} of {SEEDS} seeds were loaded: {report.rejected[:3]}")
            start = time.perf_counter()
            again = await loader.load()
            warm = SEEDS / (time.perf_counter() - start)
            if again.unchanged != SEEDS:
                raise RuntimeError("an unchanged folder was not recognised")
            raw = _raw_inserts(place)
            yield Figure("seeds loaded, new", cold, "seeds/s", "raw sqlite3 inserts", cold / raw)
            yield Figure("seeds loaded, unchanged", warm, "seeds/s", "new", warm / cold)


def _raw_inserts(place: Path) -> float:
    """The same article rows into a plain table: what the database alone could do."""
    with sqlite3.connect(place / "bench.db") as source:
        rows = source.execute("SELECT title, body, summary, captions FROM articles").fetchall()
    with sqlite3.connect(place / "raw.db") as target:
        target.execute("PRAGMA journal_mode=WAL")
        target.execute("CREATE TABLE a (title, body, summary, captions)")
        start = time.perf_counter()
        for first in range(0, len(rows), 64):
            with target:
                target.executemany("INSERT INTO a VALUES (?, ?, ?, ?)", rows[first : first + 64])
        return len(rows) / (time.perf_counter() - start)
