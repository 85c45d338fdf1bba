"""A Bot API server for measuring senders: a process of its own that answers `sendMessage` and does nothing else.

It answers some fifty thousand requests a second, so that it is never what is measured. The answer is a whole message
with its text, as Telegram's is. `GET /seen` gives what it has counted, `GET /reset` begins anew.
"""

import argparse
import asyncio
import ssl
import sys
import time
from bisect import bisect_left
from collections import Counter

import orjson
import uvloop

TEXT = "A sentence that tells what happened, and where. " * 60
_ENTITIES = [{"type": "bold", "offset": 48 * number, "length": 12} for number in range(12)]
_FLOOD = orjson.dumps(
    {"ok": False, "error_code": 429, "description": "Too Many Requests: slow down", "parameters": {"retry_after": 1}}
)


class Book:
    """What has been accepted: when, and how often by chat. `limit` a second is refused like Telegram refuses it."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self.clear()

    def clear(self) -> None:
        """Forget everything."""
        self._instants: list[float] = []
        self._chats: Counter[bytes] = Counter()
        self._refused = 0

    def accept(self, chat: bytes, now: float) -> bool:
        """Note a message; False when there were too many within the last second."""
        if self._limit and len(self._instants) - bisect_left(self._instants, now - 1.0) >= self._limit:
            self._refused += 1
            return False
        self._instants.append(now)
        self._chats[chat] += 1
        return True

    @property
    def number(self) -> int:
        """How many messages were accepted."""
        return len(self._instants)

    def seen(self) -> dict[str, float]:
        """The figures: messages, chats, refusals, the fullest second, the span from first to last."""
        instants = self._instants
        fullest = max((place - bisect_left(instants, at - 1.0) + 1 for place, at in enumerate(instants)), default=0)
        return {
            "messages": len(instants),
            "chats": len(self._chats),
            "most_copies": max(self._chats.values(), default=0),
            "refused": self._refused,
            "fullest_second": fullest,
            "span": instants[-1] - instants[0] if instants else 0.0,
        }


class Answering(asyncio.Protocol):
    """One connection: requests with a Content-Length, one after the other."""

    def __init__(self, book: Book, latency: float) -> None:
        self._book = book
        self._latency = latency
        self._buffer = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the way back."""
        self._transport = transport  # type: ignore[assignment]

    def data_received(self, data: bytes) -> None:
        """Answer every request that is whole."""
        buffer = self._buffer + data if self._buffer else data
        while (end := buffer.find(b"\r\n\r\n")) >= 0:
            total = end + 4 + _length(buffer, end)
            if len(buffer) < total:
                break
            self._answer(buffer[:total], end + 4)
            buffer = buffer[total:]
        self._buffer = buffer

    def _answer(self, request: bytes, body_at: int) -> None:
        now = time.monotonic()
        if request.startswith(b"GET /seen "):
            self._write(_response(200, orjson.dumps(self._book.seen())))
        elif request.startswith(b"GET /reset "):
            self._book.clear()
            self._write(_response(200, b"{}"))
        elif b"/getMe " in request[:200]:
            self._write(_response(200, _ME))
        else:
            chat = _chat(request, body_at)
            accepted = self._book.accept(chat, now)
            answer = _message(self._book.number, chat) if accepted else _response(429, _FLOOD)
            if self._latency:
                asyncio.get_running_loop().call_later(self._latency, self._write, answer)
            else:
                self._write(answer)

    def _write(self, answer: bytes) -> None:
        if self._transport is not None and not self._transport.is_closing():
            self._transport.write(answer)


def _length(request: bytes, end: int) -> int:
    lower = request[:end].lower()
    at = lower.find(b"content-length:")
    return int(lower[at + 15 : end].split(b"\r\n", 1)[0]) if at >= 0 else 0


def _chat(request: bytes, body_at: int) -> bytes:
    """The chat's id, from JSON or from a form."""
    at = request.find(b"chat_id", body_at) + 7
    return request[at : at + 24].lstrip(b'":= ').split(b",", 1)[0].split(b"&", 1)[0].rstrip(b'" }')


def _response(status: int, body: bytes) -> bytes:
    head = b"HTTP/1.1 %d OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % (status, len(body))
    return head + body


_ME = orjson.dumps({"ok": True, "result": {"id": 1, "is_bot": True, "first_name": "Bot", "username": "bench_bot"}})
_TAIL = (
    b',"from":{"id":1,"is_bot":true,"first_name":"Bot","username":"bench_bot"},"date":1790000000,"text":'
    + orjson.dumps(TEXT)
    + b',"entities":'
    + orjson.dumps(_ENTITIES)
    + b"}}"
)


def _message(number: int, chat: bytes) -> bytes:
    return _response(
        200, b'{"ok":true,"result":{"message_id":%d,"chat":{"id":%b,"type":"private"}%b' % (number, chat, _TAIL)
    )


async def _serve(options: argparse.Namespace) -> None:
    context = None
    if options.certificate:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(options.certificate)
    book = Book(options.limit)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: Answering(book, options.latency), "127.0.0.1", 0, ssl=context, backlog=1024
    )
    scheme = "https" if context else "http"
    sys.stdout.write(f"{scheme}://127.0.0.1:{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await server.serve_forever()


def main() -> None:
    """Serve until terminated; the first line of standard output is the address."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--certificate", default="", help="a PEM file with key and certificate: TLS")
    parser.add_argument("--latency", type=float, default=0.0, help="seconds until each answer")
    parser.add_argument("--limit", type=int, default=0, help="messages a second before a 429")
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_serve(parser.parse_args()))


if __name__ == "__main__":
    main()
