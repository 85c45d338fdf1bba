"""Getting updates: offsets, long polls, conflicts, retention, privacy mode, webhooks."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web

from bot.sandbox import Sandbox
from tests.sandbox.conftest import CHANNEL, FORUM, GROUP, READER, Peer

CONFLICT = "Conflict: "


async def texts(peer: Peer, **parameters: Any) -> list[str]:
    return [update["message"]["text"] for update in await peer.call("getUpdates", **parameters)]


async def polling(sandbox: Sandbox) -> None:
    """Return once a long poll waits."""
    while not sandbox.state.updates.waiting:
        await sandbox.state.updates.polled.wait(25)


async def test_offset_confirms_and_limit_limits(started: Peer) -> None:
    ids = [(await started.write(text))["update_id"] for text in "abc"]
    assert ids == [ids[0], ids[0] + 1, ids[0] + 2]
    assert await texts(started, limit=2) == ["a", "b"]
    assert await texts(started, offset=ids[1]) == ["b", "c"]
    assert await texts(started) == ["b", "c"]
    assert await texts(started, offset=ids[2] + 1) == []


async def test_a_negative_offset_forgets_all_but_the_last(started: Peer) -> None:
    for text in "abc":
        await started.write(text)
    assert await texts(started, offset=-2) == ["b", "c"]
    assert await texts(started) == ["b", "c"]


async def test_a_long_poll_is_woken_by_an_update(started: Peer, sandbox: Sandbox) -> None:
    poll = asyncio.create_task(texts(started, timeout=50))
    await polling(sandbox)
    await started.write("now")
    assert await poll == ["now"]


async def test_the_newer_poller_ends_the_older(started: Peer, sandbox: Sandbox) -> None:
    older = asyncio.create_task(started.answer("getUpdates", timeout=50))
    await polling(sandbox)
    newer = asyncio.create_task(texts(started, timeout=50))
    status, body = await older
    assert status == 409
    assert body["description"] == (
        CONFLICT + "terminated by other getUpdates request; make sure that only one bot instance is running"
    )
    await polling(sandbox)
    await started.write("x")
    assert await newer == ["x"]


async def test_a_webhook_ends_polling(started: Peer, sandbox: Sandbox) -> None:
    poll = asyncio.create_task(started.refused("getUpdates", timeout=50))
    await polling(sandbox)
    await started.call("setWebhook", url="http://127.0.0.1:9/x")
    assert await poll == CONFLICT + "terminated by setWebhook request"
    assert await started.refused("getUpdates") == (
        CONFLICT + "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
    )
    await started.call("deleteWebhook")
    assert await texts(started) == []


async def test_updates_are_kept_a_day_and_presses_two_and_a_half_minutes(started: Peer) -> None:
    sent = await started.call(
        "sendMessage",
        chat_id=READER,
        text="x",
        reply_markup={"inline_keyboard": [[{"text": "a", "callback_data": "b"}]]},
    )
    await started.write("kept")
    await started.control(
        "POST", "press", chat_id=READER, from_id=READER, message_id=sent["message_id"], row=0, column=0
    )
    assert len(await started.call("getUpdates")) == 2
    await started.control("POST", "clock", advance=151)
    assert await texts(started) == ["kept"]
    await started.control("POST", "clock", advance=86_400)
    assert await texts(started) == []


async def test_allowed_updates_stay_until_changed(started: Peer) -> None:
    member = {"chat_id": CHANNEL, "user_id": READER, "status": "member"}
    await started.control("POST", "members", **member)
    assert await started.call("getUpdates") == []
    await started.call("getUpdates", allowed_updates=["chat_member"])
    await started.control("POST", "members", **member)
    assert (await started.write("not asked for"))["update_id"] is None
    (update,) = await started.call("getUpdates")
    assert update["chat_member"]["new_chat_member"]["status"] == "member"


async def test_privacy_mode(peer: Peer) -> None:
    own = await peer.call("sendMessage", chat_id=GROUP, text="I am the bot")
    seen = {}
    for text in ("chatter", "/status", "/status@briefing_sandbox_bot now", "/status@other_bot", "see /status"):
        seen[text] = (await peer.write(text, chat_id=GROUP))["update_id"] is not None
    assert list(seen.values()) == [False, True, True, False, False]
    assert (await peer.write("a reply", chat_id=GROUP, reply_to=own["message_id"]))["update_id"]
    await peer.control("POST", "members", chat_id=GROUP, bot=True, status="administrator")
    assert (await peer.write("chatter", chat_id=GROUP))["update_id"]


async def test_what_a_topic_message_looks_like(peer: Peer) -> None:
    """Telegram makes every message in a topic a reply to the message that opened the topic."""
    message = (await peer.write("/start", chat_id=FORUM, thread_id=2))["message"]
    assert message["is_topic_message"]
    assert message["message_thread_id"] == 2
    assert message["reply_to_message"]["forum_topic_created"]["name"] == "World"
    assert "message_thread_id" not in (await peer.write("/start", chat_id=FORUM, thread_id=1))["message"]


async def test_disguises(peer: Peer) -> None:
    """An anonymous admin and an automatic forward have a sender that is nobody's account."""
    anonymous = (await peer.write("/stats", chat_id=GROUP, sender_chat=GROUP))["message"]
    assert (anonymous["from"]["id"], anonymous["sender_chat"]["id"]) == (1087968824, GROUP)
    forwarded = (await peer.write("/stats", chat_id=GROUP, sender_chat=CHANNEL))["message"]
    assert (forwarded["from"]["id"], forwarded["is_automatic_forward"]) == (777000, True)
    post = (await peer.write("/stats", chat_id=CHANNEL))["message"]
    assert "from" not in post
    told = (await peer.write("/stats", forward_from=1001))["message"]
    assert told["forward_origin"]["sender_user"]["id"] == 1001


class Hook:
    """A webhook receiver that answers what it is told to, then 200."""

    def __init__(self) -> None:
        self.requests: asyncio.Queue[tuple[dict[str, str], Any]] = asyncio.Queue()
        self.answers: list[web.Response] = []
        self.held: asyncio.Event | None = None
        self.url = ""

    async def receive(self, request: web.BaseRequest) -> web.StreamResponse:
        self.requests.put_nowait((dict(request.headers), await request.json()))
        if self.held is not None:
            await self.held.wait()
        return self.answers.pop(0) if self.answers else web.Response()


@pytest.fixture
async def hook() -> AsyncIterator[Hook]:
    receiver = Hook()
    runner = web.ServerRunner(web.Server(receiver.receive), shutdown_timeout=0.05)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    receiver.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield receiver
    await runner.cleanup()


async def test_a_webhook_gets_updates_with_its_secret(started: Peer, hook: Hook) -> None:
    await started.call("setWebhook", url=hook.url, secret_token="S3cret_-")
    typed = await started.write("hello")
    headers, update = await hook.requests.get()
    assert headers["X-Telegram-Bot-Api-Secret-Token"] == "S3cret_-"
    assert (update["update_id"], update["message"]["text"]) == (typed["update_id"], "hello")
    assert (await started.call("getWebhookInfo"))["url"] == hook.url
    assert await started.refused("setWebhook", url=hook.url, secret_token="no spaces") == (
        "Bad Request: secret token contains unallowed characters"
    )


async def test_a_failing_webhook_is_tried_again_and_reported(started: Peer, hook: Hook) -> None:
    hook.answers = [web.Response(status=500), web.Response(status=503, headers={"Retry-After": "100"})]
    await started.call("setWebhook", url=hook.url)
    await started.write("hello")
    first, second = await hook.requests.get(), await hook.requests.get()
    events = (await started.control("GET", "events"))["events"]
    while sum(event["kind"] == "webhook_error" for event in events) < 2:
        after = events[-1]["version"]
        events += (await started.control("GET", f"events?after={after}&wait=25"))["events"]
    info = await started.call("getWebhookInfo")
    assert info["last_error_message"] == "Wrong response from the webhook: 503 Service Unavailable"
    assert hook.requests.empty()
    await started.control("POST", "clock", advance=100)
    third = await hook.requests.get()
    assert first[1] == second[1] == third[1]


async def test_one_chat_has_one_update_in_flight_and_others_pass(started: Peer, hook: Hook) -> None:
    hook.held = asyncio.Event()
    await started.call("setWebhook", url=hook.url)
    for text, person in (("first", READER), ("second", READER), ("other", 1003)):
        await started.write(text, chat_id=person, from_id=person)
    arrived = [(await hook.requests.get())[1]["message"]["text"] for _ in range(2)]
    assert sorted(arrived) == ["first", "other"]
    hook.held.set()
    assert (await hook.requests.get())[1]["message"]["text"] == "second"


async def test_a_webhook_may_answer_with_a_method(started: Peer, hook: Hook) -> None:
    answer = {"method": "sendMessage", "chat_id": READER, "text": "from the hook"}
    hook.answers = [web.json_response(answer)]
    await started.call("setWebhook", url=hook.url)
    version = (await started.control("GET", "state"))["version"]
    await started.write("hello")
    found: list[Any] = []
    while "from the hook" not in [event.get("message", {}).get("text") for event in found]:
        after = found[-1]["version"] if found else version
        found += (await started.control("GET", f"events?after={after}&wait=25"))["events"]
    assert (await started.control("GET", "ledger"))["total"] == 1
