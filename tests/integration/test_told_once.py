"""What a chat was told, or has read, does not come again, whatever an editor or a reader does in between."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import update

from bot.models import ChatKind, Destination, EditorMark
from bot.schedule.planner import Planner
from bot.services.briefings import Briefings
from bot.storage import chats, editorial, readings
from bot.storage.engine import Store
from bot.storage.schema import articles, deliveries, edition_parts
from tests.factories import load_articles, new_article, parsed, subscribe
from tests.fakes import START, FakeClock

DAY = timedelta(days=1)
SWEDEN = 1


@pytest.fixture
def planner(store: Store, clock: FakeClock) -> Planner:
    return Planner(store, clock, read_button=lambda key: f"read:{key}")


async def load(store: Store, *names: str, now: datetime) -> int:
    """An article by its name, on itself and of that moment."""
    summary = "It was so. " * 8
    contents = [(name, parsed(f"News of {name}", published=now, summary=summary)) for name in names]
    return await load_articles(store, [new_article(name, content=content) for name, content in contents], now=now)


async def morning(store: Store, planner: Planner, clock: FakeClock) -> str:
    """The briefing of this morning as it reached the only chat; empty without one."""
    await planner.run_once()
    async with store.write() as connection:
        mine = deliveries.c.slot_at == clock.now()
        query = edition_parts.select().join(deliveries, deliveries.c.edition_id == edition_parts.c.edition_id)
        told = "\n".join(row.plain for row in await connection.execute(query.where(mine)))
        values = {"state": "sent", "finished_at": clock.now()}
        await connection.execute(update(deliveries).where(mine, deliveries.c.edition_id.is_not(None)).values(values))
    return told


@pytest.mark.parametrize("days", [5, 13])
async def test_a_pin_makes_no_told_story_new(store: Store, planner: Planner, clock: FakeClock, days: int) -> None:
    await subscribe(store, 1, at=START.time())
    await load(store, "Sweden", now=clock.now())
    assert "Sweden" in await morning(store, planner, clock)
    for number in range(1, days):
        clock.advance(DAY)
        await load(store, f"day {number}", now=clock.now())
        assert f"day {number}" in await morning(store, planner, clock)
    clock.advance(DAY)
    async with store.write() as connection:
        await editorial.mark(connection, SWEDEN, EditorMark.PIN, whole_story=False, person=7, now=clock.now())
    await load(store, "today", now=clock.now())
    told = await morning(store, planner, clock)
    assert "today" in told
    assert "Sweden" not in told


async def test_a_pinned_story_of_long_ago_comes_again_as_an_update(
    store: Store, planner: Planner, clock: FakeClock
) -> None:
    await subscribe(store, 1, at=START.time())
    await load(store, "Sweden", now=clock.now())
    await morning(store, planner, clock)
    for _ in range(13):
        clock.advance(DAY)
        await load(store, f"{clock.now():%d %b}", now=clock.now())
        await morning(store, planner, clock)
    await load(store, "a new flag", now=clock.now() + DAY)
    async with store.write() as connection:
        row = (await connection.execute(articles.select().order_by(articles.c.id.desc()).limit(1))).one()
        ends = articles.c.id.in_((SWEDEN, row.id))
        await connection.execute(update(articles).where(ends).values(story_id=SWEDEN))
        await editorial.mark(connection, SWEDEN, EditorMark.PIN, whole_story=True, person=7, now=clock.now())
    clock.advance(DAY)
    told = await morning(store, planner, clock)
    assert "Update: News of a new flag" in told
    assert "Sweden" not in told


async def opened(store: Store, chat_id: int, article_id: int, now: datetime) -> None:
    async with store.write() as connection:
        known = await chats.find(connection, chat_id)
        assert known is not None
        await readings.remember(connection, known.id, article_id, now)


async def test_what_was_opened_in_private_is_told(store: Store, planner: Planner, clock: FakeClock) -> None:
    await subscribe(store, 1, at=START.time())
    await load(store, "Sweden", "Norway", now=clock.now())
    await opened(store, 1, SWEDEN, clock.now())
    told = await morning(store, planner, clock)
    assert "Norway" in told
    assert "Sweden" not in told


async def test_a_morning_whose_news_were_all_read_has_no_briefing(
    store: Store, planner: Planner, clock: FakeClock
) -> None:
    await subscribe(store, 1, at=START.time())
    await load(store, "Sweden", now=clock.now())
    await opened(store, 1, SWEDEN, clock.now())
    assert (await planner.run_once()).skipped == 1


async def test_what_was_opened_comes_again_when_something_is_new(
    store: Store, planner: Planner, clock: FakeClock
) -> None:
    await subscribe(store, 1, at=START.time())
    await load(store, "Sweden", "Norway", now=clock.now())
    await opened(store, 1, SWEDEN, clock.now())
    await morning(store, planner, clock)
    clock.advance(3 * DAY)
    await load(store, "a new flag", now=clock.now())
    async with store.write() as connection:
        await connection.execute(update(articles).where(articles.c.id.in_((SWEDEN, 3))).values(story_id=SWEDEN))
    told = await morning(store, planner, clock)
    assert "Update: News of a new flag" in told
    assert "Sweden" not in told


async def test_one_who_reads_takes_no_story_from_a_group(store: Store, planner: Planner, clock: FakeClock) -> None:
    await subscribe(store, -1, at=START.time())
    await load(store, "Sweden", "Norway", now=clock.now())
    await opened(store, -1, 2, clock.now())
    told = await morning(store, planner, clock)
    assert told.index("Sweden") < told.index("Norway")


async def test_who_opened_a_copy_has_read_it(store: Store, planner: Planner, clock: FakeClock) -> None:
    await subscribe(store, 1, at=START.time())
    await load(store, "Sweden", "Norway", "Sweden again", now=clock.now())
    async with store.write() as connection:
        await connection.execute(update(articles).where(articles.c.id == 3).values(story_id=SWEDEN, copy_of=SWEDEN))
    await opened(store, 1, 3, clock.now())
    assert "Sweden" not in await morning(store, planner, clock)


async def test_asking_leaves_out_what_was_read_before_anybody_subscribes(store: Store, clock: FakeClock) -> None:
    await load(store, "Sweden", "Norway", now=clock.now())
    async with store.write() as connection:
        await chats.remember(connection, 1, ChatKind.PRIVATE, "Ada", "en", now=clock.now())
    await opened(store, 1, SWEDEN, clock.now())
    briefings = Briefings(store, clock, read_button=lambda key: f"read:{key}")
    for _ in range(2):
        edition = await briefings.now(Destination(1))
        assert edition is not None
        assert edition.article_ids == (2,)
