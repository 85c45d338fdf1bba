"""From seeds of several outlets to briefings that tell each event once, on both databases."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bot.ingest.pipeline import Loader
from bot.models import Destination
from bot.schedule.planner import Planner
from bot.services.briefings import Briefings
from bot.storage.engine import Store
from bot.storage.schema import editions
from tests.factories import delivery_rows, subscribe
from tests.fakes import START, FakeClock
from tests.integration.seedsfolder import Folder

SEEDS = Path(__file__).resolve().parent.parent.parent / "seeds"
ECLIPSE = (
    "space/2024-04-08-total-eclipse-northline-wire.txt",
    "space/2024-04-09-total-eclipse-campus-science-weekly.txt",
    "2024-04-08-total-eclipse-harbor-post.txt",
)
BRIDGE = "world/2024-03-26-baltimore-bridge-harbor-post.txt"
DAY = timedelta(days=1)


def button(article_id: int) -> str:
    return f"read:{article_id}"


@pytest.fixture
def planner(store: Store, clock: FakeClock) -> Planner:
    return Planner(store, clock, read_button=button)


@pytest.fixture
def briefings(store: Store, clock: FakeClock) -> Briefings:
    return Briefings(store, clock, read_button=button)


def paste(folder: Folder, *names: str) -> None:
    for name in names:
        folder.write(name, (SEEDS / name).read_bytes())


async def plain(briefings: Briefings, telegram_id: int) -> str:
    edition = await briefings.now(Destination(telegram_id))
    return "" if edition is None else "\n".join(part.plain for part in edition.parts)


async def test_an_event_is_told_once_with_its_sources(loader: Loader, folder: Folder, briefings: Briefings) -> None:
    paste(folder, *ECLIPSE, BRIDGE)
    await loader.load()
    text = await plain(briefings, 1)
    assert "2 stories" in text
    assert "+2 more sources: " in text
    for source in ("Northline Wire", "Harbor Post", "Campus Science Weekly"):
        assert source in text
    assert text.lower().count("key bridge in baltimore collapses") == 1


async def test_a_third_account_of_what_was_told_is_no_news(
    store: Store, loader: Loader, folder: Folder, planner: Planner, briefings: Briefings, clock: FakeClock
) -> None:
    paste(folder, *ECLIPSE[:2])
    await loader.load()
    for telegram_id in (1, 2):
        await subscribe(store, telegram_id, at=START.time())
    assert (await planner.run_once()).planned == 2
    paste(folder, ECLIPSE[2])
    await loader.load()
    clock.set(START + DAY)
    assert (await planner.run_once()).skipped == 2
    assert await plain(briefings, 1) == ""
    assert "+2 more sources" in await plain(briefings, 3), "a chat that has had nothing is told all of it"


async def test_chats_that_got_the_same_get_the_same_again(
    store: Store, loader: Loader, folder: Folder, planner: Planner, clock: FakeClock
) -> None:
    """One edition for all, also on a day on which a story that was told has grown."""
    paste(folder, *ECLIPSE[:2])
    await loader.load()
    for telegram_id in (1, 2, 3):
        await subscribe(store, telegram_id, at=START.time())
    await planner.run_once()
    paste(folder, ECLIPSE[2], BRIDGE)
    await loader.load()
    clock.set(START + DAY)
    assert (await planner.run_once()).planned == 3
    async with store.read() as connection:
        assert (await connection.execute(select(func.count()).select_from(editions))).scalar_one() == 2
    second = {row.edition_id for row in (await delivery_rows(store)).values() if row.slot_date == (START + DAY).date()}
    assert len(second) == 1


async def test_copies_of_a_file_are_listed_once(loader: Loader, folder: Folder, briefings: Briefings) -> None:
    paste(folder, BRIDGE)
    folder.write("copy.txt", (SEEDS / BRIDGE).read_bytes())
    report = await loader.load()
    assert (len(report.added), report.articles) == (2, 1)
    assert "1 story" in await plain(briefings, 1)
