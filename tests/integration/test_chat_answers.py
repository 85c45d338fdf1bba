"""Answers that Telegram refuses: each has its remedy, and none is an error to a person."""

import json
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text
from telegram.error import BadRequest, ChatMigrated, Forbidden, NetworkError, RetryAfter, TelegramError, TimedOut

from bot.chat.answer import Answers, Remedy, remedy
from bot.chat.callbacks.reading import SendHelp
from bot.chat.message import Message, read, stored
from bot.chat.parking import MOST_IN_A_CHAT
from bot.chat.views.screen import Below, Button, Screen
from bot.markup import Html
from bot.models import Destination
from bot.sandbox import Sandbox, changes
from bot.storage import replies
from bot.storage.engine import Store
from bot.wire import SurelyNotSent
from tests.fakes import START, FakeClock
from tests.integration.room import ADA, DENIZ, FORUM, GROUP, LAYLA, Rests, Room, an_article, fill


@pytest.fixture
def rests(room: Room) -> Rests:
    return room.rests


@pytest.fixture
def answers(room: Room) -> Answers:
    return room.answers


SCREEN = Screen(Html("<b>Hello</b> &amp; welcome"), ((Button("Help", SendHelp()),),))


def fault(room: Room, kind: str, method: str = "sendMessage", **fields: Any) -> None:
    room.state.faults.add({"kind": kind, "method": method, **fields})


async def test_a_flood_wait_is_waited_out(room: Room, answers: Answers, rests: Rests) -> None:
    await room.say("/start")
    fault(room, "flood", retry_after=4)
    assert await answers.post(Destination(DENIZ), SCREEN) is not None
    assert rests.asked == [4]


async def test_a_long_flood_wait_parks_the_answers_in_order_and_holds_up_nobody_else(room: Room, rests: Rests) -> None:
    await room.say("/start")
    rests.hold()
    fault(room, "flood", chat_id=DENIZ, retry_after=900)
    assert await room.say("/help") == []
    assert await room.say("/headlines") == []
    assert "/headlines" in (await room.ask("/help", LAYLA))["text"]
    assert rests.asked == [900]
    rests.release()
    await room.background.idle()
    assert [message["text"][:13] for message in room.from_bot(DENIZ)[1:]] == ["Read\n/headlin", "📭 No articles"]
    assert "/headlines" in (await room.ask("/help"))["text"], "afterwards all is as before"


async def test_floods_one_after_the_other_lose_nothing(room: Room, answers: Answers, rests: Rests) -> None:
    await room.say("/start")
    fault(room, "flood", retry_after=3, times=7)
    assert await answers.post(Destination(DENIZ), SCREEN) is None
    await room.background.idle()
    assert room.from_bot(DENIZ)[-1]["text"] == "Hello & welcome"
    assert len(room.from_bot(DENIZ)) == 2
    assert sum(rests.asked) >= 21


async def test_only_the_last_of_several_parked_edits_is_sent(room: Room, answers: Answers, rests: Rests) -> None:
    await room.say("/start")
    sent = await answers.post(Destination(DENIZ), SCREEN)
    assert sent is not None
    rests.hold()
    fault(room, "flood", retry_after=60)
    assert await answers.post(Destination(DENIZ), SCREEN) is None
    accepted = len(room.state.ledger)
    for number in range(200):
        assert await answers.rewrite(Destination(DENIZ), sent, Screen(Html(f"{number} %"))) is None
    rests.release()
    await room.background.idle()
    assert room.state.world.chats[DENIZ].messages[sent]["text"] == "199 %"
    assert len(room.state.ledger) == accepted + 2


async def test_what_would_wait_for_longer_than_an_hour_is_given_up_and_logged(
    room: Room, answers: Answers, rests: Rests, capsys: pytest.CaptureFixture[str]
) -> None:
    await room.say("/start")
    fault(room, "flood", retry_after=3601)
    assert await answers.post(Destination(DENIZ), SCREEN) is None
    fault(room, "flood", retry_after=1700, times=3)
    assert await answers.post(Destination(DENIZ), SCREEN) is None
    await room.background.idle()
    assert len(room.from_bot(DENIZ)) == 1
    assert capsys.readouterr().out.count("answer_lost") == 2


async def test_only_so_many_answers_are_parked(
    room: Room, answers: Answers, rests: Rests, capsys: pytest.CaptureFixture[str]
) -> None:
    await room.say("/start")
    rests.hold()
    fault(room, "flood", retry_after=60)
    for _ in range(MOST_IN_A_CHAT + 1):
        await answers.post(Destination(DENIZ), SCREEN)
    assert capsys.readouterr().out.count("answer_lost") == 1
    rests.release()
    await room.background.idle()
    assert len(room.from_bot(DENIZ)) == 1 + MOST_IN_A_CHAT


async def test_parked_answers_outlive_kills_and_their_commands_happen_once(store: Store, clock: FakeClock) -> None:
    """A killed process neither sends nor writes anything more: its rest never ends."""
    async with Sandbox(limits=False) as sandbox, Room(sandbox, store, clock).opened() as room:
        await room.ask("/subscribe 7:30 UTC")
        room.rests.hold()
        fault(room, "flood", chat_id=DENIZ, retry_after=900)
        assert await room.say("/snooze 1 hour") == []
        assert await room.say("/headlines") == []
        following = Room(sandbox, store, clock)
        following.rests.hold()
        async with following.opened() as second:
            await second.settle()
            await second.rests.begun.wait()
            assert second.rests.asked == [900]
            assert await second.say("/help") == [], "it has its place behind them"
            clock.advance(timedelta(seconds=300))
            before = len(room.from_bot(DENIZ))
            async with Room(sandbox, store, clock).opened() as third:
                await third.settle()
                await third.background.idle()
                assert third.rests.asked[0] == 600
                said = [message["text"] for message in third.from_bot(DENIZ)[before:]]
                assert len(said) == 3
                assert "08:30" in said[0]
                assert "No articles" in said[1]
                assert "/headlines" in said[2]
                found = await third.subscriptions.find(Destination(DENIZ))
                assert found is not None
                assert found.times[0].next_due == START + timedelta(hours=2, minutes=30), "put off once"
    async with store.read() as connection:
        assert await replies.waiting(connection) == []


async def test_nobody_waits_for_the_answers_of_yesterday(
    room: Room, rests: Rests, capsys: pytest.CaptureFixture[str]
) -> None:
    await room.say("/start")
    rests.hold()
    fault(room, "flood", retry_after=60)
    assert await room.say("/help") == []
    room.clock.advance(timedelta(hours=20))
    async with Room(room.sandbox, room.store, room.clock).opened() as later:
        await later.background.idle()
        assert len(later.from_bot(DENIZ)) == 1
    assert "answer_lost" in capsys.readouterr().out


async def test_answers_still_parked_when_the_bot_stops_are_kept(
    room: Room, rests: Rests, capsys: pytest.CaptureFixture[str]
) -> None:
    await room.say("/start")
    rests.hold()
    fault(room, "flood", retry_after=60)
    await room.say("/help")
    await room.say("/headlines")
    await rests.begun.wait()
    await room.background.close()
    assert "answer_lost" not in capsys.readouterr().out
    await room.answers.resume()
    rests.release()
    await room.background.idle()
    assert [message["text"][:13] for message in room.from_bot(DENIZ)[1:]] == ["Read\n/headlin", "📭 No articles"]


async def test_what_the_database_could_not_keep_is_lost_with_the_process_and_logged(
    room: Room, answers: Answers, rests: Rests, capsys: pytest.CaptureFixture[str]
) -> None:
    await room.say("/start")
    rests.hold()
    async with room.store.write() as connection:
        await connection.execute(text("ALTER TABLE replies RENAME TO elsewhere"))
    fault(room, "flood", retry_after=60)
    assert await answers.post(Destination(DENIZ), SCREEN) is None
    await rests.begun.wait()
    await room.background.close()
    logged = capsys.readouterr().out
    assert "answer_not_kept" in logged
    assert "still parked at the end" in logged


@pytest.mark.parametrize(
    "message",
    [
        Message(Destination(5), "<b>x</b>", []),
        Message(Destination(-5, 7), "x", [[{"text": "a", "callback_data": "b"}]], reply_to=3, as_plain=True),
        Message(Destination(5), "x", [], edits=9, below=Below("where?")),
    ],
)
def test_a_message_is_read_as_it_was_kept(message: Message) -> None:
    assert read(json.loads(json.dumps(stored(message)))) == message


async def test_what_does_not_parse_goes_out_as_plain_text(room: Room, answers: Answers) -> None:
    await room.say("/start")
    sent = await answers.post(Destination(DENIZ), Screen(Html("<b>Tom & Jerry</i> &lt;3"), SCREEN.keyboard))
    message = room.from_bot(DENIZ)[-1]
    assert message["message_id"] == sent
    assert message["text"] == "Tom & Jerry <3"
    assert message["reply_markup"]


async def test_a_blocked_bot_ends_the_chats_subscriptions(room: Room, answers: Answers) -> None:
    await room.ask("/subscribe 7:30 UTC")
    fault(room, "error", code=403, description="Forbidden: bot was blocked by the user")
    assert await answers.post(Destination(DENIZ), SCREEN) is None
    found = await room.subscriptions.find(Destination(DENIZ))
    assert found is not None
    assert not found.active
    assert "blocked" in found.inactive_reason


async def test_a_group_that_moved_is_followed(room: Room, answers: Answers) -> None:
    await room.ask("/subscribe 7:30 UTC", GROUP, ADA)
    new = changes.migrate(room.state, GROUP, silent=True)
    assert await answers.post(Destination(GROUP), SCREEN) is not None
    assert room.from_bot(new.id)[-1]["text"] == "Hello & welcome"
    assert await room.subscriptions.find(Destination(new.id)) is not None
    assert await room.subscriptions.find(Destination(GROUP)) is None


async def test_a_topic_that_is_gone_is_left_out(room: Room, answers: Answers) -> None:
    assert await answers.post(Destination(FORUM, 999), SCREEN) is not None
    assert "message_thread_id" not in room.from_bot(FORUM)[-1]


async def test_an_unchanged_message_is_done(room: Room, answers: Answers) -> None:
    await room.say("/start")
    sent = await answers.post(Destination(DENIZ), SCREEN)
    assert sent is not None
    await answers.rewrite(Destination(DENIZ), sent, SCREEN)
    assert len(room.from_bot(DENIZ)) == 2


async def test_a_message_that_is_gone_is_sent_anew(room: Room, answers: Answers) -> None:
    await room.say("/start")
    await answers.rewrite(Destination(DENIZ), 999, SCREEN)
    assert room.from_bot(DENIZ)[-1]["text"] == "Hello & welcome"


async def test_a_reply_to_a_deleted_message_still_arrives(room: Room, answers: Answers) -> None:
    await room.say("/start")
    assert await answers.post(Destination(DENIZ), SCREEN, reply_to=999) is not None


@pytest.mark.parametrize("kind", ["lost_answer", "status_after", "garbage"])
async def test_a_message_whose_answer_is_lost_does_not_come_twice(room: Room, kind: str) -> None:
    """It was accepted; nobody here can know."""
    await fill(room.store, [an_article(1)])
    for command in ("/headlines", "/briefing"):
        fault(room, kind)
        assert len(await room.say(command)) == 1


@pytest.mark.parametrize("kind", ["cut", "lost_answer", "status_after"])
async def test_an_edit_is_repeated_after_any_broken_connection(room: Room, answers: Answers, kind: str) -> None:
    await room.say("/start")
    sent = await answers.post(Destination(DENIZ), SCREEN)
    assert sent is not None
    fault(room, kind, "editMessageText")
    assert await answers.rewrite(Destination(DENIZ), sent, Screen(Html("changed"))) == sent
    assert room.state.world.chats[DENIZ].messages[sent]["text"] == "changed"


async def test_what_surely_did_not_leave_is_tried_again(room: Room, answers: Answers, rests: Rests) -> None:
    """A front door's refusal, as of a proxy that has no server behind it yet."""
    await room.say("/start")
    fault(room, "status", status=421)
    assert await answers.post(Destination(DENIZ), SCREEN) is not None
    assert len(rests.asked) == 1


async def test_no_loop_goes_on_for_ever(room: Room, answers: Answers, rests: Rests) -> None:
    await room.say("/start")
    sent = await answers.post(Destination(DENIZ), SCREEN)
    assert sent is not None
    fault(room, "cut", "editMessageText", times=0)
    assert await answers.rewrite(Destination(DENIZ), sent, Screen(Html("changed"))) is None
    fault(room, "status", status=421, times=0)
    assert await answers.post(Destination(DENIZ), SCREEN) is None
    assert len(rests.asked) <= 8


async def test_an_old_press_is_done(room: Room, answers: Answers, capsys: pytest.CaptureFixture[str]) -> None:
    await answers.toast("12345", "too late")
    assert "toast_failed" not in capsys.readouterr().out


async def test_no_link_previews(room: Room) -> None:
    message = await room.ask("/start")
    assert message["link_preview_options"]["is_disabled"]


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (BadRequest("Message is not modified: specified new message content"), Remedy.DONE),
        (BadRequest("Query is too old and response timeout expired"), Remedy.DONE),
        (BadRequest("Can't parse entities: unclosed"), Remedy.PLAIN),
        (BadRequest("Message thread not found"), Remedy.NO_TOPIC),
        (BadRequest("Message to edit not found"), Remedy.NEW_MESSAGE),
        (BadRequest("Message_id_invalid"), Remedy.NEW_MESSAGE),
        (BadRequest("Chat not found"), Remedy.GONE),
        (BadRequest("Message is too long"), Remedy.GIVE_UP),
        (Forbidden("Forbidden: bot was kicked from the group chat"), Remedy.GONE),
        (ChatMigrated(-100), Remedy.MOVE),
        (RetryAfter(5), Remedy.WAIT),
        (RetryAfter(6), Remedy.PARK),
        (SurelyNotSent("no connection"), Remedy.AGAIN),
        (NetworkError("connection reset"), Remedy.UNKNOWN),
        (TimedOut(), Remedy.GIVE_UP),
        (TelegramError("anything"), Remedy.GIVE_UP),
    ],
)
def test_each_refusal_has_its_remedy(error: TelegramError, expected: Remedy) -> None:
    """BadRequest and TimedOut are NetworkErrors for the library; they are told apart here."""
    assert remedy(error) is expected
