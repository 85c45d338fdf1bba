"""Past briefings and links to them, why a story was in one, and what opening an article does."""

import asyncio
import json
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import insert

from bot.chat import callbacks
from bot.chat.callbacks import article_button
from bot.chat.callbacks.briefings import SendEdition, ShowHistory
from bot.chat.callbacks.interests import AskWhy
from bot.models import ChatKind, DeliveryState
from bot.services.subscriptions import ChatProfile
from bot.storage import chats, readings
from bot.storage.schema import edition_articles, edition_parts, editions
from tests.factories import days_after, insert_delivery, subscribe
from tests.fakes import START
from tests.integration.room import ADA, DENIZ, GROUP, LAYLA, Room, an_article, fill, labels

FACTORS: dict[str, Any] = {"outlets": 3, "sources": 2.1, "follows": ["place:tr"], "score": 7.1}


async def briefing(
    room: Room,
    subscription: int,
    stories: dict[int, Any],
    *,
    days: int = 0,
    state: DeliveryState = DeliveryState.SENT,
    parts: int = 1,
    token: str | None = None,
) -> int:
    """A briefing that was stored and delivered that many days after the first; gives back its edition."""
    async with room.store.write() as connection:
        added = await connection.execute(
            insert(editions).values(through_load=1, created_at=START, token=token).returning(editions.c.id)
        )
        edition_id: int = added.scalar_one()
        for part in range(1, parts + 1):
            keyboard = json.dumps({"inline_keyboard": [[{"text": "1", "callback_data": article_button(1)}]]})
            await connection.execute(
                insert(edition_parts).values(
                    edition_id=edition_id,
                    part=part,
                    html=f"<b>Day {days}</b>, part {part}",
                    plain="",
                    keyboard=keyboard,
                )
            )
        for place, (article_id, factors) in enumerate(stories.items(), 101):
            values = {"edition_id": edition_id, "article_id": article_id, "place": place, "factors": factors}
            await connection.execute(insert(edition_articles).values(values))
    at = START + timedelta(days=days)
    for part in range(1, parts + 1):
        columns = {"slot_date": days_after(days), "slot_at": at, "part": part, "state": state.value}
        columns["finished_at"] = at if state is DeliveryState.SENT else None
        await insert_delivery(room.store, subscription, edition_id, **columns)
    return edition_id


async def skipped(room: Room, subscription: int, days: int) -> None:
    columns = {"slot_date": days_after(days), "slot_at": START + timedelta(days=days)}
    columns |= {"state": DeliveryState.SKIPPED.value, "reason": "nothing new"}
    await insert_delivery(room.store, subscription, None, **columns)


async def subscribed(room: Room, chat: int = ADA, kind: ChatKind = ChatKind.PRIVATE) -> int:
    await fill(room.store, [an_article(number, places=("TR",)) for number in range(1, 4)])
    return (await subscribe(room.store, chat, kind=kind)).id


async def test_history_lists_what_came_and_what_did_not(room: Room) -> None:
    key = await subscribed(room)
    await briefing(room, key, {1: None, 2: None}, days=0)
    await skipped(room, key, 1)
    await briefing(room, key, {3: None}, days=2, parts=2)
    message = await room.ask("/history", ADA)
    first, second, third = message["text"].split("\n")[2:5]
    for line, start, end in (
        (first, "1. ✅", "sent in 2 messages · 1 story"),
        (second, "2. 💤", "nothing new"),
        (third, "3. ✅", "sent · 2 stories"),
    ):
        assert line.startswith(start)
        assert line.endswith(end)
    assert labels(message) == ["1", "3"]


async def test_a_past_briefing_opens_as_it_was_sent(room: Room) -> None:
    key = await subscribed(room)
    await briefing(room, key, {1: None}, parts=2, token="secret-token_1234567890")
    message = await room.ask("/history", ADA)
    before = len(room.from_bot(ADA))
    await room.press(message, "1")
    one, two, link = room.from_bot(ADA)[before:]
    assert (one["text"], two["text"]) == ("Day 0, part 1", "Day 0, part 2")
    assert labels(one) == ["1"]
    assert "https://t.me/briefing_sandbox_bot?start=b_secret-token_1234567890" in link["text"]
    assert room.now(message)["text"] == message["text"]
    await room.press(one, "1")
    assert room.from_bot(ADA)[-1]["text"].startswith("Title 1")
    assert room.refusals == {}


async def test_a_briefing_without_a_link_opens_without_one(room: Room) -> None:
    await briefing(room, await subscribed(room), {1: None})
    message = await room.ask("/history", ADA)
    before = len(room.from_bot(ADA))
    await room.press(message, "1")
    assert [each["text"] for each in room.from_bot(ADA)[before:]] == ["Day 0, part 1"]


async def test_history_turns_its_pages(room: Room) -> None:
    key = await subscribed(room)
    for days in range(11):
        await briefing(room, key, {1: None}, days=days)
    message = await room.ask("/history", ADA)
    assert labels(message)[-3:] == ["·", "1/2", "▶"]
    await room.press(message, "▶")
    assert labels(room.now(message)) == ["9", "10", "11", "◀", "2/2", "·"]
    assert (await room.ask("/history 2", ADA))["text"] == room.now(message)["text"]
    assert "9." in (await room.ask("/history 99", ADA))["text"]
    before = len(room.from_bot(ADA))
    await room.press(room.now(message), "11")
    assert room.from_bot(ADA)[before]["text"] == "Day 0, part 1"


async def test_no_history(room: Room) -> None:
    assert "No past briefings" in (await room.ask("/history", ADA))["text"]
    await subscribed(room)
    assert "No past briefings" in (await room.ask("/history", ADA))["text"]


async def test_another_chats_briefing_needs_its_link(room: Room) -> None:
    edition_id = await briefing(room, await subscribed(room), {1: None}, token="secret-token_1234567890")
    await subscribe(room.store, LAYLA)
    message = await room.ask("/history", LAYLA)
    await room.press_data(message, callbacks.data(SendEdition(edition_id)), forge=True)
    assert "no such briefing" in room.from_bot(LAYLA)[-1]["text"]
    await room.press_data(message, callbacks.data(ShowHistory(7)), forge=True)
    shown = await room.say("/start b_secret-token_1234567890", LAYLA)
    assert shown[0]["text"] == "Day 0, part 1"
    assert "b_secret-token_1234567890" in shown[1]["text"]


@pytest.mark.parametrize("payload", ["b_", "b_nope", f"b_{'x' * 62}", "b_--'"])
async def test_a_link_that_leads_nowhere_says_so_kindly(room: Room, payload: str) -> None:
    await briefing(room, await subscribed(room), {1: None}, token="secret-token_1234567890")
    answer = await room.ask(f"/start {payload}", ADA)
    assert "no briefing" in answer["text"] or "Good to be back" in answer["text"]
    assert "Day 0" not in answer["text"]


async def test_why_tells_the_factors_and_offers_the_correction(room: Room) -> None:
    key = await subscribed(room)
    await briefing(room, key, {2: None, 1: FACTORS | {"pinned": True, "update": True}})
    await room.ask("/follow turkey", ADA)
    message = await room.ask("/why 2", ADA)
    assert message["text"] == (
        "❓ Why this story?\nTitle 1\n\n"
        "• An editor put it on top.\n• You follow 🇹🇷 Türkiye.\n"
        "• It adds something new to a story that you know.\n• 3 sources tell it."
    )
    assert labels(message) == ["✕ 🇹🇷 Türkiye", "👍 More", "👎 Less", "🔇 Source"]
    await room.press(message, "✕ 🇹🇷 Türkiye")
    assert "Not followed any more" in room.now(message)["text"]
    await room.press(room.now(message), "↩️ Undo")
    assert "Followed" in room.now(message)["text"]


async def test_why_by_the_button_under_an_article(room: Room) -> None:
    key = await subscribed(room)
    await briefing(room, key, {1: FACTORS})
    briefed = await room.ask("/history", ADA)
    await room.press(briefed, "1")
    await room.press(room.from_bot(ADA)[-1], "1")
    article = room.from_bot(ADA)[-1]
    await room.press(article, "❓ Why")
    answer = room.from_bot(ADA)[-1]
    assert "3 sources tell it" in answer["text"]
    assert answer["reply_to_message"]["message_id"] == article["message_id"]
    await room.press_data(article, callbacks.data(AskWhy(2)), forge=True)
    assert "No briefing brought it here" in room.from_bot(ADA)[-1]["text"]
    assert "It is about 🇹🇷 Türkiye.\n• It is from Harbor Post." in room.from_bot(ADA)[-1]["text"]
    await room.press_data(article, callbacks.data(AskWhy(999)), forge=True)
    assert "not in the library" in room.from_bot(ADA)[-1]["text"]


async def test_why_for_the_whole_briefing(room: Room) -> None:
    key = await subscribed(room)
    await briefing(room, key, {3: None}, days=0)
    await briefing(room, key, {2: {"outlets": 2}, 1: None}, days=1)
    await briefing(room, key, {3: None}, days=2, state=DeliveryState.EXPIRED)
    text = (await room.ask("/why", ADA))["text"]
    first, second = text.split("\n\n")[1:]
    assert first == "1. Title 2\n2 sources tell it."
    assert second == "2. Title 1\nIt was among what was new to this chat."


@pytest.mark.parametrize("factors", [None, {}, [], "x", {"follows": ["place", 3, "x:y"]}])
async def test_factors_that_cannot_be_read_are_passed_over(room: Room, factors: Any) -> None:
    await briefing(room, await subscribed(room), {1: factors})
    assert "new to this chat" in (await room.ask("/why 1", ADA))["text"]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [("/why 4", "stories 1 to 1"), ("/why 0", "stories 1 to 1"), ("/why not", "“not” is no number")],
)
async def test_why_explains_what_it_takes(room: Room, typed: str, expected: str) -> None:
    await briefing(room, await subscribed(room), {1: None})
    assert expected in (await room.ask(typed, ADA))["text"]


async def test_why_before_the_first_briefing(room: Room) -> None:
    for typed in ("/why", "/why 1"):
        assert "no briefing here yet" in (await room.ask(typed, ADA))["text"]


async def test_why_after_a_briefing_that_was_asked_for(room: Room) -> None:
    """It is newer than the one that came."""
    key = await subscribed(room)
    await briefing(room, key, {3: {"outlets": 7}})
    room.clock.advance(timedelta(hours=3))
    await fill(room.store, [an_article(50, title="Fresh", places=("JP",))], load=2, now=room.clock.now())
    await room.ask("/follow japan", ADA)
    await room.ask("/briefing", ADA)
    message = await room.ask("/why 1", ADA)
    assert "Fresh" in message["text"]
    assert "You follow 🇯🇵 Japan" in message["text"]
    await room.press_data(message, callbacks.data(AskWhy(3)), forge=True)
    assert "7 sources" in room.from_bot(ADA)[-1]["text"]


async def read(room: Room, chat: int) -> frozenset[int]:
    async with room.store.read() as connection:
        known = await chats.find(connection, chat)
        assert known is not None
        return (await readings.read_lately(connection, [known.id], START)).get(known.id, frozenset())


async def test_what_is_opened_is_remembered_by_chat(room: Room) -> None:
    """Before anybody has subscribed, in groups too, and by whatever way."""
    await fill(room.store, [an_article(number) for number in range(1, 5)])
    message = await room.ask("/headlines", ADA)
    await room.press(message, "1")
    assert await read(room, ADA) == {4}
    await room.ask("/read 2", ADA)
    await room.ask("/start a_1", ADA)
    await room.press_data(message, article_button(999), forge=True)
    assert await read(room, ADA) == {4, 3, 1}
    await room.ask("/read 3", GROUP, DENIZ)
    assert await read(room, GROUP) == {2}


async def test_many_who_open_articles_at_once_are_all_remembered(room: Room) -> None:
    await fill(room.store, [an_article(number) for number in range(1, 41)])
    history = room.services.history
    profiles = [ChatProfile(number, ChatKind.PRIVATE, "Reader", "en") for number in range(7001, 7041)]
    await asyncio.gather(*(history.opened(each, place) for place, each in enumerate(profiles, 1)))
    await asyncio.gather(*(history.opened(profiles[0], article) for article in (1, 2, 3)))
    assert await read(room, 7001) == {1, 2, 3}
    assert [await read(room, each.telegram_id) for each in profiles[1:]] == [{number} for number in range(2, 41)]
