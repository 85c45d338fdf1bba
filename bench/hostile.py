"""What each hostile file of `tests/hostile_files.py` costs, read as a load reads it, in milliseconds of the processor.

Two megabytes each, as large as a seed may be; tokens over and over as 256 kilobytes. The baseline is as much of one
ordinary sentence.
"""

import tempfile
import time
from collections.abc import AsyncIterator
from pathlib import Path

from bench.figures import Figure
from bot.clock import SystemClock
from bot.ingest.enrich import Enricher
from bot.ingest.formats.registry import known_suffixes
from bot.ingest.prepare import Preparer
from bot.ingest.reader import SeedReader
from bot.ingest.sources import RejectedFile, SeedFile, scan
from tests.hostile_files import MADE, MOST, TOKENS, irregular, of_lines, of_token

BASELINE = "one-line.txt"
REPEATED = MOST // 8


async def measure() -> AsyncIterator[Figure]:
    """Look at and read everything, file by file; the worst of the repeated tokens is shown."""
    with tempfile.TemporaryDirectory() as above:
        folder = Path(above) / "seeds"
        folder.mkdir()
        reader = SeedReader(folder, SystemClock(), Preparer(Enricher()))
        (folder / "first.txt").write_bytes(of_token("The council voted on Monday. ", 2000))
        _take(folder, reader)
        names = irregular(folder)
        yield Figure(f"{len(names)} links, pipes, sockets and sparse files of 5 GiB", _take(folder, reader), "ms")
        for name in names:
            (folder / name).unlink()
        baseline = _timed(folder, reader, BASELINE, MADE[BASELINE]())
        for name, make in MADE.items():
            took = _timed(folder, reader, name, make())
            yield Figure(name, took, "ms", "2 MB of prose", took / baseline)
        for make, form in ((of_token, "on one line"), (of_lines, "in lines")):
            prose = _timed(folder, reader, "token.txt", make("The council voted on Monday. ", REPEATED))
            worst, token = max((_timed(folder, reader, "token.txt", make(each, REPEATED)), each) for each in TOKENS)
            name = f"the worst of {len(TOKENS)} tokens, 256 KB {form}: {token!r}"
            yield Figure(name, worst, "ms", "256 KB of prose", worst / prose)


def _timed(folder: Path, reader: SeedReader, name: str, data: bytes) -> float:
    (folder / name).write_bytes(data)
    try:
        return _take(folder, reader)
    finally:
        (folder / name).unlink()


def _take(folder: Path, reader: SeedReader) -> float:
    """Milliseconds of the processor to walk the folder and read what may be read."""
    start = time.process_time()
    entries = list(scan(folder, known_suffixes()))
    reader.read_all([entry for entry in entries if isinstance(entry, SeedFile) and entry.path != "first.txt"], {})
    took = (time.process_time() - start) * 1000
    if not any(isinstance(entry, RejectedFile | SeedFile) for entry in entries):
        raise RuntimeError("the folder is empty")
    return took
