"""Which articles stay the same when files are overwritten, numbered anew and edited; on both databases."""

import json

from bot.ingest.pipeline import Loader
from bot.reports import Change
from bot.storage.engine import Store
from tests.integration.seedsfolder import Folder, library

NEWS = {
    "Mine on Svalbard closes": "The last coal mine of the island closes in two years, after a century.",
    "Boy of eleven beats champion": "Nobody in Reykjavik had heard of him; his grandmother taught him.",
    "Tram line reaches Derby": "Passengers waited since dawn for a ride that took nineteen minutes.",
    "Orchard opens to schools": "Pupils picked four tonnes of apples on Friday for hospital kitchens.",
}
MINE, CHESS, TRAM, ORCHARD = NEWS
COPIES = 130


def write(folder: Folder, name: str, title: str, more: str = "") -> None:
    folder.write(name, f"{title}\n\n{NEWS[title]} {more}\n")


async def test_another_article_under_an_old_name_is_new(store: Store, loader: Loader, folder: Folder) -> None:
    write(folder, "1.txt", MINE)
    await loader.load()
    write(folder, "1.txt", CHESS)
    report = await loader.load()
    assert (report.added, report.withdrawn, report.changed) == (("1.txt",), ("1.txt",), ())
    assert await library(store) == {CHESS: 2}
    write(folder, "1.txt", TRAM)
    await loader.load()
    assert await library(store) == {TRAM: 3}, "nor is it one that was withdrawn from there"
    await loader.undo()
    assert await library(store) == {CHESS: 2}


async def test_swapped_files_swap_their_articles(store: Store, loader: Loader, folder: Folder) -> None:
    write(folder, "1.txt", MINE)
    write(folder, "2.txt", CHESS)
    await loader.load()
    before = await library(store)
    write(folder, "1.txt", CHESS)
    write(folder, "2.txt", MINE)
    report = await loader.load(dry_run=True)
    assert report.changed == (
        Change("1.txt", (), ("moved from 2.txt",)),
        Change("2.txt", (), ("moved from 1.txt",)),
    )
    assert (await loader.load()).changed == report.changed
    assert await library(store) == before
    await loader.undo()
    assert await library(store) == before


async def test_files_numbered_anew_keep_their_articles(store: Store, loader: Loader, folder: Folder) -> None:
    """In one batch and over several: the last of a hundred and thirty copies is not read with the first."""
    for number, title in enumerate((MINE, CHESS, TRAM)):
        write(folder, f"{number * 100}.txt", title)
    for number in range(COPIES):
        folder.write(
            f"0{number:03}.txt", f"Notice {number}\n\nThe reading room {number} is closed for repairs today.\n"
        )
    await loader.load()
    before = await library(store)
    write(folder, "300.txt", TRAM)
    write(folder, "200.txt", CHESS)
    write(folder, "100.txt", MINE)
    write(folder, "0.txt", ORCHARD)
    folder.rename("0129.txt", "0zzz.txt")
    folder.rename("0000.txt", "0129.txt")
    report = await loader.load()
    assert report.added == ("0.txt",)
    after = await library(store)
    assert {title: after[title] for title in before} == before
    assert (await loader.load()).unchanged == len(after)


async def test_a_file_that_moved_back_in_the_order_is_not_withdrawn(
    store: Store, loader: Loader, folder: Folder
) -> None:
    """What an early batch found to be gone from its file, a later one finds in another."""
    write(folder, "000.txt", MINE)
    for number in range(1, COPIES):
        folder.write(f"{number:03}.txt", f"Notice {number}\n\nThe reading room {number} is closed for repairs today.\n")
    write(folder, "zzz.txt", CHESS)
    await loader.load()
    before = await library(store)
    write(folder, "000.txt", CHESS)
    write(folder, "zzz.txt", MINE)
    for number in range(1, COPIES):
        folder.touch(f"{number:03}.txt")
    dry = await loader.load(dry_run=True)
    report = await loader.load()
    assert (report.added, report.withdrawn) == (dry.added, dry.withdrawn) == ((), ())
    assert await library(store) == before


async def test_two_new_titles_in_a_list_are_two_edits(store: Store, loader: Loader, folder: Folder) -> None:
    items = [{"title": title, "text": text} for title, text in NEWS.items()]
    folder.write("all.json", json.dumps(items))
    await loader.load()
    before = await library(store)
    items[1]["title"], items[3]["title"] = "One", "Two"
    folder.write("all.json", json.dumps(items))
    report = await loader.load()
    assert (len(report.changed), report.added, report.withdrawn) == (2, (), ())
    after = await library(store)
    assert (after["One"], after["Two"]) == (before[CHESS], before[ORCHARD])


def feed(*items: tuple[str, str, str]) -> str:
    entries = "".join(
        f"<item><title>{title}</title><guid>{link}</guid><link>https://news.example/{link}</link>"
        f"<description>{text}</description></item>"
        for link, title, text in items
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Courier</title>{entries}</channel></rss>'


async def test_an_item_of_a_feed_is_known_by_its_link(store: Store, loader: Loader, folder: Folder) -> None:
    first = ("a", "Storm nears the coast", "Ferries were cancelled on Monday evening, the weather office said in Oslo.")
    folder.write("f.rss", feed(first, ("b", CHESS, NEWS[CHESS])))
    await loader.load()
    before = await library(store)
    later = ("a", "Two hurt in Norway", "Trees fell across roads near Bergen; schools there stay closed until Friday.")
    folder.write("f.rss", feed(("c", MINE, NEWS[MINE]), later, ("b", CHESS, NEWS[CHESS])))
    report = await loader.load()
    assert (len(report.added), len(report.changed), report.withdrawn) == (1, 1, ())
    after = await library(store)
    assert (after["Two hurt in Norway"], after[CHESS]) == (before["Storm nears the coast"], before[CHESS])
