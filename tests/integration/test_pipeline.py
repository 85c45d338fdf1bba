"""From the seeds folder to the library: what each kind of change does, on both databases."""

import asyncio
import json
import os
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from bot.errors import ReloadRunning, SettingsError, TooManyWithdrawals
from bot.ingest.decide import MEANT
from bot.ingest.enrich import Enricher
from bot.ingest.pipeline import BATCH, Loader
from bot.ingest.turn import LEASE, LEASE_TTL
from bot.reports import EVERY, Change, Consent, LoadReport
from bot.storage import articles, leases
from bot.storage.engine import Store
from bot.storage.holders import identity
from bot.storage.schema import leases as lease_table
from bot.storage.schema import loads
from tests.factories import utc
from tests.fakes import FakeClock
from tests.integration.seedsfolder import SENTENCE, Folder, library, outcome, text


async def last_load(store: Store) -> int:
    async with store.read() as connection:
        return await articles.last_load(connection)


async def test_new_files_become_articles(store: Store, loader: Loader, folder: Folder) -> None:
    folder.write("world/a.txt", text("Bridge opens to trams"))
    folder.write("b.txt", text("Library extends its hours"))
    report = await loader.load(requested_by=7)
    assert outcome(report) == {"added": ("b.txt", "world/a.txt")}
    assert report.articles == 2
    assert set(await library(store)) == {"Bridge opens to trams", "Library extends its hours"}
    async with store.read() as connection:
        row = (await connection.execute(select(loads))).one()
        article = await articles.get(connection, (await library(store))["Bridge opens to trams"])
    assert (row.requested_by, row.report) == (7, report.as_json())
    assert article is not None
    assert article.seed_path == "world/a.txt"
    assert article.content.language == "en"
    assert article.words > 20


async def test_a_second_load_finds_nothing_to_do(store: Store, loader: Loader, folder: Folder) -> None:
    folder.write("a.txt", text("Bridge opens to trams"))
    await loader.load()
    before = await library(store)
    assert outcome(await loader.load()) == {"unchanged": 1}
    folder.touch("a.txt")
    assert outcome(await loader.load()) == {"unchanged": 1}, "a new time over old bytes"
    assert await library(store) == before


async def test_an_untouched_file_is_not_even_opened(loader: Loader, folder: Folder) -> None:
    """Its size and time are those that are known, so its bytes are not looked at; here they are others."""
    folder.write("a.txt", text("Bridge opens to trams"))
    await loader.load()
    status = (folder.root / "a.txt").stat()
    (folder.root / "a.txt").write_text(text("Bridge opens to Trams"))
    os.utime(folder.root / "a.txt", ns=(status.st_atime_ns, status.st_mtime_ns))
    assert outcome(await loader.load()) == {"unchanged": 1}


async def test_an_edit_keeps_the_article_and_names_what_changed(store: Store, loader: Loader, folder: Folder) -> None:
    folder.write("a.txt", text("Bridge opens to trams"))
    await loader.load()
    first = await last_load(store)
    folder.write("a.txt", text("Bridge opens to trams", closing="The eastern ramp is done."))
    assert outcome(await loader.load()) == {
        "changed": (Change("a.txt", ("body", "summary"), ("text: 1 paragraph rewritten",)),)
    }
    folder.write("a.txt", text("Bridge opens at last", closing="The eastern ramp is done."))
    retitled = Change("a.txt", ("title",), ("title: “Bridge opens to trams” → “Bridge opens at last”",))
    assert outcome(await loader.load()) == {"changed": (retitled,)}
    assert await library(store) == {"Bridge opens at last": 1}
    async with store.read() as connection:
        fresh = await articles.entered(connection, after_load=first, through_load=await last_load(store), most=9)
    assert fresh == [], "an edit is not news"


async def test_a_deleted_file_withdraws_and_its_return_restores(store: Store, loader: Loader, folder: Folder) -> None:
    folder.write("a.txt", text("Bridge opens to trams"))
    folder.write("b.txt", text("Library extends its hours"))
    await loader.load()
    before = await library(store)
    folder.remove("a.txt")
    report = await loader.load()
    assert outcome(report) == {"unchanged": 1, "withdrawn": ("a.txt",)}
    assert report.articles == 1
    assert outcome(await loader.load()) == {"unchanged": 1}, "withdrawn once"
    folder.write("a.txt", text("Bridge opens to trams"))
    assert outcome(await loader.load()) == {"unchanged": 1, "changed": (Change("a.txt", (), ("back in the library",)),)}
    assert await library(store) == before


async def test_a_renamed_file_keeps_its_article(store: Store, loader: Loader, folder: Folder) -> None:
    folder.write("a.txt", text("Bridge opens to trams"))
    await loader.load()
    before = await library(store)
    folder.rename("a.txt", "world/bridge.txt")
    expected = {"changed": (Change("world/bridge.txt", (), ("moved from a.txt",)),)}
    assert outcome(await loader.load(dry_run=True)) == expected
    assert outcome(await loader.load()) == expected
    assert outcome(await loader.load()) == {"unchanged": 1}
    assert await library(store) == before


async def test_a_renamed_file_and_its_copy_are_two_articles(store: Store, loader: Loader, folder: Folder) -> None:
    folder.write("a.txt", text("Bridge opens to trams"))
    await loader.load()
    folder.remove("a.txt")
    folder.write("b.txt", text("Bridge opens to trams"))
    folder.write("c.txt", text("Bridge opens to trams"))
    report = await loader.load()
    assert report.articles == 1, "the copy is known, and listed once with its original"
    assert outcome(report) == {"added": ("c.txt",), "changed": (Change("b.txt", (), ("moved from a.txt",)),)}


async def test_a_bad_file_stops_nothing_and_keeps_what_was_there(store: Store, loader: Loader, folder: Folder) -> None:
    folder.write("a.txt", text("Bridge opens to trams"))
    await loader.load()
    folder.write("a.txt", b"\x00\x01\x02\x03" * 200)
    folder.write("b.txt", text("Library extends its hours"))
    folder.write("empty.txt", "")
    (folder.root / "link.txt").symlink_to("/etc/hostname")
    folder.write("picture.exe", b"MZ")
    report = await loader.load()
    assert report.added == ("b.txt",)
    assert sorted(path for path, _ in report.rejected) == ["a.txt", "empty.txt", "link.txt", "picture.exe"]
    assert all(reason and "\n" not in reason for _, reason in report.rejected)
    assert set(await library(store)) == {"Bridge opens to trams", "Library extends its hours"}
    again = await loader.load()
    assert sorted(again.rejected) == sorted(report.rejected), "told again, without being read again"
    folder.write("a.txt", text("Bridge opens to trams"))
    assert (await loader.load()).rejected == tuple(each for each in again.rejected if each[0] != "a.txt")
    assert (await library(store))["Bridge opens to trams"] == 1


async def test_a_dry_run_reports_and_stores_nothing(store: Store, loader: Loader, folder: Folder) -> None:
    folder.write("a.txt", text("Bridge opens to trams"))
    folder.write("gone.txt", text("Library extends its hours"))
    await loader.load()
    before, load = await library(store), await last_load(store)
    folder.write("a.txt", text("Bridge opens at last"))
    folder.write("new.txt", text("Ferry timetable changes"))
    folder.remove("gone.txt")
    report = await loader.load(dry_run=True)
    assert report.dry_run
    assert outcome(report) == {
        "added": ("new.txt",),
        "changed": (Change("a.txt", ("title",), ("title: “Bridge opens to trams” → “Bridge opens at last”",)),),
        "withdrawn": ("gone.txt",),
    }
    assert (await library(store), await last_load(store)) == (before, load)
    assert outcome(await loader.load()) == outcome(report)


async def test_a_part_of_the_folder_touches_nothing_outside_it(store: Store, loader: Loader, folder: Folder) -> None:
    for name in ("world/a.txt", "world/b.txt", "worldwide.txt", "c.txt"):
        folder.write(name, text(f"News about {name.removesuffix('.txt')}"))
    await loader.load()
    folder.remove("world/a.txt")
    folder.remove("c.txt")
    folder.write("worldwide.txt", text("Something else entirely"))
    assert outcome(await loader.load(only=["world/"])) == {"unchanged": 1, "withdrawn": ("world/a.txt",)}
    assert "News about c" in await library(store)


async def test_progress_only_grows_and_ends_complete(loader: Loader, folder: Folder) -> None:
    for number in range(2 * BATCH + 5):
        folder.write(f"{number}.txt", text(f"Story number {number} of the day"))
    told: list[tuple[int, int]] = []
    await loader.load(progress=lambda done, total: told.append((done, total)))
    assert told == sorted(told)
    assert len(told) >= 3
    assert told[0] == (0, 2 * BATCH + 5)
    assert told[-1] == (2 * BATCH + 5, 2 * BATCH + 5)


async def test_two_loads_at_once_are_one(store: Store, loader: Loader, folder: Folder, clock: FakeClock) -> None:
    folder.write("a.txt", text("Bridge opens to trams"))
    first, second = await asyncio.gather(loader.load(), loader.load(), return_exceptions=True)
    assert isinstance(first, LoadReport)
    assert isinstance(second, ReloadRunning)
    assert outcome(await loader.load()) == {"unchanged": 1}


async def test_a_load_of_another_process_is_waited_out(store: Store, loader: Loader, folder: Folder) -> None:
    async with store.write() as connection:
        epoch = await leases.take(connection, LEASE, "elsewhere/1/1", ttl=LEASE_TTL)
    with pytest.raises(ReloadRunning, match="another process"):
        await loader.load()
    assert epoch is not None
    async with store.write() as connection:
        await leases.release(connection, LEASE, epoch=epoch)
    assert outcome(await loader.load()) == {}


async def test_a_load_that_was_killed_is_followed_at_once(store: Store, loader: Loader, folder: Folder) -> None:
    """Its lease names a process of this host that has ended; what it had stored is unchanged, the rest is added."""
    folder.write("a.txt", text("Bridge opens to trams"))
    host, _, started = identity().split("/")
    async with store.write() as connection:
        await leases.take(connection, LEASE, f"{host}/{os.getpid()}/{int(started) + 1}", ttl=timedelta(hours=9))
    assert outcome(await loader.load()) == {"added": ("a.txt",)}


async def test_a_load_that_lost_its_lease_stops(
    store: Store, folder: Folder, clock: FakeClock, enricher: Enricher
) -> None:
    """It hung for so long that another process has taken over; two may not write side by side."""
    for number in range(3 * BATCH):
        folder.write(f"{number:03}.txt", text(f"Story number {number} of the day"))
    taking: list[asyncio.Task[None]] = []

    async def take_over() -> None:
        async with store.write() as connection:
            await connection.execute(update(lease_table).values(epoch=lease_table.c.epoch + 1))

    def progress(done: int, total: int) -> None:
        if done == BATCH:
            taking.append(asyncio.create_task(take_over()))

    with pytest.raises(ReloadRunning, match="took over"):
        await Loader(store, clock, folder.root, enricher).load(progress=progress)
    await asyncio.gather(*taking)
    assert len(await library(store)) < 3 * BATCH


async def test_a_folder_that_is_not_there_is_told_and_frees_the_lease(
    store: Store, folder: Folder, clock: FakeClock, enricher: Enricher
) -> None:
    missing = Loader(store, clock, folder.root / "nowhere", enricher)
    for _ in range(2):
        with pytest.raises(SettingsError, match="set SEEDS_DIR"):
            await missing.load()


async def test_articles_of_an_unfinished_load_wait_for_the_next_one(
    store: Store, loader: Loader, folder: Folder
) -> None:
    """A briefing counts the library's age in finished loads; an article is in one of them, never in none."""
    folder.write("a.txt", text("Bridge opens to trams"))
    await loader.load()
    async with store.write() as connection:
        await connection.execute(update(loads).values(finished_at=None))
    assert await last_load(store) == 0
    await loader.load()
    async with store.read() as connection:
        found = await articles.entered(connection, after_load=0, through_load=await last_load(store), most=9)
    assert [headline.title for headline, _ in found] == ["Bridge opens to trams"]


async def test_dates_are_read_and_order_the_library(store: Store, loader: Loader, folder: Folder) -> None:
    folder.write("a.txt", f"Bridge opens to trams\n\nPublished 14 October 2024\n\n{SENTENCE}\n\n{SENTENCE}\n")
    folder.write("b.txt", f"Library extends its hours\n\nPublished 2 February 2025\n\n{SENTENCE}\n\n{SENTENCE}\n")
    await loader.load()
    async with store.read() as connection:
        latest = await articles.latest(connection, most=9)
    assert [each.title for each in latest] == ["Library extends its hours", "Bridge opens to trams"]
    assert latest[0].published is not None
    assert latest[0].published.date() == utc(2025, 2, 2).date()


async def test_a_folder_that_lost_everything_at_once_withdraws_nothing(
    store: Store, loader: Loader, folder: Folder
) -> None:
    """An unmounted disk looks like that; whoever means it says so."""
    names = [f"{number:02}.txt" for number in range(MEANT)]
    for name in names:
        folder.write(name, text(f"News {name}", closing=f"The cost is put at {name} million."))
    await loader.load()
    for name in names:
        folder.remove(name)
    with pytest.raises(TooManyWithdrawals, match="--withdraw-all"):
        await loader.load()
    async with store.read() as connection:
        assert await articles.count(connection) == MEANT
    assert len((await loader.load(consent=Consent(EVERY))).withdrawn) == MEANT


async def test_the_last_of_few_seeds_may_go(store: Store, loader: Loader, folder: Folder) -> None:
    folder.write("only.txt", text("The only one"))
    await loader.load()
    folder.remove("only.txt")
    assert (await loader.load()).withdrawn == ("only.txt",)


@pytest.mark.parametrize(
    ("name", "published"),
    [
        ("2026-02-27-bridge.txt", utc(2026, 2, 27)),
        ("news/2026-02-27.txt", utc(2026, 2, 27)),
        ("2026-02-31-bridge.txt", None),
        ("2026-02-277.txt", None),
        ("2999-01-01-bridge.txt", None),
        ("bridge-2026-02-27.txt", None),
    ],
)
async def test_a_date_before_the_file_name_counts_where_the_article_has_none(
    store: Store, loader: Loader, folder: Folder, name: str, published: object
) -> None:
    folder.write(name, text("The bridge"))
    await loader.load()
    async with store.read() as connection:
        (found,) = await articles.latest(connection, most=2)
    assert found.published == published


async def test_a_new_item_at_the_head_of_a_list_is_one_new_article(
    store: Store, loader: Loader, folder: Folder
) -> None:
    """The others keep their identity, in whatever order they come: what a chat was told stays told."""
    titles = ["Walrus returns to the bay", "Tapir is born in the zoo", "Okapi walks again"]

    def write(*items: str) -> None:
        folder.write("list.json", json.dumps([{"title": title, "text": f"{title}. {SENTENCE}"} for title in items]))

    write(*titles)
    await loader.load()
    before = await library(store)
    write("Freshling takes its first steps", *reversed(titles))
    report = await loader.load()
    after = await library(store)
    assert (len(report.added), report.changed, report.withdrawn, report.unchanged) == (1, (), (), 3)
    assert {title: after[title] for title in titles} == before
    write("Freshling takes its first steps", *titles[:2])
    assert len((await loader.load()).withdrawn) == 1
    assert {title: (await library(store))[title] for title in titles[:2]} == {each: before[each] for each in titles[:2]}
    await loader.undo()
    assert await library(store) == after
