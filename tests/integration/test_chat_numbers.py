"""`/read 2` opens the second of whatever list the chat was shown last: headlines, hits, or a briefing."""

import re
from datetime import timedelta

from sqlalchemy import update

from bot.chat.callbacks import article_button, data, more_button
from bot.chat.callbacks.briefings import MoreStories, SendEdition
from bot.digest.select import MOST_STORIES
from bot.schedule.planner import Planner
from bot.storage import archive
from bot.storage.schema import deliveries
from tests.factories import delivery_rows, subscribe
from tests.fakes import START
from tests.integration.room import ADA, DENIZ, GROUP, Json, Room, an_article, fill


async def library(room: Room) -> None:
    """Forty stories of a day, of which the longest are the oldest: a briefing has another order than the headlines."""
    contents = [
        an_article(
            number,
            published=START - timedelta(minutes=40 - number),
            source=f"Outlet {number}",
            title=f"Report {number:02}",
            body=("word " * (2000 - 50 * number),),
        )
        for number in range(40)
    ]
    await fill(room.store, contents)


def listed(message: Json) -> dict[int, str]:
    """The titles of a list by their numbers."""
    return {
        int(number): title for number, title in re.findall(r"^(\d+)\. (Report \d\d)", message["text"], re.MULTILINE)
    }


async def opens(room: Room, number: int, chat: int = DENIZ) -> str:
    """The title of what `/read` opens."""
    return str((await room.ask(f"/read {number}", chat))["text"])[: len("Report 00")]


async def delivered(room: Room, chat: int) -> int:
    """The chat gets its briefing now; gives back its edition."""
    await subscribe(room.store, chat, at=START.time())
    await Planner(room.store, room.clock, read_button=article_button, more_button=more_button).run_once()
    room.clock.advance(timedelta(minutes=1))
    async with room.store.write() as connection:
        await connection.execute(update(deliveries).values(state="sent", finished_at=room.clock.now()))
    edition: int = next(iter((await delivery_rows(room.store)).values())).edition_id
    return edition


async def told(room: Room, edition: int) -> dict[int, str]:
    """What that edition tells."""
    async with room.store.read() as connection:
        return {each.number: each.title for each in await archive.told(connection, edition)}


async def test_a_number_is_that_of_the_list_asked_for_last(room: Room) -> None:
    await library(room)
    headlines, briefing = listed(await room.ask("/headlines")), listed(await room.ask("/briefing"))
    assert headlines[2] != briefing[2]
    assert await opens(room, 2) == briefing[2]
    found = await room.ask("/search report")
    assert await opens(room, 5) == listed(found)[5]
    assert "no number 6: the list that I showed last goes from 1 to 5" in (await room.ask("/read 6"))["text"]
    await room.press(found, "▶")
    assert await opens(room, 6) == listed(room.now(found))[6]
    await room.ask("/headlines")
    assert await opens(room, 2) == headlines[2]
    assert await opens(room, 12) == "Report 28", "the headlines go on beyond their first page"


async def test_a_briefing_that_came_is_the_last_list_until_another_is_asked_for(room: Room) -> None:
    await library(room)
    headlines = listed(await room.ask("/headlines"))
    edition = await delivered(room, DENIZ)
    briefing = await told(room, edition)
    assert await opens(room, 2) == briefing[2] != headlines[2]
    assert await opens(room, 2, GROUP) == headlines[2], "another chat got none"
    room.clock.advance(timedelta(minutes=1))
    message = await room.ask("/headlines")
    assert await opens(room, 2) == headlines[2]
    await room.press_data(message, data(SendEdition(edition)), forge=True)
    assert await opens(room, 2) == briefing[2], "one that is opened again is the last, too"


async def test_further_stories_go_on_with_the_numbers_of_their_briefing(room: Room) -> None:
    await library(room)
    edition = await delivered(room, DENIZ)
    room.clock.advance(timedelta(minutes=1))
    await room.ask("/headlines")
    await room.press_data(room.from_bot(DENIZ)[-1], data(MoreStories(edition, 0)), forge=True)
    more = listed(room.from_bot(DENIZ)[-1])
    assert min(more) == MOST_STORIES[5] + 1
    assert await opens(room, min(more) + 2) == more[min(more) + 2]
    assert await opens(room, 2) == (await told(room, edition))[2]


async def test_editors_pin_by_the_same_numbers(room: Room) -> None:
    await library(room)
    await room.ask("/headlines", ADA)
    briefing = listed(await room.ask("/briefing", ADA))
    assert briefing[3] in (await room.ask("/pin 3", ADA))["text"]
