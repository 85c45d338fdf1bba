"""Whoever sees a message may press its buttons: in a channel the whole world, in a group its people, late ones too."""

import pytest

from bot.chat.callbacks import data
from bot.chat.callbacks.briefings import MoreStories
from bot.chat.callbacks.reading import SendArticle, SendBriefing, SendHeadlines, SendHelp, ShowArticle, ShowHeadlines
from bot.chat.views.screen import Button, Screen
from bot.markup import Html
from bot.models import Destination
from tests.integration.room import ADA, CHANNEL, DENIZ, GROUP, LAYLA, Json, Room, an_article, fill, labels
from tests.integration.test_chat_channels import set_up

LINK = "https://t.me/briefing_sandbox_bot?start="
PUBLIC = [SendHeadlines(), SendBriefing(), SendHelp(), ShowHeadlines(0), ShowArticle(1, 0, 0), MoreStories(1, 0)]


async def briefed(room: Room) -> Json:
    """What stands in the channel, with a button for its first story."""
    await fill(room.store, [an_article()])
    await set_up(room)
    story = Screen(Html("1. The bridge opens"), ((Button("1", SendArticle(1)),),))
    await room.answers.post(Destination(CHANNEL), story)
    return published(room)[-1]


def published(room: Room) -> list[Json]:
    """The channel's posts as they are now."""
    return list(room.state.world.chats[CHANNEL].messages.values())


@pytest.mark.parametrize("action", [SendArticle(1), *PUBLIC])
async def test_a_channels_readers_read_in_private(room: Room, action: SendArticle) -> None:
    post = await briefed(room)
    before = published(room)
    answer = await room.press_data(post, data(action), LAYLA, forge=True)
    assert answer["url"] == LINK + ("a_1" if isinstance(action, SendArticle | ShowArticle) else "headlines")
    assert published(room) == before, "nothing is written or changed in the channel"


async def test_the_link_shows_headlines(room: Room) -> None:
    await fill(room.store, [an_article()])
    assert "Title 1" in (await room.ask("/start headlines", LAYLA))["text"]


async def test_in_a_group_only_what_is_offered_is_done(room: Room) -> None:
    message = await room.ask("/help", GROUP, ADA)
    before = room.from_bot(GROUP)
    answer = await room.press_data(message, data(ShowHeadlines(0)), DENIZ, forge=True)
    assert "too old" in answer["text"]
    assert room.from_bot(GROUP) == before
    await room.press_data(message, data(SendHeadlines()), DENIZ)
    assert len(room.from_bot(GROUP)) == len(before) + 1


async def test_start_again_keeps_what_was_agreed(room: Room) -> None:
    welcome = await room.ask("/start", LAYLA)
    await room.ask("/subscribe 16:30 and 20:00 Berlin", LAYLA)
    again = await room.ask("/start", LAYLA)
    assert "16:30 and 20:00" in again["text"]
    assert "⏰ Subscribe 07:30" not in labels(again)
    await room.press(welcome, "⏰ Subscribe 07:30")
    known = await room.subscriptions.find(Destination(LAYLA))
    assert known is not None
    assert [f"{each.local_time:%H:%M}" for each in known.times] == ["16:30", "20:00"]
    assert "16:30 and 20:00" in room.now(welcome)["text"]


async def test_a_note_too_long_is_not_cut(room: Room) -> None:
    await room.ask("/note today Short", ADA)
    answer = await room.ask("/note today " + "word " * 150, ADA)
    assert "500" in answer["text"]
    assert "Short" in (await room.ask("/note", ADA))["text"]
