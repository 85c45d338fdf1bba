"""Editors see exactly what a chat would get, and why in this order; nothing is used up."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from bot.models import ChatKind, EditorMark
from bot.storage import chats, editorial
from bot.storage.schema import subscriptions
from tests.fakes import START
from tests.integration.room import ADA, DENIZ, FORUM, Room, an_article, fill, labels


async def news(room: Room) -> None:
    """Three articles of today."""
    made = [an_article(n, title=f"Story {n}", published=START - timedelta(hours=n)) for n in (1, 2, 3)]
    await fill(room.store, made)


async def test_the_own_next_briefing_with_its_scores(room: Room) -> None:
    await news(room)
    await room.ask("/subscribe 7:30 UTC", ADA)
    head, briefing, scores = await room.say("/preview", ADA)
    assert "nothing is sent" in head["text"]
    assert "07:30 (UTC)" in head["text"]
    assert all(f"Story {n}" in briefing["text"] for n in (1, 2, 3))
    assert {"1", "2", "3"} <= set(labels(briefing))
    assert "recency ×" in scores["text"]
    assert "the others stand by topic" in scores["text"], "so that scores need not fall from line to line"
    assert scores["text"].index("1. ") < scores["text"].index("2. ") < scores["text"].index("3. ")
    again = await room.say("/preview", ADA)
    assert [message["text"] for message in again] == [message["text"] for message in (head, briefing, scores)]


async def test_the_scores_of_a_long_briefing_take_two_messages(room: Room) -> None:
    title = "A headline that is as long as headlines may be in a list before they are cut"
    made = [an_article(n, title=f"{title} {n}", source=f"Outlet {n}", published=START) for n in range(1, 41)]
    await fill(room.store, made)
    await room.ask("/subscribe 7:30 UTC", ADA)
    async with room.store.write() as connection:
        await connection.execute(update(subscriptions).values(minutes=10))
    said = [message["text"] for message in await room.say("/preview", ADA)]
    with_scores = [text for text in said if "recency ×" in text]
    assert len(with_scores) == 2
    assert [line for text in with_scores for line in text.split("\n") if line.startswith("30. ")]


async def test_what_is_pinned_leads_and_what_is_hidden_is_gone(room: Room) -> None:
    await news(room)
    async with room.store.write() as connection:
        await editorial.mark(connection, 3, EditorMark.PIN, whole_story=True, person=ADA, now=START)
        await editorial.mark(connection, 1, EditorMark.HIDE, whole_story=True, person=ADA, now=START)
        await editorial.put_note(connection, START.date(), "Good morning to all", person=ADA, now=START)
    _, briefing, scores = await room.say(f"/preview new {START:%Y-%m-%d} 23:00", ADA)
    assert "Story 1" not in briefing["text"]
    assert briefing["text"].index("Story 3") < briefing["text"].index("Story 2")
    assert "Good morning to all" in briefing["text"]
    assert "pinned" in scores["text"]


async def test_another_chat_by_name_and_moment(room: Room) -> None:
    await news(room)
    await room.ask("/subscribe 18:00 Tokyo", DENIZ)
    async with room.store.write() as connection:
        await chats.remember(connection, DENIZ, ChatKind.PRIVATE, "Deniz Kaya", "en", now=START)
        await chats.remember(connection, 5, ChatKind.PRIVATE, "Deniz Ak", "en", now=START)
    head, *_ = await room.say("/preview Deniz Kaya 2026-03-02 09:15", ADA)
    assert "Deniz Kaya" in head["text"]
    assert "09:15 (Asia/Tokyo)" in head["text"]
    which = await room.ask("/preview deniz", ADA)
    assert f"Deniz Kaya: /preview {DENIZ}" in which["text"]
    assert "no chat named “nobody”" in (await room.ask("/preview nobody", ADA))["text"]


async def test_a_forum_is_asked_for_the_topic(room: Room) -> None:
    await news(room)
    first, second = sorted((room.topic("World"), room.topic("Science")))
    await room.ask("/subscribe 7:30 Tokyo", FORUM, ADA, thread_id=first)
    await room.ask("/subscribe 9:00 UTC", FORUM, ADA, thread_id=second)
    which = await room.ask(f"/preview {FORUM}", ADA)
    assert f"· {first}: /preview {FORUM}/{first}\n" in which["text"]
    assert f"· {second}: /preview {FORUM}/{second}" in which["text"]
    head, *_ = await room.say(f"/preview {FORUM}/{second}", ADA)
    assert f"· {second}\n" in head["text"]
    assert "09:00 (UTC)" in head["text"]
    assert "Which chat" in (await room.ask(f"/preview {FORUM}/999", ADA))["text"]
    await room.ask("/unsubscribe", FORUM, ADA, thread_id=first)
    head, *_ = await room.say(f"/preview {FORUM}", ADA)
    assert "09:00 (UTC)" in head["text"], "one is left"


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("tomorrow 7:45", "Mon 2 Mar, 07:45"),
        ("Tomorrow", "Mon 2 Mar, 07:30"),
        ("today 23:00", "Sun 1 Mar, 23:00"),
        ("16:00", "Sun 1 Mar, 16:00"),
        ("7:00", "Mon 2 Mar, 07:00"),
    ],
)
async def test_a_moment_in_words(room: Room, typed: str, shown: str) -> None:
    """It is 15:00 in Tokyo."""
    await news(room)
    await room.ask("/subscribe 18:00 Tokyo", DENIZ)
    head, *_ = await room.say(f"/preview {DENIZ} {typed}", ADA)
    assert f"{shown} (Asia/Tokyo)" in head["text"]


@pytest.mark.parametrize("wrong", ["2026-02-30", "2026-02-28 25:00", "25:00", "tomorrow 7:60", "0000-01-01 00:00"])
async def test_a_moment_that_cannot_be(room: Room, wrong: str) -> None:
    assert f"There is no {wrong}" in (await room.ask(f"/preview {wrong}", ADA))["text"]


async def test_nothing_new_and_nobody_else(room: Room) -> None:
    assert "nothing would be sent" in (await room.ask("/preview", ADA))["text"]
    assert "I don’t know /preview" in (await room.ask("/preview", DENIZ))["text"]
