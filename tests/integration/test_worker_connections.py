"""Connections of our own to a server that behaves as servers do: what is kept, what is closed, what is in doubt."""

import asyncio
import socket
import ssl
import subprocess
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from pathlib import Path

import pytest
from telegram.error import NetworkError, TimedOut

from bot.delivery import connections
from bot.delivery.connections import Connections, Origin
from bot.wire import SurelyNotSent
from tests.postgres import free_port

REQUEST = b"POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n"
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"
PATIENCE = 10.0

Script = Callable[["Line"], Awaitable[None]]


class Line:
    """A connection as the server has it."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    async def asked(self) -> None:
        """Wait for a request."""
        await self.reader.readuntil(b"\r\n\r\n")

    async def say(self, *pieces: bytes) -> None:
        """Write piece by piece."""
        for piece in pieces:
            self.writer.write(piece)
            await self.writer.drain()


class Server:
    """Runs one script for each connection, and counts them."""

    def __init__(self) -> None:
        self.script: Script = answering
        self.lines: list[Line] = []
        self.ended = asyncio.Event()

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        line = Line(reader, writer)
        self.lines.append(line)
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            await self.script(line)
        writer.close()
        self.ended.set()


async def turn() -> None:
    """Let the loop read what has come in."""
    await asyncio.sleep(0)


async def answering(line: Line) -> None:
    while True:
        await line.asked()
        await line.say(ANSWER)


@pytest.fixture
def script() -> Server:
    return Server()


@pytest.fixture
async def pool(script: Server) -> AsyncIterator[Connections]:
    server = await asyncio.start_server(script.__call__, "127.0.0.1", 0)
    opened = Connections(Origin("127.0.0.1", server.sockets[0].getsockname()[1]), 2)
    yield opened
    opened.close()
    server.close()
    for line in script.lines:
        line.writer.transport.abort()
    await server.wait_closed()


async def test_one_connection_serves_one_request_after_the_other(pool: Connections, script: Server) -> None:
    for _ in range(5):
        assert (await pool.ask(REQUEST, PATIENCE)).body == b"{}"
    assert len(script.lines) == 1


async def test_no_more_connections_than_allowed(pool: Connections, script: Server) -> None:
    await asyncio.gather(*(pool.ask(REQUEST, PATIENCE) for _ in range(20)))
    assert len(script.lines) == 2


async def test_an_answer_in_pieces(pool: Connections, script: Server) -> None:
    async def slowly(line: Line) -> None:
        await line.asked()
        await line.say(*(ANSWER[place : place + 1] for place in range(len(ANSWER))))

    script.script = slowly
    assert (await pool.ask(REQUEST, PATIENCE)).body == b"{}"


async def test_an_answer_that_lasts_until_the_connection_ends(pool: Connections, script: Server) -> None:
    async def once(line: Line) -> None:
        await line.asked()
        await line.say(b"HTTP/1.1 200 OK\r\n\r\n{", b"}")

    script.script = once
    for _ in range(2):
        assert (await pool.ask(REQUEST, PATIENCE)).body == b"{}"
    assert len(script.lines) == 2


async def test_a_connection_that_the_server_will_close_is_not_used_again(pool: Connections, script: Server) -> None:
    async def farewell(line: Line) -> None:
        await line.asked()
        await line.say(ANSWER.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
        await line.reader.read()

    script.script = farewell
    for _ in range(2):
        assert (await pool.ask(REQUEST, PATIENCE)).status == 200
    assert len(script.lines) == 2


async def test_a_connection_that_ended_while_idle_is_replaced(pool: Connections, script: Server) -> None:
    async def one_only(line: Line) -> None:
        await line.asked()
        await line.say(ANSWER)

    script.script = one_only
    for number in range(3):
        assert (await pool.ask(REQUEST, PATIENCE)).status == 200
        await script.ended.wait()
        script.ended.clear()
        while pool.idle:
            await turn()
        assert len(script.lines) == number + 1


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n{}",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n",
        b"SSH-2.0-OpenSSH_9.2\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n",
    ],
)
async def test_no_whole_answer_leaves_the_request_in_doubt(pool: Connections, script: Server, said: bytes) -> None:
    async def odd(line: Line) -> None:
        await line.asked()
        await line.say(said)

    script.script = odd
    with pytest.raises(NetworkError) as caught:
        await pool.ask(REQUEST, PATIENCE)
    assert not isinstance(caught.value, SurelyNotSent | TimedOut)
    script.script = answering
    assert (await pool.ask(REQUEST, PATIENCE)).status == 200


async def test_a_reset_leaves_the_request_in_doubt(pool: Connections, script: Server) -> None:
    async def reset(line: Line) -> None:
        await line.asked()
        line.writer.transport.abort()

    script.script = reset
    with pytest.raises(NetworkError):
        await pool.ask(REQUEST, PATIENCE)


async def test_silence_is_a_timeout_and_the_late_answer_is_nobody_elses(pool: Connections, script: Server) -> None:
    late = asyncio.Event()

    async def tardy(line: Line) -> None:
        await line.asked()
        await late.wait()
        await line.say(ANSWER.replace(b"{}", b"[]"))

    script.script = tardy
    with pytest.raises(TimedOut):
        await pool.ask(REQUEST, 0.02)
    script.script = answering
    late.set()
    assert (await pool.ask(REQUEST, PATIENCE)).body == b"{}"


async def test_one_who_gives_up_waiting_takes_the_connection_along(pool: Connections, script: Server) -> None:
    asked = asyncio.Event()

    async def silent(line: Line) -> None:
        await line.asked()
        asked.set()
        await line.reader.read()

    script.script = silent
    asking = asyncio.create_task(pool.ask(REQUEST, PATIENCE))
    await asked.wait()
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    await script.ended.wait()
    script.script = answering
    assert (await pool.ask(REQUEST, PATIENCE)).status == 200
    assert len(script.lines) == 2


async def test_words_that_nobody_asked_for_end_the_connection(pool: Connections, script: Server) -> None:
    async def talkative(line: Line) -> None:
        await line.asked()
        await line.say(ANSWER, ANSWER)
        await line.reader.read()

    script.script = talkative
    for _ in range(2):
        assert (await pool.ask(REQUEST, PATIENCE)).body == b"{}"
        await script.ended.wait()
        script.ended.clear()
    assert len(script.lines) == 2


async def test_idle_connections_are_closed(script: Server) -> None:
    server = await asyncio.start_server(script.__call__, "127.0.0.1", 0)
    pool = Connections(Origin("127.0.0.1", server.sockets[0].getsockname()[1]), 2, keepalive=0.01)
    await pool.ask(REQUEST, PATIENCE)
    await script.ended.wait()
    assert (pool.idle, len(script.lines)) == (0, 1)
    server.close()
    await server.wait_closed()


async def test_a_closed_pool_connects_to_nobody(pool: Connections, script: Server) -> None:
    pool.close()
    with pytest.raises(SurelyNotSent):
        await pool.ask(REQUEST, PATIENCE)
    assert script.lines == []


async def test_a_name_without_an_address_is_surely_not_sent() -> None:
    pool = Connections(Origin("nobody.invalid", 80), 1)
    with pytest.raises(SurelyNotSent):
        await pool.ask(REQUEST, PATIENCE)
    pool.close()


async def test_the_second_address_is_tried_when_the_first_is_dead(script: Server) -> None:
    """A name with an IPv6 address to which there is no way, as many hosts have it."""
    server = await asyncio.start_server(script.__call__, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    addresses = [(socket.AF_INET, "127.0.0.1", free_port()), (socket.AF_INET, "127.0.0.1", port)]

    async def resolved(_: Origin) -> list[connections.Address]:
        return addresses

    pool = Connections(Origin("localhost", port), 1, resolver=resolved)
    assert (await pool.ask(REQUEST, PATIENCE)).status == 200
    pool.close()
    server.close()
    script.lines[0].writer.transport.abort()
    await server.wait_closed()


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Key and certificate of `localhost` in one file."""
    folder = tmp_path_factory.mktemp("tls")
    command = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=localhost"
    names = ["-addext", "subjectAltName=DNS:localhost", "-keyout", folder / "key.pem", "-out", folder / "cert.pem"]
    try:
        subprocess.run([*command.split(), *names], check=True, capture_output=True)
    except FileNotFoundError:
        pytest.skip("openssl is not installed")
    whole = folder / "whole.pem"
    whole.write_bytes((folder / "key.pem").read_bytes() + (folder / "cert.pem").read_bytes())
    return whole


@pytest.fixture
async def tls_port(script: Server, certificate: Path) -> AsyncIterator[int]:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    server = await asyncio.start_server(script.__call__, "127.0.0.1", 0, ssl=context)
    yield server.sockets[0].getsockname()[1]
    server.close()
    for line in script.lines:
        line.writer.transport.abort()
    await server.wait_closed()


async def test_over_tls(tls_port: int, certificate: Path, script: Server) -> None:
    pool = Connections(Origin("localhost", tls_port, ssl.create_default_context(cafile=certificate)), 2)
    for _ in range(3):
        assert (await pool.ask(REQUEST, PATIENCE)).body == b"{}"
    assert len(script.lines) == 1
    pool.close()


async def test_a_certificate_that_is_not_trusted_sends_nothing(tls_port: int, script: Server) -> None:
    pool = Connections(Origin("localhost", tls_port, ssl.create_default_context()), 2)
    with pytest.raises(SurelyNotSent):
        await pool.ask(REQUEST, PATIENCE)
    pool.close()
