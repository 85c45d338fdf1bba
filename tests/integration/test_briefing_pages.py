"""Further stories of a briefing, by its button: of one that was asked for, and of one that was delivered."""

from datetime import timedelta

import pytest

from bot.chat.callbacks import article_button, data, more_button
from bot.chat.callbacks.briefings import MoreStories
from bot.digest.select import MOST_STORIES, PAGE
from bot.models import ChatKind, Destination, InterestKind
from bot.schedule.planner import Planner
from bot.services.briefings import Briefings
from bot.storage import chats, interests
from bot.storage.articles import withdraw
from bot.storage.engine import Store
from tests.factories import delivery_rows, subscribe
from tests.fakes import START, FakeClock
from tests.integration.room import DENIZ, LAYLA, Room, an_article, fill, labels
from tests.news import follow

MORE = "More stories ▸"


async def library(store: Store, count: int = 40) -> None:
    """So many stories of a day, numbered from the oldest."""
    contents = [
        an_article(n, published=START - timedelta(minutes=count - n), source=f"Outlet {n}", title=f"Report {n:02}")
        for n in range(count)
    ]
    await fill(store, contents)


@pytest.mark.parametrize(
    ("others", "end"), [(0, "That was all."), (1, "All the others are in /headlines.")], ids=["all", "not all"]
)
async def test_a_briefing_that_was_asked_for_goes_on_for_three_pages(room: Room, others: int, end: str) -> None:
    told = MOST_STORIES[5]
    await library(room.store, told + 3 * PAGE + others)
    page = await room.ask("/briefing")
    pages = [page]
    assert f"+{3 * PAGE + others} more stories" in page["text"]
    for number in range(3):
        assert labels(page)[-1] == MORE
        await room.press(page, MORE)
        page = room.from_bot(DENIZ)[-1]
        pages.append(page)
        first = told + number * PAGE + 1
        assert labels(page)[:PAGE] == [str(each) for each in range(first, first + PAGE)]
    assert labels(page)[PAGE:] == []
    assert end in page["text"]
    titles = [line for each in pages for line in each["text"].split("\n") if ". Report" in line]
    assert len(titles) == len({title.split(". ")[1] for title in titles}) == told + 3 * PAGE
    await room.press_data(page, data(MoreStories(0, 3)), forge=True)
    assert "no further stories" in room.from_bot(DENIZ)[-1]["text"]


async def test_a_delivered_briefing_goes_on_as_it_was_made_for_the_chats_that_got_it(
    store: Store, clock: FakeClock
) -> None:
    await library(store)
    await subscribe(store, DENIZ, at=START.time())
    await Planner(store, clock, read_button=article_button, more_button=more_button).run_once()
    (delivery,) = (await delivery_rows(store)).values()
    briefings = Briefings(store, clock, read_button=article_button, more_button=more_button)
    here = Destination(DENIZ)
    page = await briefings.more(here, delivery.edition_id, 0)
    assert page is not None
    assert page.keyboard[-1][0]["callback_data"] == more_button(delivery.edition_id, 1)
    assert len(page.article_ids) == 8
    async with store.write() as connection:
        await withdraw(connection, page.article_ids[:3], START)
    again = await briefings.more(here, delivery.edition_id, 0)
    assert again is not None
    assert again.article_ids[:5] == page.article_ids[3:], "what was withdrawn is not shown any more"
    last = await briefings.more(here, delivery.edition_id, 2)
    assert last is not None
    assert "All the others are in /headlines." in last.plain
    assert await briefings.more(here, delivery.edition_id, 3) is None
    assert await briefings.more(Destination(LAYLA), delivery.edition_id, 0) is None
    assert await briefings.more(Destination(DENIZ, 7), delivery.edition_id, 0) is None


async def test_what_a_chat_follows_counts_before_it_subscribes(room: Room) -> None:
    await library(room.store)
    wish = follow(InterestKind.SOURCE, "outlet 3")
    async with room.store.write() as connection:
        chat = await chats.remember(connection, DENIZ, ChatKind.PRIVATE, "Deniz", "en", now=START)
        await interests.put(connection, chat, 0, wish, now=START)
    assert "1. Report 03" in (await room.ask("/briefing"))["text"]
