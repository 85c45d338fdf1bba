"""What Telegram refuses, the sandbox refuses, in the same words (telegram.md section 4)."""

import contextlib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.sandbox import Sandbox
from bot.sandbox.errors import RefusedError
from bot.sandbox.flood import Flood
from bot.sandbox.methods import METHODS
from bot.sandbox.params import Params
from tests.sandbox.conftest import CHANNEL, FORUM, GROUP, READER, Peer

BAD = "Bad Request: "
NO = "Forbidden: "
BOLD = {"parse_mode": "HTML"}


def keys(*rows: list[dict[str, Any]]) -> dict[str, Any]:
    return {"reply_markup": {"inline_keyboard": list(rows)}}


DATA = {"text": "a", "callback_data": "b"}
JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3) | st.floats(allow_nan=False),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=4,
)
PARAMETERS: dict[str, list[Any]] = {
    "chat_id": [READER, GROUP, FORUM, CHANNEL, str(READER), "@daily_wireup"],
    "from_chat_id": [READER, FORUM],
    "message_id": [1, 2, "1"],
    "message_ids": [[1, 2], "[1]", [[1]], [{}]],
    "message_thread_id": [1, 2],
    "text": ["x", "<b>x</b>", "/start @somebody #tag"],
    "caption": ["x"],
    "photo": ["x"],
    "document": ["x"],
    "parse_mode": ["HTML", "html"],
    "entities": [
        [{"type": "bold", "offset": 0, "length": 1}],
        [1],
        [{"type": "text_mention", "offset": 0, "length": 1}],
    ],
    "reply_markup": [
        {"inline_keyboard": [[{"text": "a", "web_app": "x"}]]},
        {"inline_keyboard": [[{"text": "a", "copy_text": {"text": 5}}]]},
        {"inline_keyboard": [[None]]},
        {"keyboard": [["a", {"text": "b"}]]},
        {"force_reply": True},
    ],
    "reply_parameters": [{"message_id": 1}, {"message_id": {}}],
    "link_preview_options": [{"is_disabled": True}],
    "commands": [[{"command": "a", "description": "b"}], [None]],
    "scope": [{"type": "chat", "chat_id": READER}, {"type": {}}],
    "menu_button": [{"type": []}, {"type": "commands"}],
    "language_code": ["en"],
    "user_id": [READER],
    "action": ["typing", []],
    "allowed_updates": [["message"], [None]],
    "url": ["http://127.0.0.1:9/"],
    "secret_token": ["x"],
    "results": [[]],
    "callback_query_id": ["1"],
}
TEXTS = [
    ({"text": ""}, "message text is empty"),
    ({"text": " \n "}, "text must be non-empty"),
    ({"text": "<b> </b>", **BOLD}, "text must be non-empty"),
    ({"text": "x" * 4097}, "message is too long"),
    ({"text": "é" * 16_385}, "text is too long"),
    ({"text": "<p>x</p>", **BOLD}, 'can\'t parse entities: Unsupported start tag "p" at byte offset 0'),
    ({"text": "é<b>x", **BOLD}, "can't parse entities: Can't find end tag corresponding to start tag \"b\""),
    (
        {"text": "é<b>x</i>", **BOLD},
        'can\'t parse entities: Unmatched end tag at byte offset 6, expected "</b>", found "</i>"',
    ),
    ({"text": "x", "parse_mode": "BBCode"}, "unsupported parse_mode"),
    (
        {"text": "x", "entities": [{"type": "bold", "offset": 0, "length": 2}]},
        "entity beginning at UTF-16 offset 0 ends after the end of the text at UTF-16 offset 2",
    ),
    (
        {"text": "x", "entities": [{"type": "text_link", "offset": 0, "length": 1, "url": "localhost"}]},
        "entity URL 'localhost' is invalid: Wrong HTTP URL",
    ),
]
MARKUPS = [
    (keys([{"text": "a"}]), "text buttons are unallowed in the inline keyboard"),
    (keys([{"text": "a", "callback_data": ""}]), "BUTTON_DATA_INVALID"),
    (keys([{"text": "a", "callback_data": "é" * 33}]), "BUTTON_DATA_INVALID"),
    (
        keys([{"text": "a", "url": "localhost"}]),
        "inline keyboard button URL 'localhost' is invalid: Wrong HTTP URL",
    ),
    (
        keys([{"text": "a", "url": "ftp://x.com"}]),
        "inline keyboard button URL 'ftp://x.com' is invalid: Unsupported URL protocol",
    ),
    (keys([DATA] * 9), "reply markup is too long"),
    (keys(*[[DATA]] * 101), "reply markup is too long"),
    ({"reply_markup": "{"}, "can't parse reply keyboard markup JSON object"),
    ({"reply_markup": [1]}, "object expected as reply markup"),
]


@pytest.mark.parametrize(("parameters", "description"), TEXTS)
async def test_a_wrong_text_is_refused(started: Peer, parameters: dict[str, Any], description: str) -> None:
    assert await started.refused("sendMessage", chat_id=READER, **parameters) == BAD + description


@pytest.mark.parametrize(("parameters", "description"), MARKUPS)
async def test_a_wrong_keyboard_is_refused(started: Peer, parameters: dict[str, Any], description: str) -> None:
    assert await started.refused("sendMessage", chat_id=READER, text="x", **parameters) == BAD + description


async def test_the_limits_themselves_are_accepted(started: Peer) -> None:
    sent = await started.call("sendMessage", chat_id=READER, text=" " + "🙂" * 4096 + "\n")
    assert sent["text"] == "🙂" * 4096
    markup = keys(*[[{"text": "a", "callback_data": "é" * 32}] * 8] * 12, [DATA] * 4)
    assert await started.call("sendMessage", chat_id=READER, text="x", **markup)


@pytest.mark.parametrize(
    ("chat_id", "description"),
    [
        ("", BAD + "chat_id is empty"),
        (5, BAD + "chat not found"),
        ("@nobody_here", BAD + "chat not found"),
        ("somebody", BAD + "chat not found"),
        (1003, NO + "bot can't initiate conversation with a user"),
    ],
)
async def test_an_unknown_chat_is_refused(started: Peer, chat_id: Any, description: str) -> None:
    assert await started.refused("sendMessage", chat_id=chat_id, text="x") == description


async def test_a_reader_who_is_gone_is_refused(started: Peer) -> None:
    await started.control("POST", "block", user_id=READER, blocked=True)
    assert await started.refused("sendMessage", chat_id=READER, text="x") == NO + "bot was blocked by the user"
    await started.write("/start")
    assert await started.call("sendMessage", chat_id=READER, text="x")
    await started.control("POST", "deactivate", user_id=READER)
    assert await started.refused("sendMessage", chat_id=READER, text="x") == NO + "user is deactivated"


@pytest.mark.parametrize(("chat_id", "kind"), [(GROUP, "group"), (FORUM, "supergroup"), (CHANNEL, "channel")])
async def test_a_chat_the_bot_is_not_in_is_refused(peer: Peer, chat_id: int, kind: str) -> None:
    for status, words in (("kicked", "bot was kicked from"), ("left", "bot is not a member of")):
        await peer.control("POST", "members", chat_id=chat_id, bot=True, status=status)
        assert await peer.refused("sendMessage", chat_id=chat_id, text="x") == f"{NO}{words} the {kind} chat"


async def test_a_deleted_group_is_refused(peer: Peer) -> None:
    await peer.control("PATCH", f"chats/{GROUP}", deleted=True)
    assert await peer.refused("sendMessage", chat_id=GROUP, text="x") == NO + "the group chat was deleted"


async def test_missing_rights_are_refused(peer: Peer) -> None:
    await peer.control("POST", "members", chat_id=GROUP, bot=True, status="restricted")
    no_rights = BAD + "not enough rights to send text messages to the chat"
    assert await peer.refused("sendMessage", chat_id=GROUP, text="x") == no_rights
    await peer.control("POST", "members", chat_id=CHANNEL, bot=True, status="administrator", can_post=False)
    no_rights = BAD + "need administrator rights in the channel chat"
    assert await peer.refused("sendMessage", chat_id=CHANNEL, text="x") == no_rights
    no_rights = BAD + "not enough rights to manage pinned messages in the chat"
    message = (await peer.write("/x", chat_id=FORUM))["message"]
    assert await peer.refused("pinChatMessage", chat_id=FORUM, message_id=message["message_id"]) == no_rights


async def test_topics(peer: Peer) -> None:
    state = await peer.control("GET", "state")
    general, world, _ = next(chat["topics"] for chat in state["chats"] if chat["id"] == FORUM)
    sent = await peer.call("sendMessage", chat_id=FORUM, text="x", message_thread_id=world["thread_id"])
    assert (sent["message_thread_id"], sent["is_topic_message"]) == (world["thread_id"], True)
    assert "message_thread_id" not in await peer.call("sendMessage", chat_id=FORUM, text="x")
    for unknown in (general["thread_id"], 999):
        refusal = await peer.refused("sendMessage", chat_id=FORUM, text="x", message_thread_id=unknown)
        assert refusal == BAD + "message thread not found"
    await peer.control("PATCH", f"chats/{FORUM}/topics/{world['thread_id']}", closed=True)
    refusal = await peer.refused("sendMessage", chat_id=FORUM, text="x", message_thread_id=world["thread_id"])
    assert refusal == BAD + "TOPIC_CLOSED"
    await peer.control("PATCH", f"chats/{FORUM}/topics/{world['thread_id']}", deleted=True)
    refusal = await peer.refused("sendMessage", chat_id=FORUM, text="x", message_thread_id=world["thread_id"])
    assert refusal == BAD + "message thread not found"


async def test_a_migrated_group_says_where_it_went(peer: Peer) -> None:
    new = (await peer.control("POST", "migrate", chat_id=GROUP))["id"]
    status, body = await peer.answer("sendMessage", chat_id=GROUP, text="x")
    assert status == 400
    assert body["description"] == BAD + "group chat was upgraded to a supergroup chat"
    assert body["parameters"] == {"migrate_to_chat_id": new}
    assert (await peer.call("sendMessage", chat_id=new, text="x"))["chat"]["type"] == "supergroup"
    services = [update["message"] for update in await peer.call("getUpdates")]
    assert [m.get("migrate_to_chat_id") or m.get("migrate_from_chat_id") for m in services] == [new, GROUP]


async def test_edits_and_deletions(started: Peer) -> None:
    own = await started.call("sendMessage", chat_id=READER, text="x", **keys([DATA]))
    where = {"chat_id": READER, "message_id": own["message_id"]}
    same = (
        "message is not modified: specified new message content and reply markup are exactly the same"
        " as a current content and reply markup of the message"
    )
    assert await started.refused("editMessageText", text="x", **where, **keys([DATA])) == BAD + same
    assert await started.refused("editMessageReplyMarkup", **where, **keys([DATA])) == BAD + same
    assert "reply_markup" not in await started.call("editMessageReplyMarkup", **where)
    missing = {"chat_id": READER, "message_id": 999_999}
    assert await started.refused("editMessageText", text="y", **missing) == BAD + "message to edit not found"
    assert await started.refused("deleteMessage", **missing) == BAD + "message to delete not found"
    theirs = (await started.write("mine"))["message"]["message_id"]
    refusal = await started.refused("editMessageText", chat_id=READER, message_id=theirs, text="y")
    assert refusal == BAD + "message can't be edited"
    await started.control("POST", "clock", advance=48 * 3600)
    assert await started.refused("deleteMessage", **where) == BAD + "message can't be deleted"


async def test_a_reply_needs_its_message(started: Peer) -> None:
    lost = {"message_id": 999_999}
    refusal = await started.refused("sendMessage", chat_id=READER, text="x", reply_parameters=lost)
    assert refusal == BAD + "message to be replied not found"
    lenient = {**lost, "allow_sending_without_reply": True}
    assert await started.call("sendMessage", chat_id=READER, text="x", reply_parameters=lenient)
    first = (await started.write("q"))["message"]["message_id"]
    sent = await started.call("sendMessage", chat_id=READER, text="x", reply_to_message_id=first)
    assert sent["reply_to_message"]["text"] == "q"


async def test_presses_are_answered_once_and_in_time(started: Peer) -> None:
    too_old = BAD + "query is too old and response timeout expired or query ID is invalid"
    assert await started.refused("answerCallbackQuery", callback_query_id="1") == too_old
    sent = await started.call("sendMessage", chat_id=READER, text="x", **keys([DATA]))
    where = {"chat_id": READER, "from_id": READER, "message_id": sent["message_id"], "data": "b"}
    query = (await started.control("POST", "press", **where))["query_id"]
    refusal = await started.refused("answerCallbackQuery", callback_query_id=query, text="x" * 201)
    assert refusal == BAD + "MESSAGE_TOO_LONG"
    assert await started.call("answerCallbackQuery", callback_query_id=query)
    assert await started.refused("answerCallbackQuery", callback_query_id=query) == too_old
    query = (await started.control("POST", "press", **where))["query_id"]
    await started.control("POST", "clock", advance=151)
    assert await started.refused("answerCallbackQuery", callback_query_id=query) == too_old


async def test_a_caption_has_its_own_limit(started: Peer) -> None:
    refusal = await started.refused("sendPhoto", chat_id=READER, photo="https://example.com/x.jpg", caption="x" * 1025)
    assert refusal == BAD + "message caption is too long"
    assert await started.refused("sendPhoto", chat_id=READER) == BAD + "there is no photo in the request"


@pytest.mark.parametrize(
    ("command", "description"),
    [
        ({"command": "Start", "description": "x"}, "BOT_COMMAND_INVALID"),
        ({"command": "x" * 33, "description": "x"}, "BOT_COMMAND_INVALID"),
        ({"command": "start", "description": ""}, "BOT_COMMAND_DESCRIPTION_INVALID"),
        ({"command": "start", "description": "x" * 257}, "BOT_COMMAND_DESCRIPTION_INVALID"),
    ],
)
async def test_a_wrong_command_is_refused(peer: Peer, command: dict[str, str], description: str) -> None:
    assert await peer.refused("setMyCommands", commands=[command]) == BAD + description


async def test_a_hundred_and_one_commands_are_refused(peer: Peer) -> None:
    many = [{"command": f"c{number}", "description": "x"} for number in range(101)]
    assert await peer.refused("setMyCommands", commands=many) == BAD + "BOT_COMMANDS_TOO_MUCH"


async def test_wrong_token_and_wrong_method(peer: Peer) -> None:
    async with peer.session.get(f"{peer.sandbox.url}/bot1:x/getMe") as response:
        assert response.status == 401
        assert await response.json() == {"ok": False, "error_code": 401, "description": "Unauthorized"}
    assert await peer.refused("sendTelepathy") == "Not Found: method not found"
    assert await peer.call("GETME")


@pytest.mark.parametrize(
    ("chat_id", "burst"), [(READER, 5), (GROUP, 20)], ids=["one a second and a burst", "20 a minute"]
)
async def test_one_chat_is_flooded(chat_id: int, burst: int, started: Peer) -> None:
    await started.control("POST", "limits", enabled=True)
    url = f"{started.sandbox.url}/bot{started.sandbox.token}/sendMessage"
    accepted, status = -1, 200
    while status == 200:
        accepted += 1
        async with started.session.post(url, json={"chat_id": chat_id, "text": "x"}) as response:
            body, status, header = await response.json(), response.status, response.headers.get("Retry-After")
    wait = body["parameters"]["retry_after"]
    assert accepted >= burst
    assert (status, header, body["description"]) == (429, str(wait), f"Too Many Requests: retry after {wait}")
    await started.control("POST", "clock", advance=wait)
    assert await started.call("sendMessage", chat_id=chat_id, text="x")


def test_the_whole_bot_is_flooded_at_thirty_a_second_and_may_pay_for_more() -> None:
    flood = Flood(enabled=True)
    waits = [flood.check(chat_id, 0.0, group=False, paid=False) for chat_id in range(31)]
    assert waits == [0] * 30 + [1]
    assert flood.check(30, 0.0, group=False, paid=True) == 0
    assert flood.check(31, 0.04, group=False, paid=False) == 0


async def test_edits_in_private_chats_have_no_rate_of_their_own(started: Peer) -> None:
    """A pager edits its message at every press; only the bot's thirty a second hold for it."""
    await started.control("POST", "limits", enabled=True)
    sent = await started.call("sendMessage", chat_id=READER, text="0")
    where = {"chat_id": READER, "message_id": sent["message_id"]}
    assert [await started.call("editMessageText", text=str(page), **where) for page in range(1, 10)]


@settings(max_examples=400, deadline=None, derandomize=True)
@given(
    method=st.sampled_from(sorted(METHODS)),
    names=st.lists(st.sampled_from(sorted(PARAMETERS)), max_size=6),
    data=st.data(),
)
def test_no_parameters_break_a_method(method: str, names: list[str], data: st.DataObject) -> None:
    """Whatever a call holds, it is accepted or refused."""
    state = Sandbox(limits=False).state
    for chat in state.world.chats.values():
        chat.bot_status = "administrator"
    raw = {name: data.draw(st.sampled_from(PARAMETERS[name]) | JUNK) for name in names}
    raw.setdefault("chat_id", READER)
    with contextlib.suppress(RefusedError):
        assert METHODS[method](state, Params(raw)) is not None
