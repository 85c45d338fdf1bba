"""The HTTP server: health, readiness, metrics, and a webhook that only Telegram can use."""

import asyncio
import io
from collections.abc import AsyncIterator

import aiohttp
import pytest

from bot.errors import DatabaseUnavailable, SettingsError
from bot.models import Figures
from bot.web.metrics import Metrics
from bot.web.server import LARGEST_UPDATE, SECRET_HEADER, Webhook, WebServer
from tests.fakes import START, FakeClock

SECRET = "right_secret-0123456789"
UPDATE = b'{"update_id": 7, "message": {"text": "\xc5\x9f"}}'


class Bot:
    """What the server asks and tells."""

    def __init__(self) -> None:
        self.missing: dict[str, str] = {}
        self.received: list[tuple[int, str]] = []
        self.available = True

    async def readiness(self) -> dict[str, str]:
        return self.missing

    async def receive(self, update_id: int, payload: str) -> None:
        await self.figures()
        self.received.append((update_id, payload))

    async def figures(self) -> Figures:
        if not self.available:
            raise DatabaseUnavailable("gone")
        return Figures(
            articles=12, chats=3, subscriptions=2, deliveries={"sent": 5, "dead": 1}, planned=4, oldest_planned=START
        )


@pytest.fixture
def bot() -> Bot:
    return Bot()


@pytest.fixture
async def http(bot: Bot) -> AsyncIterator[aiohttp.ClientSession]:
    """A client of a running server."""
    clock = FakeClock()
    clock.advance(90)
    server = WebServer(
        "127.0.0.1:0",
        readiness=bot.readiness,
        metrics=Metrics(bot.figures, clock.now),
        webhook=Webhook(SECRET, bot.receive),
    )
    async with server, aiohttp.ClientSession(f"http://127.0.0.1:{server.port}") as session:
        yield session


async def post(http: aiohttp.ClientSession, body: bytes | io.BytesIO, secret: str | None = SECRET) -> int:
    headers = {} if secret is None else {SECRET_HEADER: secret}
    async with http.post("/webhook", data=body, headers=headers) as answer:
        return answer.status


async def test_alive_whatever_is_missing(http: aiohttp.ClientSession, bot: Bot) -> None:
    bot.missing = {"database": "gone"}
    async with http.get("/healthz") as answer:
        assert (answer.status, await answer.json()) == (200, {"status": "ok"})


async def test_ready_only_when_nothing_is_missing(http: aiohttp.ClientSession, bot: Bot) -> None:
    async with http.get("/readyz") as answer:
        assert (answer.status, await answer.json()) == (200, {"status": "ready"})
    bot.missing = {"database": "gone", "telegram": "silent"}
    async with http.get("/readyz") as answer:
        assert answer.status == 503
        assert await answer.json() == {"status": "not ready", **bot.missing}


async def test_metrics_are_the_figures_of_now(http: aiohttp.ClientSession, bot: Bot) -> None:
    async with http.get("/metrics") as answer:
        told = await answer.text()
        assert answer.headers["Content-Type"].startswith("text/plain")
    for line in (
        "briefing_articles 12.0",
        "briefing_subscriptions 2.0",
        'briefing_deliveries{state="sent"} 5.0',
        'briefing_deliveries{state="expired"} 0.0',
        "briefing_lateness_seconds 90.0",
    ):
        assert line in told
    bot.available = False
    async with http.get("/metrics") as answer:
        assert answer.status == 503


async def test_an_update_is_acknowledged_once_it_is_durable(http: aiohttp.ClientSession, bot: Bot) -> None:
    assert await post(http, UPDATE) == 200
    assert bot.received == [(7, UPDATE.decode())]


async def test_an_update_that_cannot_be_kept_is_not_acknowledged(http: aiohttp.ClientSession, bot: Bot) -> None:
    bot.available = False
    assert await post(http, UPDATE) == 503


@pytest.mark.parametrize("secret", [None, "", "wrong", SECRET[:-1], SECRET + "x", SECRET.upper(), "şifre"])
async def test_without_the_secret_nothing_is_taken(http: aiohttp.ClientSession, bot: Bot, secret: str | None) -> None:
    assert await post(http, UPDATE, secret) == 403
    assert bot.received == []


async def test_bytes_that_are_no_text_are_no_secret(http: aiohttp.ClientSession, bot: Bot) -> None:
    assert http._base_url is not None
    reader, writer = await asyncio.open_connection("127.0.0.1", http._base_url.port)
    head = f"POST /webhook HTTP/1.1\r\nHost: x\r\nContent-Length: {len(UPDATE)}\r\nConnection: close\r\n"
    writer.write(head.encode() + SECRET_HEADER.encode() + b": \xff\xfe\r\n\r\n" + UPDATE)
    status = await reader.readline()
    await reader.read()
    writer.close()
    await writer.wait_closed()
    assert b" 403 " in status
    assert bot.received == []


async def test_a_body_far_larger_than_any_update_is_refused(http: aiohttp.ClientSession, bot: Bot) -> None:
    large = UPDATE + b" " * (2 * LARGEST_UPDATE)
    assert await post(http, io.BytesIO(large)) == 413
    assert await post(http, io.BytesIO(large), "wrong") == 403
    assert bot.received == []


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"null",
        b"[1]",
        b'"text"',
        b"{}",
        b'{"update_id": "7"}',
        b'{"update_id": null}',
        b'{"update_id": true}',
        b'{"update_id": 7.5}',
        b'{"update_id": 9223372036854775808}',
        b'{"update_id": -9223372036854775809}',
        b"\xff\xfe",
        b"[" * 100_000,
    ],
)
async def test_what_is_no_update_is_refused(http: aiohttp.ClientSession, bot: Bot, body: bytes) -> None:
    assert await post(http, body) == 400
    assert bot.received == []


async def test_there_is_no_webhook_unless_it_is_set(bot: Bot) -> None:
    metrics = Metrics(bot.figures, FakeClock().now)
    server = WebServer("127.0.0.1:0", readiness=bot.readiness, metrics=metrics)
    async with server, aiohttp.ClientSession(f"http://127.0.0.1:{server.port}") as http:
        assert await post(http, UPDATE) == 404


async def test_a_port_that_is_taken_is_told_in_one_line(bot: Bot) -> None:
    metrics = Metrics(bot.figures, FakeClock().now)
    async with WebServer("127.0.0.1:0", readiness=bot.readiness, metrics=metrics) as first:
        second = WebServer(f"127.0.0.1:{first.port}", readiness=bot.readiness, metrics=metrics)
        with pytest.raises(SettingsError, match="cannot be used"):
            await second.__aenter__()
