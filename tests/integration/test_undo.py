"""An undo makes the library what it was before the last load, and holds until the files change; on both databases."""

import asyncio
import json
import random
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from bot.errors import InvalidRequest, TooManyWithdrawals
from bot.ingest.pipeline import Loader
from bot.ingest.undoing import KEPT
from bot.models import ParsedArticle
from bot.reports import EVERY, Change, Consent
from bot.schedule.planner import Planner
from bot.services.search import Search
from bot.storage import articles as library_articles
from bot.storage.engine import Store
from bot.storage.schema import articles, journal, loads, search_docs
from tests.factories import subscribe
from tests.fakes import START, FakeClock
from tests.integration.seedsfolder import Folder, library, outcome, text

DAY = timedelta(days=1)
# Any number of withdrawals, though not what an undo has kept.
MANY = Consent(1000)


async def rows(store: Store) -> dict[int, dict[str, Any]]:
    """All that is stored of each article."""
    async with store.read() as connection:
        found = await connection.execute(select(articles).order_by(articles.c.id))
        return {row.id: dict(row._mapping) for row in found}


async def contents(store: Store) -> dict[int, ParsedArticle]:
    """The live articles."""
    async with store.read() as connection:
        ids = (await connection.execute(select(articles.c.id))).scalars().all()
        return {key: content for key, (_, content) in (await library_articles.live_contents(connection, ids)).items()}


async def is_indexed_right(store: Store) -> bool:
    """Whether exactly the live articles are to be found, and the stories know everything."""
    async with store.read() as connection:
        live = set((await connection.execute(select(articles.c.id).where(articles.c.live))).scalars())
        indexed = set((await connection.execute(select(search_docs.c.article_id))).scalars())
        left = (await connection.execute(select(func.count()).where(~articles.c.compared))).scalar_one()
    return live == indexed and left == 0


async def test_an_edit_an_addition_and_a_withdrawal_are_undone(store: Store, loader: Loader, folder: Folder) -> None:
    for name in ("edited", "gone", "kept"):
        folder.write(f"{name}.txt", text(f"Before of {name}"))
    await loader.load()
    before = await rows(store)
    folder.write("edited.txt", text("After of edited", closing="The ramp is done."))
    folder.write("added.txt", text("A new arrival"))
    folder.remove("gone.txt")
    await loader.load()
    report = await loader.undo(requested_by=7)
    assert outcome(report) == {
        "added": ("gone.txt",), "changed": (Change("edited.txt"),), "withdrawn": ("added.txt",)
    }  # fmt: skip
    assert (report.articles, report.redo) == (3, False)
    after = await rows(store)
    assert {key: after[key] for key in before} == before, "every column is what it was"
    assert [after[key]["live"] for key in after.keys() - before.keys()] == [False]
    assert await is_indexed_right(store)
    assert [hit.headline.title for hit in (await Search(store).find("edited")).hits] == ["Before of edited"]


async def test_an_undo_of_an_undo_brings_everything_back(store: Store, loader: Loader, folder: Folder) -> None:
    folder.write("edited.txt", text("Before of edited"))
    folder.write("gone.txt", text("Before of gone"))
    await loader.load()
    folder.write("edited.txt", text("After of edited"))
    folder.write("added.txt", text("A new arrival"))
    folder.remove("gone.txt")
    await loader.load()
    after = await contents(store)
    await loader.undo()
    undone = await contents(store)
    redone = await loader.undo()
    assert redone.redo
    assert await contents(store) == after
    assert outcome(await loader.load()) == {"unchanged": 2}
    await loader.undo()
    assert await contents(store) == undone
    assert await is_indexed_right(store)


async def test_an_undo_holds_until_the_files_change(store: Store, loader: Loader, folder: Folder) -> None:
    folder.write("edited.txt", text("Before of edited"))
    folder.write("gone.txt", text("Before of gone"))
    await loader.load()
    folder.write("edited.txt", text("After of edited"))
    folder.write("added.txt", text("A new arrival"))
    folder.remove("gone.txt")
    await loader.load()
    await loader.undo()
    before = await contents(store)
    for _ in range(2):
        assert outcome(await loader.load()) == {"unchanged": 2, "undone": ("added.txt", "edited.txt", "gone.txt")}
        folder.touch("edited.txt")
    assert await contents(store) == before
    folder.write("edited.txt", text("A better edit"))
    folder.write("added.txt", text("A better arrival"))
    folder.write("gone.txt", text("Before of gone"))
    report = await loader.load()
    assert report.undone == ()
    assert [change.path for change in report.changed] == ["added.txt", "edited.txt"]
    assert set(await library(store)) == {"A better edit", "A better arrival", "Before of gone"}
    folder.remove("gone.txt")
    assert (await loader.load()).withdrawn == ("gone.txt",), "it came back, so now it may go"


async def test_what_was_undone_is_loaded_when_it_is_named(store: Store, loader: Loader, folder: Folder) -> None:
    folder.write("kept.txt", text("Kept as it was"))
    folder.write("gone.txt", text("Soon gone"))
    await loader.load()
    folder.write("world/added.txt", text("A new arrival"))
    folder.remove("gone.txt")
    await loader.load()
    await loader.undo()
    report = await loader.load(consent=Consent(EVERY))
    assert (report.undone, report.withdrawn) == (("world/added.txt",), ("gone.txt",)), "all that is gone, and no more"
    report = await loader.load(only=["world"])
    assert [change.path for change in report.changed] == ["world/added.txt"]


async def test_a_renamed_file_goes_back_to_its_name_and_stays_there(
    store: Store, loader: Loader, folder: Folder
) -> None:
    folder.write("a.txt", text("Bridge opens to trams"))
    await loader.load()
    before = await rows(store)
    folder.rename("a.txt", "b.txt")
    await loader.load()
    await loader.undo()
    assert await rows(store) == before
    assert outcome(await loader.load()) == {"unchanged": 1, "undone": ("b.txt", "a.txt")}
    assert await library(store) == {"Bridge opens to trams": 1}
    await loader.undo()
    assert (await rows(store))[1]["seed_path"] == "b.txt"
    assert outcome(await loader.load()) == {"unchanged": 1}


async def test_articles_that_left_a_file_come_back(store: Store, loader: Loader, folder: Folder) -> None:
    listed = [{"title": f"Report {n}", "text": text(f"Report {n}", closing=f"It cost {n}.")} for n in range(4)]
    folder.write("all.json", json.dumps(listed))
    await loader.load()
    folder.write("all.json", json.dumps(listed[:2]))
    assert (await loader.load()).withdrawn == ("all.json (3)", "all.json (4)")
    assert (await loader.undo()).added == ("all.json (3)", "all.json (4)")
    assert len(await library(store)) == 4
    assert outcome(await loader.load()) == {"unchanged": 4, "undone": ("all.json",)}


async def test_copies_and_stories_follow(store: Store, loader: Loader, folder: Folder) -> None:
    folder.write("a.txt", text("Bridge opens to trams"))
    await loader.load()
    folder.write("b.txt", text("Bridge opens to trams"))
    assert (await loader.load()).articles == 1
    folder.remove("a.txt")
    await loader.load()
    assert (await rows(store))[2]["copy_of"] is None
    await loader.undo()
    assert [row["copy_of"] for row in (await rows(store)).values()] == [None, 1]


async def test_before_the_first_load_there_is_nothing_to_undo(store: Store, loader: Loader, folder: Folder) -> None:
    with pytest.raises(InvalidRequest, match="nothing to undo"):
        await loader.undo()
    folder.write("bad.txt", "")
    await loader.load()
    with pytest.raises(InvalidRequest, match="nothing to undo"):
        await loader.undo()


async def test_loads_that_changed_nothing_are_passed_over(store: Store, loader: Loader, folder: Folder) -> None:
    folder.write("a.txt", text("Bridge opens to trams"))
    await loader.load()
    folder.write("a.txt", text("Bridge opens at last"))
    for _ in range(3):
        await loader.load()
    await loader.undo()
    assert set(await library(store)) == {"Bridge opens to trams"}


async def test_a_load_that_was_killed_is_undone_with_the_one_after_it(
    store: Store, loader: Loader, folder: Folder
) -> None:
    folder.write("a.txt", text("Bridge opens to trams"))
    await loader.load()
    folder.write("a.txt", text("Bridge opens at last"))
    folder.write("b.txt", text("Library extends its hours", closing="Reading rooms stay open until ten."))
    number = (await loader.load()).number
    async with store.write() as connection:
        await connection.execute(update(loads).where(loads.c.id == number).values(finished_at=None))
    folder.write("a.txt", text("Bridge is open"))
    await loader.load()
    report = await loader.undo()
    assert set(await library(store)) == {"Bridge opens to trams"}
    assert (report.changed, report.withdrawn) == ((Change("a.txt"),), ("b.txt",))
    await loader.undo()
    titles = {content.title for content in (await contents(store)).values()}
    assert titles == {"Bridge is open", "Library extends its hours"}


@pytest.mark.parametrize("next_is", ["load", "undo"])
async def test_an_undo_that_was_killed_is_finished_by_the_next(
    store: Store, loader: Loader, folder: Folder, next_is: str
) -> None:
    for number in range(70):
        folder.write(f"{number:03}.txt", text(f"Story number {number} of the day", closing=f"It cost {number}."))
    await loader.load()
    before = await contents(store)
    for number in range(70):
        folder.write(f"{number:03}.txt", text(f"Edited story {number} of the day", closing=f"It cost {number}."))
    await loader.load()
    after = await contents(store)
    killed: list[asyncio.Task[Any]] = []
    undoing = asyncio.create_task(loader.undo(progress=lambda done, total: killed[0].cancel()))
    killed.append(undoing)
    with pytest.raises(asyncio.CancelledError):
        await undoing
    half = await contents(store)
    assert half != before
    assert half != after
    await loader.load(dry_run=True)
    assert await contents(store) == half, "a dry run stores nothing"
    if next_is == "load":
        assert len((await loader.load()).undone) == 70
        assert await contents(store) == before
    else:
        await loader.undo()
        assert await contents(store) == after, "the undo was finished, and undone"
    assert await is_indexed_right(store)


async def test_an_undo_that_empties_the_library_asks_first(store: Store, loader: Loader, folder: Folder) -> None:
    for number in range(12):
        folder.write(f"{number}.txt", text(f"Story number {number} of the day"))
    await loader.load()
    with pytest.raises(TooManyWithdrawals, match=r"12 of 12 articles.*undo --withdraw-all") as refused:
        await loader.undo()
    assert len(refused.value.report.withdrawn) == 12
    assert len(await library(store)) == 12
    assert len((await loader.undo(consent=Consent(12))).withdrawn) == 12
    assert len((await loader.undo()).added) == 12


async def test_the_journal_is_bounded(store: Store, loader: Loader, folder: Folder) -> None:
    for number in range(2 * KEPT):
        folder.write("a.txt", text(f"Version {number} of the news"))
        await loader.load()
    async with store.read() as connection:
        kept = (await connection.execute(select(func.count(journal.c.load_id.distinct())))).scalar_one()
    assert kept == KEPT


@pytest.fixture
def planner(store: Store, clock: FakeClock) -> Planner:
    return Planner(store, clock, read_button=str)


async def test_what_was_sent_stays_sent(
    store: Store, loader: Loader, folder: Folder, planner: Planner, clock: FakeClock
) -> None:
    await subscribe(store, 1, at=START.time())
    folder.write("a.txt", text("Bridge opens to trams"))
    await loader.load()
    assert (await planner.run_once()).planned == 1
    clock.advance(3600)
    await loader.undo()
    await loader.undo()
    clock.set(START + DAY)
    assert (await planner.run_once()).skipped == 1, "it was in a briefing, so it is no news when it comes back"


async def test_what_nobody_could_have_got_is_news_when_it_comes_back(
    store: Store, loader: Loader, folder: Folder, planner: Planner, clock: FakeClock
) -> None:
    await subscribe(store, 1, at=START.time())
    folder.write("a.txt", text("Bridge opens to trams"))
    await loader.load()
    assert (await planner.run_once()).planned == 1
    clock.advance(3600)
    folder.write("b.txt", text("Library extends its hours", closing="Reading rooms stay open until ten."))
    await loader.load()
    await loader.undo()
    folder.write("c.txt", text("Ferry timetable changes", closing="The first boat leaves at six."))
    await loader.load()
    clock.set(START + DAY)
    assert (await planner.run_once()).planned == 1, "with what is in the library"
    clock.advance(3600)
    folder.write("b.txt", text("Library extends its hours at last", closing="Reading rooms stay open until ten."))
    await loader.load()
    clock.set(START + 2 * DAY)
    assert (await planner.run_once()).planned == 1, "it was undone before anybody got it, and then mended"


@dataclass
class Model:
    """What an editor expects: a file counts when it has changed since it was last dealt with."""

    files: dict[str, str] = field(default_factory=dict)
    known: dict[str, str] = field(default_factory=dict)
    live: dict[str, str] = field(default_factory=dict)
    before: dict[str, str] | None = None

    def load(self) -> None:
        now = dict(self.live)
        for path in self.files.keys() | self.known.keys():
            if self.files.get(path) != self.known.get(path):
                now.pop(path, None)
                if path in self.files:
                    now[path] = self.files[path]
        self.known = dict(self.files)
        if now != self.live:
            self.before, self.live = self.live, now

    def undo(self) -> None:
        assert self.before is not None
        self.before, self.live = self.live, self.before


@pytest.mark.parametrize("seed", range(5))
async def test_any_sequence_of_loads_and_undos_is_what_an_editor_expects(
    store: Store, loader: Loader, folder: Folder, seed: int
) -> None:
    chance = random.Random(seed)
    model = Model()
    for step in range(20):
        for name in chance.sample(["a.txt", "b.txt", "c/d.txt", "e.txt"], chance.randint(0, 2)):
            if name in model.files and chance.random() < 0.4:
                folder.remove(name)
                del model.files[name]
            else:
                title = f"News {step} about file {name[0]}"
                folder.write(name, text(title))
                model.files[name] = title
        if chance.random() < 0.5 and model.before is not None:
            await loader.undo(consent=MANY)
            model.undo()
        else:
            await loader.load(consent=MANY)
            model.load()
        found = {content.title for content in (await contents(store)).values()}
        assert found == set(model.live.values())
    assert await is_indexed_right(store)
