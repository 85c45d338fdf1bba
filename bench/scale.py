"""A folder of 100,000 different articles, or of as many as `--files N` says: loaded, and loaded again unchanged.

Memory is that of a process which does nothing else: its highest resident size at a tenth of the files and at all of
them, and that of the largest of the processes that read beside it.
"""

import asyncio
import json
import sqlite3
import sys
import tempfile
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.figures import Figure
from bench.pastes import Pastes, write
from bot.storage.migrate import upgrade

FILES = 100_000


async def measure() -> AsyncIterator[Figure]:
    """Load a tenth of the files and all of them, each into a database of its own."""
    files = int(sys.argv[sys.argv.index("--files") + 1]) if "--files" in sys.argv else FILES
    pastes, made = Pastes(), 0
    with tempfile.TemporaryDirectory() as place:
        seeds = Path(place) / "seeds"
        seeds.mkdir()
        for count in (files // 10, files):
            await asyncio.to_thread(write, pastes, seeds, range(made, count))
            made = count
            async for figure in _loaded(Path(place), count):
                yield figure


async def _loaded(place: Path, count: int) -> AsyncIterator[Figure]:
    database = place / f"{count}.db"
    await upgrade(f"sqlite+aiosqlite:///{database}", datetime.now(UTC))
    for name in ("new", "unchanged"):
        told = await _load(database, place / "seeds")
        if told["added"] + told["unchanged"] != count:
            raise RuntimeError(f"{count} files, but {told}")
        yield Figure(f"{count:,} files loaded, {name}", count / told["seconds"], "files/s")
        yield Figure(f"{count:,} files, {name}, CPU a file", 1000 * told["cpu"] / count, "ms")
        yield Figure(f"{count:,} files, {name}, memory at most", told["memory"], "MB")
        if told["added"]:
            yield Figure(f"{count:,} files, a reading process at most", told["readers"], "MB")
    with sqlite3.connect(database) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        text = connection.execute("SELECT sum(length(title) + length(body)) FROM articles").fetchone()[0]
    size = database.stat().st_size
    yield Figure(f"{count:,} files, stored an article", size / count, "bytes", "its text", size / text)


async def _load(database: Path, seeds: Path) -> dict[str, Any]:
    """Load in a process of its own, with a progress bar where standard error is a terminal."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bench.scale_load", str(database), str(seeds), stdout=asyncio.subprocess.PIPE
    )
    out, _ = await process.communicate()
    if process.returncode:
        raise RuntimeError("the load ended with an error")
    told: dict[str, Any] = json.loads(out)
    return told
