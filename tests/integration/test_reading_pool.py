"""Processes that read seed files: what they read, and what becomes of a file that ends one."""

from pathlib import Path

import pytest

from bot.ingest.enrich import Enricher
from bot.ingest.formats.registry import known_suffixes
from bot.ingest.prepare import Preparer
from bot.ingest.reader import ReadSeed, SeedReader
from bot.ingest.reading_ahead import ReadingAhead
from bot.ingest.reading_pool import ReadingPool
from bot.ingest.sources import SeedFile, scan
from tests.fakes import FakeClock

FATAL = "tests.integration.fatal_reader"


@pytest.fixture
def reader(tmp_path: Path, clock: FakeClock) -> SeedReader:
    return SeedReader(tmp_path, clock, Preparer(Enricher()))


def write(folder: Path, *names: str) -> list[SeedFile]:
    for name in names:
        (folder / name).write_text(f"The story of {name}\n\nThe council of {name} voted on Monday to go on as before.")
    return [entry for entry in scan(folder, known_suffixes()) if isinstance(entry, SeedFile)]


def pool(reader: SeedReader, folder: Path, clock: FakeClock, **options: object) -> ReadingPool:
    return ReadingPool(reader, folder, clock, **({"workers": 2, "few": 0} | options))  # type: ignore[arg-type]


async def test_processes_read_what_this_one_would(tmp_path: Path, clock: FakeClock, reader: SeedReader) -> None:
    files = write(tmp_path, *(f"2024-01-{day:02}.txt" for day in range(1, 21)))
    (tmp_path / "2024-01-07.txt").write_bytes(b"\x89PNG")
    async with pool(reader, tmp_path, clock) as reading:
        found = await reading.read_all(files, {})
        again = await reading.read_all(files, {read.row.path: read.row for read in found})
    assert found == reader.read_all(files, {})
    assert [read.row.path for read in found] == [file.path for file in files]
    assert sum(bool(read.row.rejected) for read in found) == 1
    assert all(read.unchanged or read.row.rejected for read in again)


async def test_a_file_that_ends_its_process_is_rejected_alone(
    tmp_path: Path, clock: FakeClock, reader: SeedReader, capsys: pytest.CaptureFixture[str]
) -> None:
    files = write(tmp_path, *(f"{number}.txt" for number in range(6)), "3-crash.txt", "3-hang.txt", "4-bug.txt")
    async with pool(reader, tmp_path, clock, worker=FATAL) as reading:
        found = await reading.read_all(files, {})
    assert [read.row.path for read in found] == [file.path for file in files]
    rejected = {read.row.path: read.row for read in found if not read.articles}
    assert rejected.keys() == {"3-crash.txt", "3-hang.txt", "4-bug.txt"}
    assert "ends the reader" in rejected["3-crash.txt"].rejected
    assert "longer than 30 seconds" in rejected["3-hang.txt"].rejected
    # The next load tries them again.
    assert rejected["3-crash.txt"].sha256 == rejected["3-hang.txt"].sha256 == ""
    assert "ZeroDivisionError" in rejected["4-bug.txt"].rejected
    assert "seed_failed" in capsys.readouterr().out


async def test_without_processes_files_are_read_here(tmp_path: Path, clock: FakeClock, reader: SeedReader) -> None:
    files = write(tmp_path, "a.txt", "b.txt")
    async with pool(reader, tmp_path, clock, worker="bot.nowhere") as reading:
        assert await reading.read_all(files, {}) == reader.read_all(files, {})


async def test_few_files_start_no_process(tmp_path: Path, clock: FakeClock, reader: SeedReader) -> None:
    files = write(tmp_path, "a.txt", "3-crash.txt")
    async with pool(reader, tmp_path, clock, few=100, worker=FATAL) as reading:
        assert all(read.articles for read in await reading.read_all(files, {}))


async def test_batches_are_read_ahead_and_given_in_order() -> None:
    started: list[int] = []

    async def read(number: int) -> int:
        started.append(number)
        return number * 10

    seen = []
    async with ReadingAhead(depth=3) as ahead:
        async for batch, result in ahead.over(iter(range(1, 8)), read):
            seen.append((batch, result, len(started)))
    assert [(batch, result) for batch, result, _ in seen] == [(number, number * 10) for number in range(1, 8)]
    assert max(count - batch for batch, _, count in seen) <= 2


async def test_what_is_read_ahead_ends_with_an_error() -> None:
    async def read(number: int) -> ReadSeed:
        raise ZeroDivisionError(number)

    async def read_all() -> None:
        async with ReadingAhead() as ahead:
            async for _ in ahead.over(iter(range(1, 8)), read):
                pass

    with pytest.raises(ZeroDivisionError, match="1"):
        await read_all()
