"""The control API: what the page shows, what people do, the ledger, and who may ask at all."""

import asyncio
import contextlib
import re
import sys
from typing import Any

import aiohttp
import pytest

from bot.sandbox import SANDBOX_TOKEN, Sandbox
from tests.sandbox.conftest import CHANNEL, FORUM, GROUP, READER, Peer

BUTTONS = {"inline_keyboard": [[{"text": "a", "callback_data": "b"}, {"text": "w", "url": "https://example.com"}]]}


async def test_the_demo_world(peer: Peer) -> None:
    state = await peer.control("GET", "state")
    assert [(person["id"], person["first_name"], person["is_admin"]) for person in state["people"]] == [
        (1001, "Ada", True),
        (1002, "Deniz", False),
        (1003, "Layla", False),
        (1004, "Mikhail", False),
    ]
    titles = {chat["id"]: (chat["type"], chat["title"], chat["bot_status"]) for chat in state["chats"]}
    assert titles[GROUP] == ("group", "Morning Readers", "member")
    assert titles[FORUM] == ("supergroup", "Newsroom", "member")
    assert titles[CHANNEL] == ("channel", "The Daily Wire-up", "administrator")
    assert titles[READER] == ("private", "Deniz", "left")
    forum = next(chat for chat in state["chats"] if chat["id"] == FORUM)
    assert [topic["name"] for topic in forum["topics"]] == ["General", "World", "Science"]
    assert len(SANDBOX_TOKEN.partition(":")[2]) >= 35


async def test_an_empty_world_is_filled_by_hand() -> None:
    async with Sandbox(demo=False) as sandbox, aiohttp.ClientSession() as session:
        peer = Peer(sandbox, session)
        assert (await peer.control("GET", "state"))["chats"] == []
        person = await peer.control("POST", "people", first_name="Zoé", language_code="fr")
        forum = await peer.control(
            "POST", "chats", type="supergroup", title="F", topics=["One"], members=[person["id"]]
        )
        assert [topic["name"] for topic in forum["topics"]] == ["General", "One"]
        channel = await peer.control("POST", "chats", type="channel", title="C", username="cc_channel")
        assert (await peer.call("sendMessage", chat_id="@cc_channel", text="x"))["chat"]["id"] == channel["id"]
        renamed = await peer.control("PATCH", f"chats/{channel['id']}", title="D")
        assert renamed["title"] == "D"
        assert (await peer.try_control("PATCH", f"chats/{channel['id']}", colour="red"))[0] == 400
        await peer.control("POST", "bulk", people=1000, start_id=50_000)
        assert await peer.call("sendMessage", chat_id=50_999, text="x")
        assert (await peer.control("POST", "reset"))["version"]
        assert (await peer.control("GET", "state"))["chats"] == []


async def test_reset_restores_the_world_but_not_update_ids(started: Peer) -> None:
    before = (await started.write("one"))["update_id"]
    await started.control("POST", "clock", advance=60)
    await started.control("POST", "reset")
    state = await started.control("GET", "state")
    assert state["offset"] == 0
    assert [chat["last_message"] for chat in state["chats"] if chat["id"] == READER] == [None]
    assert (await started.write("two"))["update_id"] > before


async def test_events_tell_everything_in_order(started: Peer) -> None:
    version = (await started.control("GET", "state"))["version"]
    sent = await started.call("sendMessage", chat_id=READER, text="x", reply_markup=BUTTONS)
    where = {"chat_id": READER, "message_id": sent["message_id"]}
    press = await started.control("POST", "press", from_id=READER, data="b", **where)
    await started.call("answerCallbackQuery", callback_query_id=press["query_id"], text="ok")
    await started.call("editMessageText", text="y", **where)
    await started.call("sendChatAction", chat_id=READER, action="typing")
    await started.call("sendMessage", chat_id=READER, text="?", reply_markup={"force_reply": True})
    await started.call("deleteMessage", **where)
    await started.call("setMyCommands", commands=[{"command": "start", "description": "Begin"}])
    await started.control("POST", "block", user_id=READER)
    await started.control("POST", "members", chat_id=GROUP, user_id=1003, status="left")
    await started.control("POST", "clock", advance=1)
    answer = await started.control("GET", f"events?after={version}")
    kinds = [event["kind"] for event in answer["events"]]
    assert kinds == [
        *("message", "callback_answer", "edit", "typing", "message", "keyboard", "delete", "commands", "chat"),
        *("message", "member", "chat", "clock"),
    ]
    assert [event["version"] for event in answer["events"]] == list(range(version + 1, answer["version"] + 1))
    assert answer["events"][2]["message"]["text"] == "y"
    assert answer["events"][0]["message"]["text"] == "x"


async def test_events_are_streamed_from_where_the_page_left_off(started: Peer) -> None:
    version = (await started.control("GET", "state"))["version"]
    await started.write("one")
    headers = {"Last-Event-ID": str(version)}
    async with started.session.get(f"{started.sandbox.url}/sandbox/stream", headers=headers) as stream:
        assert stream.headers["Content-Type"] == "text/event-stream"
        await started.write("two")
        lines = [(await stream.content.readline()).decode() for _ in range(8)]
    found = "".join(lines)
    assert re.findall(r"^id: (\d+)", found, re.MULTILINE) == [str(version + 1), str(version + 2)]
    assert '"text":"one"' in found
    assert '"text":"two"' in found


async def test_a_press_waits_for_its_answer(started: Peer) -> None:
    sent = await started.call("sendMessage", chat_id=READER, text="x", reply_markup=BUTTONS)
    where = {"chat_id": READER, "from_id": READER, "message_id": sent["message_id"]}
    pressing = asyncio.create_task(started.control("POST", "press", row=0, column=0, wait=25, **where))
    (update,) = await started.call("getUpdates", timeout=50)
    query = update["callback_query"]
    assert query["message"]["message_id"] == sent["message_id"]
    await started.call("answerCallbackQuery", callback_query_id=query["id"], text="done", show_alert=True)
    assert (await pressing)["answer"] == {"text": "done", "show_alert": True, "url": ""}
    link = await started.control("POST", "press", row=0, column=1, **where)
    assert (link["update_id"], link["button"]["url"]) == (None, "https://example.com/")
    assert (await started.try_control("POST", "press", data="forged", **where))[0] == 404


async def test_history_is_paged(started: Peer) -> None:
    for number in range(5):
        await started.write(str(number))
    last = (await started.control("GET", f"chats/{READER}/messages?limit=2"))["messages"]
    assert [message["text"] for message in last] == ["3", "4"]
    before = last[0]["message_id"]
    earlier = (await started.control("GET", f"chats/{READER}/messages?limit=2&before={before}"))["messages"]
    assert [message["text"] for message in earlier] == ["1", "2"]


async def test_the_ledger_knows_what_was_accepted(started: Peer) -> None:
    html = {"text": "<b>x</b>", "parse_mode": "HTML"}
    sent = await started.call("sendMessage", chat_id=READER, disable_notification=True, **html)
    await started.call("editMessageText", chat_id=READER, message_id=sent["message_id"], text="y")
    await started.call("sendMessage", chat_id=FORUM, text="z", message_thread_id=2, reply_markup=BUTTONS)
    await started.answer("sendMessage", chat_id=5, text="nobody")
    entries = (await started.control("GET", "ledger"))["entries"]
    assert [(e["seq"], e["method"], e["chat_id"], e["thread_id"], e["text"], e["html"]) for e in entries] == [
        (1, "sendMessage", READER, None, "x", "<b>x</b>"),
        (2, "editMessageText", READER, None, "y", None),
        (3, "sendMessage", FORUM, 2, "z", None),
    ]
    assert [entry["silent"] for entry in entries] == [True, False, False]
    assert entries[2]["reply_markup"]["inline_keyboard"][0][0] == BUTTONS["inline_keyboard"][0][0]
    only = (await started.control("GET", f"ledger?method=sendmessage&chat_id={READER}"))["entries"]
    assert [entry["seq"] for entry in only] == [1]
    assert [e["seq"] for e in (await started.control("GET", "ledger?after=1&limit=1"))["entries"]] == [2]
    summary = await started.control("GET", "ledger/summary")
    assert summary["chats"] == {str(READER): 2, str(FORUM): 1}
    assert summary["methods"] == {"sendMessage": 2, "editMessageText": 1}
    assert summary["refusals"] == {"Bad Request: chat not found": 1}
    assert (summary["total"], summary["lost"]) == (3, 0)
    await started.control("DELETE", "ledger")
    assert (await started.control("GET", "ledger/summary"))["total"] == 0


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"Host": "127.0.0.1.evil.example:80"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
    ],
)
@pytest.mark.parametrize("path", ["/", "/sandbox/state", f"/bot{SANDBOX_TOKEN}/getMe"])
async def test_only_loopback_names_and_our_own_page_may_ask(peer: Peer, path: str, headers: dict[str, str]) -> None:
    async with peer.session.get(peer.sandbox.url + path, headers=headers) as response:
        assert response.status == 403


async def test_the_page_may_ask(peer: Peer) -> None:
    headers = {"Origin": peer.sandbox.url}
    async with peer.session.get(f"{peer.sandbox.url}/sandbox/state", headers=headers) as response:
        assert response.status == 200
    local = peer.sandbox.url.replace("127.0.0.1", "localhost")
    async with peer.session.get(f"{local}/sandbox/state") as response:
        assert response.status == 200


@pytest.mark.parametrize(
    "path", ["/page/../server.py", "/page/%2e%2e/server.py", "/page/..%2fserver.py", "/page//etc/passwd", "/page/"]
)
async def test_nothing_outside_of_the_page_is_served(peer: Peer, path: str) -> None:
    host, port = peer.sandbox.host, peer.sandbox.port
    reader, writer = await asyncio.open_connection(host, port)
    writer.write(f"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
    answer = await reader.read()
    writer.close()
    await writer.wait_closed()
    assert answer.startswith(b"HTTP/1.1 404")


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", "nothing", {}, 404),
        ("DELETE", "state", {}, 404),
        ("POST", "messages", {"chat_id": 5, "text": "x"}, 404),
        ("POST", "messages", {"chat_id": GROUP, "from_id": 5, "text": "x"}, 404),
        ("POST", "messages", {"chat_id": READER, "colour": "red"}, 400),
        ("POST", "messages", {"chat_id": FORUM, "from_id": READER, "text": "x", "thread_id": 99}, 404),
        ("POST", "edits", {"chat_id": READER}, 400),
        ("POST", "members", {"chat_id": GROUP, "bot": True, "status": "king"}, 400),
        ("POST", "members", {"chat_id": READER, "bot": True, "status": "member"}, 400),
        ("POST", "people", {}, 400),
        ("POST", "people", {"first_name": "x", "id": -1}, 400),
        ("POST", "chats", {"type": "private", "title": "x"}, 400),
        ("POST", "migrate", {"chat_id": CHANNEL}, 400),
        ("POST", f"chats/{GROUP}/topics", {"name": "x"}, 400),
        ("GET", "chats/5/messages", {}, 404),
        ("POST", "bulk", {"people": 0, "start_id": 1}, 400),
    ],
)
async def test_nonsense_gets_one_clear_line(
    peer: Peer, method: str, path: str, body: dict[str, Any], status: int
) -> None:
    answered, answer = await peer.try_control(method, path, **body)
    assert answered == status
    assert answer["error"]
    assert "\n" not in answer["error"]


async def test_a_person_outside_of_a_group_cannot_write_there(peer: Peer) -> None:
    await peer.control("POST", "members", chat_id=GROUP, user_id=READER, status="left")
    status, answer = await peer.try_control("POST", "messages", chat_id=GROUP, from_id=READER, text="x")
    assert (status, answer["error"]) == (400, "Deniz is not in this chat")


async def test_parameters_come_in_every_way_the_bot_api_takes_them(started: Peer) -> None:
    url = f"{started.sandbox.url}/bot{started.sandbox.token}/sendMessage"
    markup = '{"inline_keyboard":[[{"text":"a","callback_data":"b"}]]}'
    fields = {"chat_id": str(READER), "text": "x", "reply_markup": markup, "disable_notification": "true"}
    form = aiohttp.FormData(fields)
    multipart = aiohttp.FormData(fields, default_to_multipart=True)
    ways: list[dict[str, Any]] = [{"params": fields}, {"data": form}, {"data": multipart}, {"json": fields}]
    for way in ways:
        async with started.session.post(url, **way) as response:
            assert (await response.json())["result"]["reply_markup"], way
    async with started.session.get(url, params=fields) as response:
        assert response.status == 200
    async with started.session.post(url, data=b"{", headers={"Content-Type": "application/json"}) as response:
        assert response.status == 400
    entries = (await started.control("GET", "ledger"))["entries"]
    assert [entry["silent"] for entry in entries] == [True] * 5


async def test_it_runs_as_its_own_process() -> None:
    command = [sys.executable, "-m", "bot.sandbox", "--empty", "--no-limits", "--no-ledger"]
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    assert process.stdout is not None
    try:
        url = (await process.stdout.readline()).decode().strip()
        async with aiohttp.ClientSession() as session, session.get(f"{url}/sandbox/state") as response:
            assert (await response.json())["people"] == []
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
    assert await process.wait() == 0
