"""Channels: told to whoever lets the bot in, set up in private by who may post there, and by nobody else.

The clock says Sunday, 1 March, 06:00 UTC. Ada owns the channel; Deniz and Layla are not in it.
"""

import math
from datetime import timedelta

import pytest

from bot.chat.handlers.channels import tell_closed
from bot.delivery.direct import DirectRequest
from bot.delivery.pacing import Pacer
from bot.delivery.sender import TelegramSender, connect
from bot.delivery.window import Window
from bot.delivery.worker import Tools, Worker
from bot.models import ChatKind, Destination, Subscription
from bot.sandbox import changes
from tests.factories import plan_briefing
from tests.integration.room import ADA, CHANNEL, DENIZ, GROUP, LAYLA, Json, Room, an_article, fill, labels, rows

TITLE = "The Daily Wire-up"


async def subscription(room: Room, chat: int = CHANNEL) -> Subscription | None:
    return await room.subscriptions.find(Destination(chat))


async def let_in(room: Room) -> list[Json]:
    """Ada makes the bot an administrator; what it writes to her."""
    before = len(room.from_bot(ADA))
    changes.set_member(room.state, {"chat_id": CHANNEL, "bot": True, "status": "left"})
    changes.set_member(room.state, {"chat_id": CHANNEL, "bot": True, "status": "administrator"})
    await room.settle()
    return room.from_bot(ADA)[before:]


async def set_up(room: Room) -> Json:
    """The channel has its briefing at 07:30 in Istanbul; the message that it was set up in."""
    await room.ask("/start", ADA)
    (told,) = await let_in(room)
    await room.press(told, "⏰ Set up its briefing")
    message = room.from_bot(ADA)[-1]
    await room.press(message, "⏰ Subscribe 07:30")
    await room.press(room.now(message), "🌍 Somewhere else")
    await room.press(room.now(message), "Europe")
    while "Istanbul" not in labels(room.now(message)):
        await room.press(room.now(message), "▶")
    await room.press(room.now(message), "Istanbul")
    return room.now(message)


async def test_who_lets_the_bot_in_sets_it_up_by_buttons(room: Room) -> None:
    message = await set_up(room)
    assert message["chat"]["id"] == ADA
    assert message["text"].startswith(f"📣 {TITLE}")
    assert "Done!" in message["text"]
    made = await subscription(room)
    assert made is not None
    assert (made.kind, made.zone) == (ChatKind.CHANNEL, "Europe/Istanbul")
    assert await subscription(room, ADA) is None
    assert room.from_bot(CHANNEL) == [], "nothing of it is seen in the channel"
    assert "☕️ What’s new now" not in labels(message), "buttons that would act on the private chat are left out"


async def test_the_settings_of_a_channel_change_nothing_else(room: Room) -> None:
    await set_up(room)
    await room.ask("/subscribe 9:00 UTC", ADA)
    listed = await room.ask("/channel", ADA)
    await room.press(listed, f"📣 {TITLE}")
    message = room.from_bot(ADA)[-1]
    assert all(button["callback_data"].startswith("1@") for row in rows(message) for button in row)
    await room.press(message, "📅 Every day")
    await room.press(room.now(message), "Mon–Fri")
    await room.press(room.now(message), "‹ Back")
    await room.press(room.now(message), "➕ Add a time")
    await room.press(room.now(message), "18:00")
    channel, own = await subscription(room), await subscription(room, ADA)
    assert channel is not None
    assert own is not None
    assert [(f"{each.local_time:%H:%M}", each.weekdays) for each in channel.times] == [("07:30", 31), ("18:00", 31)]
    assert [(f"{each.local_time:%H:%M}", each.weekdays) for each in own.times] == [("09:00", 127)]


async def test_words_are_for_the_channel_in_reply_to_its_message_alone(room: Room) -> None:
    message = await set_up(room)
    answer = await room.ask("/pause 3 days", ADA, reply_to=message["message_id"])
    assert answer["text"].startswith(f"📣 {TITLE}")
    channel = await subscription(room)
    assert channel is not None
    assert len(channel.pauses) == 1
    await room.ask("8:15", ADA, reply_to=message["message_id"])
    await room.ask("10:45 Athens", ADA)
    channel, own = await subscription(room), await subscription(room, ADA)
    assert channel is not None
    assert own is not None
    assert f"{channel.times[0].local_time:%H:%M} {channel.zone}" == "08:15 Europe/Istanbul"
    assert f"{own.times[0].local_time:%H:%M} {own.zone}" == "10:45 Europe/Athens"


async def test_nobody_else_can_forge_its_buttons(room: Room) -> None:
    message = await set_up(room)
    settings = next(b["callback_data"] for row in rows(message) for b in row if b["text"] == "Stop briefings")
    hello = await room.ask("/start", DENIZ)
    answer = await room.press_data(hello, settings, DENIZ, forge=True)
    assert answer["show_alert"]
    group = await room.ask("/help", GROUP, ADA)
    assert (await room.press_data(group, settings, ADA, forge=True))["show_alert"], "not from a group either"
    unknown = await room.press_data(await room.ask("/help", ADA), "1@999|u", ADA, forge=True)
    assert unknown["show_alert"]
    made = await subscription(room)
    assert made is not None
    assert made.active


@pytest.mark.parametrize("status", ["member", "left"])
async def test_who_is_no_administrator_any_more_cannot_use_an_old_button(room: Room, status: str) -> None:
    message = await set_up(room)
    changes.set_member(room.state, {"chat_id": CHANNEL, "user_id": ADA, "status": status})
    assert (await room.press(message, "Stop briefings"))["show_alert"]
    listed = await room.ask("/channel", ADA)
    await room.press(listed, f"📣 {TITLE}")
    assert "you don’t manage it" in room.from_bot(ADA)[-1]["text"]
    assert "no channel of yours" in (await room.ask("/channel", ADA))["text"]
    made = await subscription(room)
    assert made is not None
    assert made.active


async def test_losing_the_right_to_post_is_told_once_and_coming_back_too(room: Room) -> None:
    await set_up(room)
    before = len(room.from_bot(ADA))
    for _ in range(2):
        changes.set_member(room.state, {"chat_id": CHANNEL, "bot": True, "status": "administrator", "can_post": False})
        await room.settle()
    (lost,) = room.from_bot(ADA)[before:]
    assert "I can’t post in “The Daily Wire-up” any more: I lost the right to post" in lost["text"]
    stopped = await subscription(room)
    assert stopped is not None
    assert not stopped.active
    room.clock.advance(timedelta(days=1))
    changes.set_member(room.state, {"chat_id": CHANNEL, "bot": True, "status": "administrator", "can_post": True})
    await room.settle()
    back = room.from_bot(ADA)[-1]
    assert "I can post in “The Daily Wire-up” again" in back["text"]
    started = await subscription(room)
    assert started is not None
    assert started.active


async def test_being_removed_is_told_and_without_the_right_it_is_asked_for(room: Room) -> None:
    await set_up(room)
    changes.set_member(room.state, {"chat_id": CHANNEL, "bot": True, "status": "left"})
    await room.settle()
    assert "the bot was removed from this chat" in room.from_bot(ADA)[-1]["text"]
    changes.set_member(room.state, {"chat_id": CHANNEL, "bot": True, "status": "administrator", "can_post": False})
    await room.settle()
    assert "I may not post there" in room.from_bot(ADA)[-1]["text"]


async def test_another_administrator_finds_it_by_its_name(room: Room) -> None:
    assert "you don’t manage it" in (await room.ask("/channel @daily_wireup", LAYLA))["text"]
    changes.set_member(room.state, {"chat_id": CHANNEL, "user_id": LAYLA, "status": "administrator"})
    answer = await room.ask("/channel daily_wireup", LAYLA)
    assert answer["text"].startswith(f"📣 {TITLE}")
    assert f"📣 {TITLE}" in labels(await room.ask("/channel", LAYLA))
    assert "you don’t manage it" in (await room.ask("/channel @nothing_here", LAYLA))["text"]


async def test_in_groups_it_is_only_explained(room: Room) -> None:
    assert "in our private chat" in (await room.ask("/channel", GROUP, ADA))["text"]
    assert "no channel of yours" in (await room.ask("/channel", DENIZ))["text"]


async def test_who_never_wrote_to_the_bot_finds_the_channel_later(room: Room) -> None:
    """The bot may not write to Layla first; what she did is remembered, and told when she asks."""
    changes.set_member(room.state, {"chat_id": CHANNEL, "user_id": ADA, "status": "left"})
    changes.set_member(room.state, {"chat_id": CHANNEL, "user_id": LAYLA, "status": "creator"})
    await let_in(room)
    assert f"📣 {TITLE}" in labels(await room.ask("/channel", LAYLA))


async def follows(room: Room, chat: int) -> list[tuple[str, str]]:
    kept = await room.services.interests.kept(Destination(chat))
    return [(each.interest.value, each.interest.stance.value) for each in kept]


async def test_its_interests_are_named_listed_and_undone_by_command(room: Room) -> None:
    """Ada's own chat is another one: what she says without the name is hers."""
    await set_up(room)
    followed = await room.ask("/follow @daily_wireup space", ADA)
    assert followed["text"].startswith(f"📣 {TITLE}")
    assert "Followed." in followed["text"]
    await room.ask("/mute @daily_wireup sport", ADA)
    await room.ask("/follow science", ADA)
    assert await follows(room, CHANNEL) == [("space", "follow"), ("sport", "mute")]
    assert await follows(room, ADA) == [("science", "follow")]
    await room.press(followed, "↩️ Undo")
    assert await follows(room, CHANNEL) == [("sport", "mute")]
    await room.ask("/unmute @Daily_Wireup sport", ADA)
    assert await follows(room, CHANNEL) == []
    assert await follows(room, ADA) == [("science", "follow")]


async def test_its_interests_are_a_tap_away_from_its_settings(room: Room) -> None:
    await set_up(room)
    message = await room.ask("/settings @daily_wireup", ADA)
    await room.press(message, "⭐️ Interests")
    await room.press(room.now(message), "+ 🚀 Space")
    assert await follows(room, CHANNEL) == [("space", "follow")]
    assert room.now(message)["text"].startswith(f"📣 {TITLE}")
    answer = await room.ask('/follow "climate deal"', ADA, reply_to=message["message_id"])
    assert answer["text"].startswith(f"📣 {TITLE}")
    await room.press(room.now(message), "✕ 🚀 Space")
    assert await follows(room, CHANNEL) == [("climate deal", "follow")]
    await room.press(room.now(message), "↩️ Undo")
    assert ("space", "follow") in await follows(room, CHANNEL)
    assert await follows(room, ADA) == []


async def test_a_time_behind_the_name_is_its_schedule(room: Room) -> None:
    await room.ask("/start", ADA)
    await let_in(room)
    agreed = await room.ask("/channel @daily_wireup 8:00 Berlin", ADA)
    assert "08:00" in agreed["text"]
    made = await subscription(room)
    assert made is not None
    assert (made.zone, [f"{each.local_time:%H:%M}" for each in made.times]) == ("Europe/Berlin", ["08:00"])
    assert await subscription(room, ADA) is None
    await room.ask("/channel @daily_wireup qwertz", ADA)
    assert await subscription(room) == made


@pytest.mark.parametrize(
    "typed", ["/follow @daily_wireup space", "/pause @daily_wireup 3 days", "/mute @nothing_here x"]
)
async def test_nobody_else_says_anything_of_it(room: Room, typed: str) -> None:
    await set_up(room)
    assert "you don’t manage it" in (await room.ask(typed, DENIZ))["text"]
    assert await follows(room, CHANNEL) == []
    made = await subscription(room)
    assert made is not None
    assert made.pauses == ()


async def test_every_command_of_a_channel_takes_its_name(room: Room) -> None:
    await set_up(room)
    answer = await room.ask("/pause @daily_wireup 3 days", ADA)
    assert answer["text"].startswith(f"📣 {TITLE}")
    made = await subscription(room)
    assert made is not None
    assert len(made.pauses) == 1
    await room.ask("/subscribe @daily_wireup 9:15", ADA)
    made = await subscription(room)
    assert made is not None
    assert f"{made.times[0].local_time:%H:%M} {made.zone}" == "09:15 Europe/Istanbul"
    assert await subscription(room, ADA) is None


async def test_what_is_new_for_the_channel_is_shown_in_private(room: Room) -> None:
    panel = await set_up(room)
    await fill(room.store, [an_article()])
    await room.ask("/mute @daily_wireup source harbor post", ADA)
    assert "Title 1" in (await room.ask("/briefing", ADA))["text"]
    assert "Title 1" not in (await room.ask("/briefing", ADA, reply_to=panel["message_id"]))["text"]
    assert "Title 1" not in (await room.ask("/briefing @daily_wireup", ADA))["text"]


async def test_in_a_group_a_name_is_a_word_like_any_other(room: Room) -> None:
    await set_up(room)
    await room.ask("/follow @daily_wireup space", GROUP, ADA)
    assert await follows(room, CHANNEL) == []


async def briefed(room: Room) -> None:
    """The channel's briefing of the day is due, and the delivery worker sends what it can."""
    made = await subscription(room)
    assert made is not None
    await plan_briefing(room.store, made.id)
    async with DirectRequest(room.sandbox.url) as request:
        sender = TelegramSender(connect(room.sandbox.token, room.sandbox.url, request))
        tools = Tools(room.store, sender, Pacer(math.inf), Window(math.inf), room.clock)
        worker = Worker(tools, epoch=1, resend=True, may_send=lambda: True)
        await worker.run_once()
        worker.stop()
        await worker.run()


async def told(room: Room) -> list[str]:
    """What Ada is told when somebody looks for what is to be told."""
    before = len(room.from_bot(ADA))
    await tell_closed(room.services, room.answers)
    return [message["text"] for message in room.from_bot(ADA)[before:]]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"status": "administrator", "can_post": False}, "I lost the right to post"),
        ({"status": "kicked"}, "the bot was removed from this chat"),
    ],
)
async def test_a_refused_briefing_is_told_once_to_who_manages_it(room: Room, change: Json, reason: str) -> None:
    await set_up(room)
    changes.set_member(room.state, {"chat_id": CHANNEL, "bot": True, **change})
    await briefed(room)
    (lost,) = await told(room)
    assert f"I can’t post in “The Daily Wire-up” any more: {reason}." in lost
    assert await told(room) == []
    before = len(room.from_bot(ADA))
    await room.settle()
    assert len(room.from_bot(ADA)) == before, "that Telegram tells of the change itself is no news"
    stopped = await subscription(room)
    assert stopped is not None
    assert not stopped.active
    changes.set_member(room.state, {"chat_id": CHANNEL, "bot": True, "status": "administrator", "can_post": True})
    await room.settle()
    assert "I can post in “The Daily Wire-up” again" in room.from_bot(ADA)[-1]["text"]


async def test_nobody_is_told_of_what_is_over(room: Room) -> None:
    await set_up(room)
    changes.set_member(room.state, {"chat_id": CHANNEL, "bot": True, "status": "administrator", "can_post": False})
    await briefed(room)
    changes.set_member(room.state, {"chat_id": CHANNEL, "bot": True, "status": "administrator", "can_post": True})
    await room.settle()
    assert await told(room) == []
