"""Items of a file that cannot be taken: told at every load with file and place, at no cost to the others."""

import json
from dataclasses import replace

from bot.ingest.pipeline import Loader
from bot.ingest.reader import ITEMS_TOLD, told
from bot.ingest.rereading import STATE
from bot.models import RejectedItem
from bot.storage import articles, facts, seeds
from bot.storage.engine import Store
from tests.integration.seedsfolder import Folder, library, outcome, text

NO_TEXT = 'no text; give it a "content"'


def item(title: str, *, bad: bool = False, closing: str = "Work goes on until April.") -> dict[str, str]:
    return {"title": title} if bad else {"title": title, "content": text(title, closing).partition("\n\n")[2]}


def listed(*items: dict[str, str]) -> str:
    return json.dumps(items)


async def test_bad_items_are_told_and_the_others_loaded(loader: Loader, folder: Folder) -> None:
    folder.write("list.json", listed(item("Bridge opens"), item("Nothing", bad=True), item("Library moves")))
    report = await loader.load()
    assert outcome(report) == {
        "added": ("list.json", "list.json (3)"),
        "rejected": (("list.json (2)", NO_TEXT),),
    }
    assert outcome(await loader.load()) == {"unchanged": 2, "rejected": (("list.json (2)", NO_TEXT),)}
    folder.touch("list.json")
    assert outcome(await loader.load()) == {"unchanged": 2, "rejected": (("list.json (2)", NO_TEXT),)}


async def test_an_item_that_went_bad_keeps_its_article_until_it_is_mended_or_taken_out(
    store: Store, loader: Loader, folder: Folder
) -> None:
    folder.write("list.json", listed(item("Bridge opens"), item("Library moves")))
    await loader.load()
    before = await library(store)
    folder.write("list.json", listed(item("Bridge opens"), item("Library moves", bad=True)))
    assert outcome(await loader.load()) == {"unchanged": 2, "rejected": (("list.json (2)", NO_TEXT),)}
    assert await library(store) == before
    folder.write("list.json", listed(item("Bridge opens"), item("Library moves", closing="Books follow in May.")))
    report = await loader.load()
    assert [each.path for each in report.changed] == ["list.json (2)"]
    assert (await library(store), report.rejected) == (before, ())
    folder.write("list.json", listed(item("Bridge opens")))
    assert (await loader.load()).withdrawn == ("list.json (2)",)


async def test_places_are_told_in_their_order(loader: Loader, folder: Folder) -> None:
    folder.write("list.json", listed(item("Bridge opens"), *(item(f"Nothing {n}", bad=True) for n in range(11))))
    folder.write("empty.json", "[]")
    rejected = [path for path, _ in (await loader.load()).rejected]
    assert rejected == ["empty.json", *(f"list.json ({place})" for place in range(2, 13))]


def test_of_many_the_first_are_told() -> None:
    assert told([RejectedItem("a"), "good", RejectedItem("c")]) == ((0, "a"), (2, "c"))
    shown = told([RejectedItem("no text")] * (ITEMS_TOLD + 1000))
    assert (len(shown), shown[-1]) == (ITEMS_TOLD, (19, "no text; and 1,000 more items after it are rejected"))


async def test_after_an_upgrade_every_article_is_read_as_itself(store: Store, loader: Loader, folder: Folder) -> None:
    """An item that came later stands first in the file, and last among what is stored."""
    folder.write("list.json", listed(item("Bridge opens"), item("Library moves")))
    await loader.load()
    folder.write("list.json", listed(item("Ferry sails"), item("Bridge opens"), item("Library moves")))
    await loader.load()
    before = await library(store)
    async with store.read() as connection:
        contents = {
            number: each for number, (_, each) in (await articles.live_contents(connection, [*before.values()])).items()
        }
    async with store.write() as connection:
        await facts.put(connection, STATE, "older rules")
    assert outcome(await loader.load()) == {"unchanged": 3}
    async with store.read() as connection:
        found = await articles.live_contents(connection, [*before.values()])
    assert {number: each for number, (_, each) in found.items()} == contents


async def test_after_an_upgrade_bad_items_of_files_that_did_not_change_are_told(
    store: Store, loader: Loader, folder: Folder
) -> None:
    """As of a file that an earlier release had loaded, which told of no items."""
    folder.write("list.json", listed(item("Bridge opens"), item("Nothing", bad=True)))
    await loader.load()
    async with store.write() as connection:
        rows = await seeds.known(connection, ["list.json"])
        await seeds.put(connection, [replace(rows["list.json"], rejected_items=())])
        await facts.put(connection, STATE, "older rules")
    report = await loader.load()
    assert outcome(report) == {"unchanged": 1, "rejected": (("list.json (2)", NO_TEXT),)}
