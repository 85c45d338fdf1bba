"""Articles taken in a second: new, edited, and unchanged; and what that is against others that do parts of it.

Against raw sqlite3, which inserts the same rows and searchable texts and does nothing else; and against trafilatura
alone, which reads the same articles as web pages and stores nothing.
"""

import sqlite3
import time
from collections.abc import AsyncIterator
from itertools import pairwise
from pathlib import Path

import trafilatura

from bench.figures import Figure
from bench.pastes import Pastes, seeds, write
from bench.setting import database
from bot.clock import SystemClock
from bot.ingest.enrich import Enricher
from bot.ingest.parse import parse
from bot.ingest.pipeline import Loader
from bot.reports import LoadReport

SEEDS = 2000
PAGES = 200


async def measure() -> AsyncIterator[Figure]:
    """Load a folder, load it edited, and load it as it is."""
    with seeds(SEEDS) as (pastes, folder):
        async with database() as (store, place):
            loader = Loader(store, SystemClock(), folder, Enricher())
            new = await _rate(loader, added=SEEDS)
            write(pastes, folder, range(SEEDS), edition=1)
            edited = await _rate(loader, changed=SEEDS)
            unchanged = await _rate(loader, unchanged=SEEDS)
            raw = _raw_inserts(place)
        ours, theirs, text = _pages(pastes)
    yield Figure("raw sqlite3 inserts with FTS5", raw, "articles/s")
    yield Figure("trafilatura alone, web pages", theirs, "articles/s")
    yield Figure("web pages read", ours, "articles/s", "trafilatura alone", ours / theirs)
    yield Figure("pastes read", text, "articles/s", "trafilatura alone", text / theirs)
    for name, rate in (("new", new), ("edited", edited), ("unchanged", unchanged)):
        yield Figure(f"seeds loaded, {name}", rate, "articles/s", "raw inserts", rate / raw)
        yield Figure(f"seeds loaded, {name}", rate, "articles/s", "trafilatura alone", rate / theirs)


async def _rate(loader: Loader, *, added: int = 0, changed: int = 0, unchanged: int = 0) -> float:
    start = time.perf_counter()
    report = await loader.load()
    took = time.perf_counter() - start
    _check(report, added, changed, unchanged)
    return SEEDS / took


def _check(report: LoadReport, added: int, changed: int, unchanged: int) -> None:
    # In a few articles the line that was added is taken for the page's and left out, as it was before.
    if len(report.added) != added or len(report.changed) < 0.95 * changed or report.unchanged < unchanged:
        raise RuntimeError(
            f"not what was wanted: {len(report.added)} added, {len(report.changed)} changed, "
            f"{report.unchanged} unchanged, rejected {report.rejected[:3]}"
        )


def _pages(pastes: Pastes) -> tuple[float, float, float]:
    """Articles read a second: web pages by us, by trafilatura with its metadata, and the same articles as pastes."""
    pages = [pastes.page(number) for number in range(PAGES)]
    texts = [pastes.text(number).encode() for number in range(PAGES)]
    parse(pages[0].encode(), "a.html")
    times = [0.0, 0.0, 0.0]
    for page, text in zip(pages, texts, strict=True):
        marks = [time.perf_counter()]
        parse(page.encode(), "a.html")
        marks.append(time.perf_counter())
        trafilatura.bare_extraction(page, with_metadata=True)
        marks.append(time.perf_counter())
        parse(text, "a.txt")
        marks.append(time.perf_counter())
        times = [total + after - before for total, (before, after) in zip(times, pairwise(marks), strict=True)]
    ours, theirs, text_time = (PAGES / total for total in times)
    return ours, theirs, text_time


def _raw_inserts(place: Path) -> float:
    """The same article rows into a plain table and their texts into an index: what the database alone could do."""
    with sqlite3.connect(place / "bench.db") as source:
        rows = source.execute("SELECT title, body, summary, captions FROM articles").fetchall()
    with sqlite3.connect(place / "raw.db") as target:
        target.execute("PRAGMA journal_mode=WAL")
        target.execute("CREATE TABLE a (title, body, summary, captions)")
        target.execute("CREATE VIRTUAL TABLE f USING fts5 (title, body, content='')")
        start = time.perf_counter()
        for first in range(0, len(rows), 128):
            with target:
                target.executemany("INSERT INTO a VALUES (?, ?, ?, ?)", rows[first : first + 128])
                target.executemany("INSERT INTO f VALUES (?, ?)", [row[:2] for row in rows[first : first + 128]])
        return len(rows) / (time.perf_counter() - start)
