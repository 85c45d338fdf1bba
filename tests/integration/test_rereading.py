"""After an upgrade unchanged seeds are read by the new rules, and nobody hears of it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from bot.ingest import edition
from bot.ingest.enrich import Enricher
from bot.ingest.pipeline import Loader
from bot.ingest.prepare import Prepared, Preparer
from bot.ingest.reader import ReadSeed, SeedReader
from bot.ingest.rereading import STATE, Rereading
from bot.ingest.sources import SeedFile
from bot.ingest.turn import Turns
from bot.storage import articles, facts, seeds
from bot.storage.engine import Store
from bot.storage.seeds import SeedRow
from tests.fakes import FakeClock

PASTE = (
    "{0} opens to trams\n\nThe {0} opened to trams on Monday, after two years of work on its piers, the council said."
)
NAMES = ("Bridge", "Harbour", "Tunnel")


class Upgraded:
    """Reads as a later release might: with the place in the source, and one file as two articles."""

    def __init__(self, root: Path, clock: FakeClock, splits: str = "") -> None:
        self._preparer = Preparer(Enricher())
        self._reader = SeedReader(root, clock, self._preparer)
        self._splits = splits
        self.read: list[str] = []

    async def __call__(self, files: Sequence[SeedFile], rows: Mapping[str, SeedRow]) -> list[ReadSeed]:
        self.read += [file.path for file in files]
        return [self._improved(read) for read in self._reader.read_all(files, rows)]

    def _improved(self, read: ReadSeed) -> ReadSeed:
        better = [self._preparer.prepare(replace(each.content, source="Harbor Post")) for each in read.articles]
        found: list[Prepared] = better * 2 if read.row.path == self._splits else better
        return replace(read, items=tuple(found))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in NAMES:
        (tmp_path / f"{name}.txt").write_text(PASTE.format(name))
    return tmp_path


@pytest.fixture
async def loader(store: Store, clock: FakeClock, folder: Path) -> Loader:
    loader = Loader(store, clock, folder, Enricher())
    await loader.load()
    return loader


async def reread(store: Store, clock: FakeClock, upgraded: Upgraded, *, most: int = 100) -> int:
    async with Turns(store).next(None) as ours:
        return await Rereading(store, clock, lambda: "next").run(upgraded, ours, most=most)


async def sources(store: Store) -> dict[str, str]:
    async with store.read() as connection:
        return {each.title.split()[0]: each.source for each in await articles.latest(connection, most=9)}


async def test_articles_are_read_anew_and_stay_what_they_were(
    store: Store, clock: FakeClock, folder: Path, loader: Loader
) -> None:
    async with store.read() as connection:
        first = await articles.last_load(connection)
        ids = {each.id for each in await articles.latest(connection, most=9)}
    assert await reread(store, clock, Upgraded(folder, clock)) == 3
    assert await sources(store) == dict.fromkeys(NAMES, "Harbor Post")
    async with store.read() as connection:
        assert {each.id for each in await articles.latest(connection, most=9)} == ids
        assert await articles.entered(connection, after_load=first, through_load=first + 9, most=9) == []
    again = Upgraded(folder, clock)
    assert (await reread(store, clock, again), again.read) == (0, [])


async def test_a_large_library_is_read_in_several_loads(
    store: Store, clock: FakeClock, folder: Path, loader: Loader
) -> None:
    upgraded = Upgraded(folder, clock)
    assert [await reread(store, clock, upgraded, most=2) for _ in range(4)] == [2, 1, 0, 0]
    assert upgraded.read == [f"{name}.txt" for name in NAMES]


async def test_what_is_no_longer_one_article_is_left_to_the_load(
    store: Store, clock: FakeClock, folder: Path, loader: Loader
) -> None:
    await reread(store, clock, Upgraded(folder, clock, splits="Tunnel.txt"))
    assert await sources(store) == {"Bridge": "Harbor Post", "Harbour": "Harbor Post", "Tunnel": ""}
    async with store.read() as connection:
        assert set(await seeds.known(connection, [f"{name}.txt" for name in NAMES])) == {"Bridge.txt", "Harbour.txt"}


async def test_a_file_that_was_edited_meanwhile_is_left_to_the_load(
    store: Store, clock: FakeClock, folder: Path, loader: Loader
) -> None:
    (folder / "Tunnel.txt").write_text(PASTE.format("Viaduct"))
    await reread(store, clock, Upgraded(folder, clock))
    assert (await sources(store))["Tunnel"] == ""


async def test_a_load_knows_the_rules_it_read_by(store: Store, loader: Loader) -> None:
    async with store.read() as connection:
        assert await facts.get(connection, STATE) == edition.current()
    report = await loader.load()
    assert (report.unchanged, report.changed) == (3, ())


async def test_a_load_after_an_upgrade_reports_nothing(store: Store, loader: Loader) -> None:
    async with store.write() as connection:
        await facts.put(connection, STATE, "older rules")
    report = await loader.load()
    assert (report.unchanged, report.added, report.changed) == (3, (), ())
    async with store.read() as connection:
        assert await facts.get(connection, STATE) == edition.current()
