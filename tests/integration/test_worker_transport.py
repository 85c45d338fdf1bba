"""From a delivery to HTTP and back: what each answer and each broken connection turns into."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
from aiohttp import web
from telegram.error import NetworkError, TelegramError
from telegram.request import BaseRequest

from bot.delivery.direct import DirectRequest
from bot.delivery.outcome import Kind, Outcome
from bot.delivery.sender import TelegramSender, connect
from bot.delivery.transport import UNSTATED_RETRY, AiohttpRequest
from bot.models import ChatKind, ClaimedDelivery, Destination
from tests.fakes import CANARY_TOKEN, START
from tests.postgres import free_port

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Api:
    """A Bot API server that gives one answer to everything, and keeps what it was asked."""

    def __init__(self) -> None:
        self.handler: Handler = self.accept
        self.asked: list[tuple[str, dict[str, Any]]] = []

    async def __call__(self, request: web.Request) -> web.StreamResponse:
        self.asked.append((request.path, await request.json() if request.can_read_body else {}))
        return await self.handler(request)

    async def accept(self, _: web.Request) -> web.Response:
        return web.json_response({"ok": True, "result": {"message_id": 42}})

    def answers(self, status: int, body: Any, **headers: str) -> None:
        """From now on, this; a mapping or list is sent as JSON."""
        text = body if isinstance(body, str) else json.dumps(body)

        async def handler(_: web.Request) -> web.Response:
            return web.Response(status=status, text=text, headers=headers)

        self.handler = handler


@pytest.fixture
def api() -> Api:
    return Api()


@pytest.fixture
async def address(api: Api) -> AsyncIterator[str]:
    application = web.Application()
    application.router.add_route("*", "/{path:.*}", api.__call__)
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.01)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


@pytest.fixture(params=["direct", "aiohttp"])
async def transport(request: pytest.FixtureRequest, address: str) -> AsyncIterator[BaseRequest]:
    """Briefings leave by the one, answers to people by the other: they must say the same of whatever happens."""
    async with DirectRequest(address) if request.param == "direct" else AiohttpRequest() as opened:
        yield opened


@pytest.fixture
def sender(address: str, transport: BaseRequest) -> TelegramSender:
    return TelegramSender(connect(CANARY_TOKEN, address, transport))


def delivery(**more: Any) -> ClaimedDelivery:
    fields: dict[str, Any] = {
        "id": 1,
        "subscription_id": 2,
        "chat_id": 3,
        "destination": Destination(77),
        "kind": ChatKind.PRIVATE,
        "slot_at": START,
        "part": 1,
        "attempts": 1,
        "uncertain": 0,
        "silent": False,
        "html": "<b>Ş</b>",
        "plain": "Ş",
        "keyboard": "",
        "as_plain": False,
    }
    return ClaimedDelivery(**(fields | more))


def refusal(code: int, description: str, **parameters: int) -> dict[str, Any]:
    return {"ok": False, "error_code": code, "description": description, "parameters": parameters}


async def test_a_delivery_becomes_one_request(sender: TelegramSender, api: Api) -> None:
    assert await sender.send(delivery()) == Outcome(Kind.SENT, message_id=42)
    expected = {"chat_id": 77, "text": "<b>Ş</b>", "parse_mode": "HTML", "link_preview_options": {"is_disabled": True}}
    assert api.asked == [(f"/bot{CANARY_TOKEN}/sendMessage", expected)]


@pytest.mark.parametrize("number", [10**18 * 10, True, "42", None])
async def test_an_accepted_message_with_an_impossible_number_is_accepted(
    sender: TelegramSender, api: Api, number: object
) -> None:
    api.answers(200, {"ok": True, "result": {"message_id": number}})
    assert await sender.send(delivery()) == Outcome(Kind.SENT, message_id=None)


async def test_everything_that_a_delivery_may_ask_for(address: str, transport: BaseRequest, api: Api) -> None:
    paying = TelegramSender(connect(CANARY_TOKEN, address, transport), paid_broadcast=True)
    keyboard = {"inline_keyboard": [[{"text": "1", "callback_data": "read:1"}]]}
    wanted = delivery(
        destination=Destination(-100, 5), silent=True, as_plain=True, keyboard=json.dumps(keyboard), kind=ChatKind.GROUP
    )
    await paying.send(wanted)
    assert api.asked[0][1] == {
        "chat_id": -100,
        "message_thread_id": 5,
        "text": "Ş",
        "link_preview_options": {"is_disabled": True},
        "reply_markup": keyboard,
        "disable_notification": True,
        "allow_paid_broadcast": True,
    }


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (403, refusal(403, "Forbidden: bot was blocked by the user"), Kind.GONE),
        (400, refusal(400, "Bad Request: chat not found"), Kind.GONE),
        (400, refusal(400, "Bad Request: can't parse entities: Unclosed start tag at byte offset 0"), Kind.UNPARSABLE),
        (400, refusal(400, "Bad Request: message is too long"), Kind.REFUSED),
        (400, refusal(400, "Bad Request: group chat was upgraded", migrate_to_chat_id=-1001), Kind.MIGRATED),
        (401, refusal(401, "Unauthorized"), Kind.UNAUTHORIZED),
        (404, refusal(404, "Not Found"), Kind.UNAUTHORIZED),
        (409, refusal(409, "Conflict: terminated by other getUpdates request"), Kind.NOT_SENT),
        (421, refusal(421, "Misdirected Request: unallowed token specified"), Kind.NOT_SENT),
        (413, "<html>Request Entity Too Large</html>", Kind.NOT_SENT),
        (403, "<html>Your address is blocked by our firewall</html>", Kind.NOT_SENT),
        (404, "<html>nginx</html>", Kind.NOT_SENT),
        (400, "<html>Bad Request</html>", Kind.NOT_SENT),
        (401, '"no"', Kind.NOT_SENT),
        (500, refusal(500, "Internal Server Error: restart"), Kind.UNCERTAIN),
        (502, "<html>Bad Gateway</html>", Kind.UNCERTAIN),
        (200, "<html>Welcome to the hotel network</html>", Kind.UNCERTAIN),
        (200, "[]", Kind.UNCERTAIN),
        (200, '{"ok": true}', Kind.UNCERTAIN),
    ],
)
async def test_answers(sender: TelegramSender, api: Api, status: int, body: Any, expected: Kind) -> None:
    api.answers(status, body)
    outcome = await sender.send(delivery())
    assert outcome.kind is expected
    assert CANARY_TOKEN not in outcome.reason


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (400, refusal(400, "Bad Request: message text is empty"), True),
        (403, refusal(403, "Forbidden: bot was blocked by the user"), True),
        (429, refusal(429, "Too Many Requests: retry after 17", retry_after=17), True),
        (502, "<html>Bad Gateway</html>", False),
        (500, refusal(500, "Internal Server Error: restart"), False),
        (403, "<html>Your address is blocked by our firewall</html>", False),
        (200, "<html>Welcome to the hotel network</html>", False),
        (200, '{"ok": true}', False),
    ],
)
async def test_whether_telegram_answers_is_asked_without_a_message(
    sender: TelegramSender, api: Api, status: int, body: Any, expected: bool
) -> None:
    api.answers(status, body)
    assert await sender.answers(Destination(77)) is expected
    assert api.asked == [(f"/bot{CANARY_TOKEN}/sendMessage", {"chat_id": 77, "text": ""})]


async def test_a_migration_tells_the_new_id(sender: TelegramSender, api: Api) -> None:
    api.answers(400, refusal(400, "Bad Request: group chat was upgraded", migrate_to_chat_id=-1001))
    assert (await sender.send(delivery())).new_chat_id == -1001


@pytest.mark.parametrize(
    ("body", "headers", "seconds"),
    [
        (refusal(429, "Too Many Requests: retry after 17", retry_after=17), {}, 17),
        ("<html>slow down</html>", {"Retry-After": "9"}, 9),
        ("<html>slow down</html>", {"Retry-After": "Wed, 21 Oct 2026 07:28:00 GMT"}, UNSTATED_RETRY),
        ({}, {}, UNSTATED_RETRY),
        (refusal(429, "Too Many Requests", retry_after=0), {}, 1),
    ],
)
async def test_a_flood_says_how_long(
    sender: TelegramSender, api: Api, body: Any, headers: dict[str, str], seconds: int
) -> None:
    api.answers(429, body, **headers)
    outcome = await sender.send(delivery())
    assert (outcome.kind, outcome.retry_after) == (Kind.FLOOD, seconds)


@pytest.mark.parametrize("direct", [True, False])
async def test_nobody_there_means_surely_not_sent(direct: bool) -> None:
    nowhere = f"http://127.0.0.1:{free_port()}"
    async with DirectRequest(nowhere) if direct else AiohttpRequest() as transport:
        outcome = await TelegramSender(connect(CANARY_TOKEN, nowhere, transport)).send(delivery())
    assert outcome.kind is Kind.NOT_SENT
    assert CANARY_TOKEN not in outcome.reason


async def test_a_connection_that_breaks_after_the_request_is_uncertain(sender: TelegramSender, api: Api) -> None:
    async def cut(request: web.Request) -> web.Response:
        assert request.transport is not None
        request.transport.close()
        return web.Response()

    api.handler = cut
    outcome = await sender.send(delivery())
    assert outcome.kind is Kind.UNCERTAIN
    assert CANARY_TOKEN not in outcome.reason


async def test_an_answer_that_does_not_come_is_uncertain(address: str, transport: BaseRequest, api: Api) -> None:
    async def never(_: web.Request) -> web.Response:
        await asyncio.Event().wait()
        return web.Response()

    api.handler = never
    with pytest.raises(NetworkError, match="no answer"):
        await connect(CANARY_TOKEN, address, transport).send_message(77, "x", read_timeout=0.05)


@pytest.mark.parametrize("direct", [True, False])
async def test_a_closed_pool_sends_nothing(address: str, direct: bool) -> None:
    closed = DirectRequest(address) if direct else AiohttpRequest()
    sender = TelegramSender(connect(CANARY_TOKEN, address, closed))
    assert (await sender.send(delivery())).kind is Kind.NOT_SENT


async def test_who_counts_requests_is_told_of_each(address: str, api: Api) -> None:
    told: list[str] = []
    async with AiohttpRequest(on_send=told.append) as transport:
        await TelegramSender(connect(CANARY_TOKEN, address, transport)).send(delivery())
    assert told == ["sendMessage"]


@pytest.mark.parametrize("status", [301, 302, 307, 308])
async def test_redirects_are_not_followed(sender: TelegramSender, api: Api, status: int) -> None:
    api.answers(status, "", Location="/elsewhere")
    assert (await sender.send(delivery())).kind is Kind.NOT_SENT
    assert len(api.asked) == 1


@pytest.mark.parametrize("address", ["http://[broken", "ftp://localhost", "nothing"])
@pytest.mark.parametrize("direct", [True, False])
async def test_an_impossible_address_is_trouble_that_the_library_knows(address: str, direct: bool) -> None:
    async with DirectRequest(address) if direct else AiohttpRequest() as transport:
        with pytest.raises(TelegramError):
            await transport.do_request(f"{address}/bot1:A/getMe", "POST")
