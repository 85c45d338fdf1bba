"""The numbers of a report add up to the library, also with copies, files of many articles, and files that broke."""

import json

from bot.ingest.pipeline import Loader
from bot.reports import Consent, LoadReport, holds
from bot.storage import articles
from bot.storage.engine import Store
from tests.integration.seedsfolder import Folder, text


def items(*titles: str) -> str:
    return json.dumps([{"title": title, "content_text": text(title)} for title in titles])


async def adds_up(store: Store, report: LoadReport) -> bool:
    async with store.read() as connection:
        live = await articles.count_live(connection)
    parts = len(report.added) + len(report.changed) + len(report.kept) + report.unchanged
    return live == report.articles + report.copies == parts


async def test_copies_are_added_and_the_report_says_why_lists_are_shorter(
    store: Store, loader: Loader, folder: Folder
) -> None:
    for name in ("a.txt", "copy.txt", "again.txt"):
        folder.write(name, text("Bridge opens to trams"))
    folder.write("b.txt", text("Library extends its hours"))
    report = await loader.load()
    assert (len(report.added), report.articles, report.copies) == (4, 2, 2)
    assert await adds_up(store, report)
    assert holds(report) == (
        "The library holds 4 articles; 2 are exact copies of others, and are listed and found only once."
    )
    folder.remove("a.txt")
    folder.remove("b.txt")
    report = await loader.load(consent=Consent(2))
    assert (len(report.withdrawn), report.unchanged, report.articles, report.copies) == (2, 2, 1, 1)
    assert await adds_up(store, report)
    assert holds(report) == (
        "The library holds 2 articles; 1 is an exact copy of another, and is listed and found only once."
    )


async def test_what_a_load_leaves_is_counted_by_articles(store: Store, loader: Loader, folder: Folder) -> None:
    folder.write("many.json", items("Bridge opens", "Library extends its hours", "Ferry returns"))
    folder.write("a.txt", text("Market moves"))
    folder.write("broken.txt", text("Harbour reopens"))
    assert await adds_up(store, await loader.load())
    folder.write("broken.txt", b"\x00\x01\x02")
    folder.write("a.txt", text("Market moves", closing="It opens in May."))
    report = await loader.load()
    assert (len(report.changed), len(report.rejected), report.unchanged) == (1, 1, 4)
    assert await adds_up(store, report)
    assert holds(report) == "The library holds 5 articles."
    folder.remove("a.txt")
    assert await adds_up(store, await loader.load())
    folder.write("a.txt", text("Market moves"))
    report = await loader.load()
    assert (len(report.changed), report.unchanged) == (1, 4), "back in the library"
    assert await adds_up(store, report)


async def test_a_dry_run_counts_what_would_be_left(loader: Loader, folder: Folder) -> None:
    folder.write("many.json", items("Bridge opens", "Library extends its hours"))
    folder.write("a.txt", text("Market moves"))
    await loader.load()
    folder.remove("a.txt")
    folder.write("b.txt", text("Ferry returns", closing="It sails twice a day."))
    report = await loader.load(dry_run=True)
    assert (len(report.added), len(report.withdrawn), report.unchanged) == (1, 1, 2)
