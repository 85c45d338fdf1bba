"""Answers that Telegram refuses: each has its remedy, and none is an error to a person."""

from typing import Any

import pytest
from telegram.error import BadRequest, ChatMigrated, Forbidden, NetworkError, RetryAfter, TelegramError, TimedOut

from bot.chat.answer import Answers, Remedy, remedy
from bot.chat.callbacks import SendHelp
from bot.chat.views.screen import Button, Screen
from bot.markup import Html
from bot.models import Destination
from bot.sandbox import changes
from tests.integration.room import ADA, DENIZ, FORUM, GROUP, Room


class Rests:
    """A sleep that takes no time."""

    def __init__(self) -> None:
        self.asked: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.asked.append(seconds)


@pytest.fixture
def rests() -> Rests:
    return Rests()


@pytest.fixture
def answers(room: Room, rests: Rests) -> Answers:
    return Answers(room.bot, room.subscriptions, sleep=rests)


SCREEN = Screen(Html("<b>Hello</b> &amp; welcome"), ((Button("Help", SendHelp()),),))


def fault(room: Room, kind: str, method: str = "sendMessage", **fields: Any) -> None:
    room.state.faults.add({"kind": kind, "method": method, **fields})


async def test_a_flood_wait_is_waited_out(room: Room, answers: Answers, rests: Rests) -> None:
    await room.say("/start")
    fault(room, "flood", retry_after=7)
    assert await answers.post(Destination(DENIZ), SCREEN) is not None
    assert rests.asked == [7]


async def test_a_long_flood_wait_is_not(room: Room, answers: Answers, rests: Rests) -> None:
    await room.say("/start")
    fault(room, "flood", retry_after=21)
    assert await answers.post(Destination(DENIZ), SCREEN) is None
    assert rests.asked == []


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


async def test_a_cut_connection_is_tried_again(room: Room, answers: Answers, rests: Rests) -> None:
    await room.say("/start")
    fault(room, "cut")
    assert await answers.post(Destination(DENIZ), SCREEN) is not None
    assert len(rests.asked) == 1


async def test_no_loop_goes_on_for_ever(room: Room, answers: Answers, rests: Rests) -> None:
    await room.say("/start")
    fault(room, "cut", times=0)
    assert await answers.post(Destination(DENIZ), SCREEN) is None
    assert len(rests.asked) <= 4


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
        (RetryAfter(20), Remedy.WAIT),
        (RetryAfter(21), Remedy.GIVE_UP),
        (NetworkError("connection reset"), Remedy.AGAIN),
        (TimedOut(), Remedy.GIVE_UP),
        (TelegramError("anything"), Remedy.GIVE_UP),
    ],
)
def test_each_refusal_has_its_remedy(error: TelegramError, expected: Remedy) -> None:
    """BadRequest and TimedOut are NetworkErrors for the library; they are told apart here."""
    assert remedy(error) is expected
