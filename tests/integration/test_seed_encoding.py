"""The encoding of seeds that do not tell theirs, as an operator sets it."""

from pathlib import Path

from bot import app
from bot.clock import SystemClock
from bot.ingest.enrich import Enricher
from bot.ingest.pipeline import Loader
from bot.ingest.prepare import Preparer
from bot.ingest.reader import SeedReader
from bot.ingest.reading_pool import ReadingPool
from bot.ingest.sources import SeedFile
from bot.storage.engine import Store
from tests.fakes import FakeClock
from tests.integration.seedsfolder import library

# Greek that is read as Cyrillic by another table, and as nothing sensible by a third.
TITLE = "Η γέφυρα ανοίγει για τα τραμ"
TEXT = f"{TITLE}\n\nΗ παλιά γέφυρα του λιμανιού ανοίγει για τα τραμ την Τρίτη, είπε το συμβούλιο της πόλης.\n"


async def test_setting_it_reads_the_library_again_and_counts_as_no_edit(
    store: Store, clock: FakeClock, tmp_path: Path
) -> None:
    (tmp_path / "a.txt").write_bytes(TEXT.encode("cp1253"))
    await Loader(store, clock, tmp_path, Enricher(), encoding="cp1251").load()
    before = await library(store)
    assert TITLE not in before
    report = await Loader(store, clock, tmp_path, Enricher(), encoding="cp1253").load()
    assert (report.unchanged, report.changed) == (1, ())
    assert await library(store) == {TITLE: next(iter(before.values()))}


async def test_the_processes_that_read_beside_the_bot_know_it(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(TEXT.encode("cp1253"))
    reader = SeedReader(tmp_path, SystemClock(), Preparer(Enricher()), "cp1253")
    async with ReadingPool(reader, tmp_path, SystemClock(), workers=2, few=0) as pool:
        [found] = await pool.read_all([SeedFile("a.txt", 1, 1)], {})
    assert found.articles[0].content.title == TITLE


def test_parse_reads_by_it_too(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(TEXT.encode("cp1253"))
    [found] = app.parse([tmp_path / "a.txt"], "cp1253")
    assert found["title"] == TITLE
