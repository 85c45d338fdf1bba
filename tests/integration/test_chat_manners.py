"""Manners: who is answered, with what, and who is not."""

import pytest
from sqlalchemy import text

from bot.chat.callbacks import article_button
from bot.chat.commands import register_commands
from bot.chat.flood import Allowance, FloodGuard
from bot.chat.handling import Handled, Handling
from bot.chat.profile import register_descriptions
from bot.models import Destination
from bot.sandbox import Sandbox, people
from bot.sandbox.profile_methods import describe_bot, describe_commands
from bot.storage.engine import open_store
from bot.texts import ENGLISH
from tests.fakes import FakeClock
from tests.integration.room import ADA, CHANNEL, DENIZ, FORUM, GROUP, LAYLA, Room, an_article, fill, labels

COMMANDS = (
    "start", "help", "headlines", "read", "search", "briefing", "follow", "history", "subscribe", "settings",
    "status", "pause", "resume", "snooze", "quiet", "unsubscribe", "language", "channel", "mydata", "forgetme",
)  # fmt: skip
OPERATORS = {"preview", "reload", "undo", "stats", "pin", "hide", "note", "deliveries"}


async def test_start_is_a_short_welcome_with_three_ways_on(room: Room) -> None:
    message = await room.ask("/start")
    assert "Hello" in message["text"]
    assert labels(message) == ["📰 Headlines", "⏰ Subscribe 07:30", "How it works"]
    await room.press(message, "How it works")
    assert "/subscribe 7:30 Istanbul" in room.from_bot(DENIZ)[-1]["text"]
    await room.press(message, "📰 Headlines")
    assert "No articles yet" in room.from_bot(DENIZ)[-1]["text"]
    assert room.now(message)["text"] == message["text"]


async def test_help_explains_every_command(room: Room) -> None:
    helped = (await room.ask("/help"))["text"]
    for command in set(COMMANDS) - {"start", "help"}:
        assert f"/{command}" in helped
    assert "/reload" not in helped


async def test_help_tells_operators_of_their_commands(room: Room) -> None:
    assert "/reload" in (await room.ask("/help", ADA))["text"]
    assert "/reload" not in (await room.ask("/help", GROUP, ADA))["text"]


def menus(room: Room) -> dict[str, set[str]]:
    """The commands that Telegram shows, by scope."""
    return {
        menu["scope"]: {command["command"] for command in menu["commands"]} for menu in describe_commands(room.state)
    }


async def test_commands_are_registered_for_everybody_and_for_groups(room: Room) -> None:
    assert menus(room)["default"] == set(COMMANDS)
    assert menus(room)["all_group_chats"] == set(COMMANDS) - {"start", "channel", "mydata", "forgetme"}


async def test_an_operator_gets_their_own_menu_with_their_first_word(room: Room) -> None:
    """Ada had no chat with the bot when it started, and a menu needs one."""
    room.state.profile.commands.clear()
    await room.say("/start", ADA)
    assert {*COMMANDS, *OPERATORS} in menus(room).values()


async def test_an_unchanged_menu_is_not_set_again(room: Room) -> None:
    version = room.state.events.version
    await register_commands(room.bot, "en", frozenset())
    assert room.state.events.version == version


async def test_an_empty_chat_shows_what_the_bot_does(room: Room) -> None:
    profile = describe_bot(room.state)
    assert profile["description"] == ENGLISH.description
    assert profile["short_description"] == ENGLISH.short_description
    assert len(ENGLISH.description) <= 512
    assert len(ENGLISH.short_description) <= 120


async def test_a_description_that_is_there_is_not_set_again(room: Room) -> None:
    """Be it ours, or an operator's own."""
    room.state.profile.texts["description", ""] = "The town's own news"
    version = room.state.events.version
    await register_descriptions(room.bot, "en")
    assert room.state.events.version == version
    assert describe_bot(room.state)["description"] == "The town's own news"


@pytest.mark.parametrize("kind", ["status", "cut", "flood", "garbage"])
async def test_a_description_that_cannot_be_set_stops_nothing(
    room: Room, kind: str, capsys: pytest.CaptureFixture[str]
) -> None:
    room.state.profile.texts.clear()
    room.state.faults.add({"kind": kind, "method": "setMyDescription"})
    await register_descriptions(room.bot, "en")
    assert "descriptions_not_set" in capsys.readouterr().out
    await register_descriptions(room.bot, "en")
    assert describe_bot(room.state)["short_description"] == ENGLISH.short_description


@pytest.mark.parametrize("command", ["/reload", "/stats", "/nonsense", "/reload now"])
async def test_a_stranger_cannot_tell_operators_commands_from_unknown_ones(room: Room, command: str) -> None:
    answer = await room.ask(command)
    name = command.split()[0]
    assert answer["text"] == f"I don’t know {name}. Have a look at /help."
    assert room.loader.requests == []


async def test_operators_have_no_power_in_groups(room: Room) -> None:
    assert await room.say("/reload", GROUP, ADA) == []
    assert "I don’t know /reload" in (await room.ask("/reload@briefing_sandbox_bot", GROUP, ADA))["text"]
    assert "I don’t know /reload" in (await room.ask("/reload@briefing_sandbox_bot", FORUM, sender_chat=FORUM))["text"]
    assert room.loader.requests == []


async def test_forwarded_words_have_no_power(room: Room) -> None:
    """Somebody else's words do not become an operator's by being passed on."""
    assert "I don’t know /reload" in (await room.ask("/reload", ADA, forward_from=DENIZ))["text"]
    assert room.loader.requests == []


async def test_answers_in_groups_show_whom_they_are_for(room: Room) -> None:
    answer = await room.ask("/help", GROUP)
    assert answer["reply_to_message"]["text"] == "/help"
    assert "reply_to_message" not in await room.ask("/help")


async def test_unknown_commands_in_groups_are_for_others_unless_addressed(room: Room) -> None:
    assert await room.say("/weather", GROUP) == []
    assert "I don’t know /weather" in (await room.ask("/weather@Briefing_Sandbox_Bot", GROUP))["text"]


@pytest.mark.parametrize("typed", ["/headlines@other_bot", "/start@other_bot x"])
async def test_commands_for_other_bots_are_left_alone(room: Room, typed: str) -> None:
    assert await room.say(typed) == []


async def test_small_talk_gets_a_hint_in_private_only(room: Room) -> None:
    assert "/headlines" in (await room.ask("good morning"))["text"]
    assert await room.say("good morning", GROUP) == []


async def test_edited_messages_run_nothing(room: Room) -> None:
    message, _ = people.write(room.state, people.Typed(chat_id=DENIZ, from_id=DENIZ, text="hello"))
    await room.settle()
    before = len(room.from_bot(DENIZ))
    people.edit(room.state, DENIZ, message["message_id"], "/subscribe 7:30 Istanbul")
    await room.settle()
    assert len(room.from_bot(DENIZ)) == before


async def test_channel_posts_run_nothing(room: Room) -> None:
    people.write(room.state, people.Typed(chat_id=CHANNEL, text="/headlines"))
    await room.settle()
    assert room.from_bot(CHANNEL) == []


@pytest.mark.parametrize("data", ["", "1h", "2h:0", "1A:0", "1s:9999:-:-", "x" * 64, "1W:0", "admin", "1h:0 "])
async def test_forged_buttons_get_a_polite_no(room: Room, data: str) -> None:
    message = await room.ask("/start")
    answer = await room.press_data(message, data, forge=True)
    assert "too old" in answer["text"]


async def test_any_button_data_is_answered(room: Room) -> None:
    """Whatever a client sends as button data: an answer, no error, and no subscription that was not asked for."""
    message = await room.ask("/start")
    for data in (
        "1a:1:0:0",
        "1A:5",
        "1r:-:-:-",
        "1z:0730:-:-:Asia:99",
        "1t:-:UTC:5",
        "1k",
        "1u",
        "1w",
        "1l",
        "1c",
        "1L:5",
    ):
        answer = await room.press_data(message, data, forge=True)
        assert "wrong" not in answer.get("text", "")
    assert await room.subscriptions.find(Destination(DENIZ)) is None


async def test_a_press_on_a_message_telegram_no_longer_shows_is_too_old(room: Room) -> None:
    message = await room.ask("/start")
    del room.state.world.chats[DENIZ].messages[message["message_id"]]
    answer = await room.press_data(message, "1c", forge=True)
    assert "too old" in answer["text"]


async def test_who_asks_too_much_is_told_once_then_ignored_until_quiet(sqlite_url: str, clock: FakeClock) -> None:
    store = await open_store(sqlite_url)
    async with (
        Sandbox(limits=False) as sandbox,
        Room(sandbox, store, clock).opened(
            person=Allowance(burst=3, a_second=1), group=Allowance(burst=100, a_second=1)
        ) as room,
    ):
        for _ in range(8):
            people.write(room.state, people.Typed(chat_id=DENIZ, from_id=DENIZ, text="/help"))
        people.write(room.state, people.Typed(chat_id=LAYLA, from_id=LAYLA, text="/help"))
        await room.settle()
        texts = [message["text"] for message in room.from_bot(DENIZ)]
        assert len(texts) == 4
        assert texts[-1].startswith("That was quick")
        assert len(room.from_bot(LAYLA)) == 1, "others are served as ever"
        clock.advance(60)
        assert "/headlines" in (await room.ask("/help"))["text"]
    await store.close()


async def test_a_pressed_button_beyond_the_allowance_says_so_over_the_chat(sqlite_url: str, clock: FakeClock) -> None:
    store = await open_store(sqlite_url)
    async with (
        Sandbox(limits=False) as sandbox,
        Room(sandbox, store, clock).opened(
            person=Allowance(burst=1, a_second=0.01), group=Allowance(burst=100, a_second=1)
        ) as room,
    ):
        message = await room.ask("/start")
        answer = await room.press(message, "How it works")
        assert answer["text"].startswith("That was quick")
    await store.close()


async def test_trouble_is_told_in_one_friendly_line(room: Room, capsys: pytest.CaptureFixture[str]) -> None:
    """The library cannot be read: no traceback to anybody, and none of the person's words in the log."""
    secret = "7:30 my-very-private-words"
    async with room.store.write() as connection:
        await connection.execute(text("ALTER TABLE articles RENAME TO elsewhere"))
    answer = await room.ask("/headlines")
    assert answer["text"].startswith("Sorry")
    assert (await room.ask(f"/briefing {secret}"))["text"].startswith("Sorry")
    await room.press_data(answer, article_button(1), forge=True)
    logged = capsys.readouterr().out
    assert "update_failed" in logged
    assert secret not in logged


async def test_an_update_that_takes_too_long_is_given_back(room: Room) -> None:
    """Telegram does not answer; the chat's next update does not wait for ever."""
    await room.say("/start")
    handling = Handling(room.application, FloodGuard(room.clock), within=0.05)
    room.state.faults.add({"kind": "slow", "method": "sendMessage", "seconds": 3600})
    chat = {"id": DENIZ, "type": "private", "first_name": "Deniz"}
    person = {"id": DENIZ, "is_bot": False, "first_name": "Deniz"}
    message = {"message_id": 5, "date": 1, "chat": chat, "from": person, "text": "/help"}
    assert await handling.handle({"update_id": 1, "message": message}) is Handled.TOO_SLOW
    room.state.faults.clear()
    assert await handling.handle({"update_id": 1, "message": message}) is Handled.DONE


async def test_headlines_button_in_nothing_new(room: Room) -> None:
    assert "No news yet" in (await room.ask("/briefing"))["text"]
    await fill(room.store, [an_article(1)])
    assert "Title 1" in (await room.ask("/briefing"))["text"]
