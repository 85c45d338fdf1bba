"""A Bot API server for measuring senders: a process of its own that accepts messages and does little else.

It answers tens of thousands of requests a second, so that it is never what is measured. The answer is a whole message
with its text and buttons, as Telegram's is. `GET /seen` gives what it has counted, `GET /reset` begins anew, and
`GET /say/CHAT/COMMAND` is a person who writes to the bot: it is answered with the seconds until the bot's reply.
"""

import argparse
import asyncio
import os
import ssl
import sys
import time
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable
from contextlib import suppress

import orjson
import uvloop

Write = Callable[[bytes], None]

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


class People:
    """Who writes to the bot, and waits for its reply."""

    def __init__(self) -> None:
        self._updates: list[bytes] = []
        self._number = 0
        self._poll: Write | None = None
        self._waiting: dict[bytes, tuple[float, Write]] = {}

    def say(self, path: str, write: Write) -> None:
        """A command comes in; its answer is written once the bot has replied."""
        _, _, chat, command = path.split("/")
        self._number += 1
        self._waiting[chat.encode()] = (time.monotonic(), write)
        self._updates.append(orjson.dumps(_update(self._number, int(chat), f"/{command}")))
        if self._poll is not None:
            self.poll(self._poll)

    def poll(self, write: Write) -> None:
        """Hand out what has come in, or keep the poll open until something does."""
        if not self._updates:
            self._poll = write
            return
        self._poll = None
        write(_response(200, b'{"ok":true,"result":[' + b",".join(self._updates) + b"]}"))
        self._updates.clear()

    def replied(self, chat: bytes, now: float) -> None:
        """The bot has written to this chat."""
        if self._waiting and (waiting := self._waiting.pop(chat, None)):
            waiting[1](_response(200, orjson.dumps({"seconds": now - waiting[0]})))


def _update(number: int, chat: int, command: str) -> dict[str, object]:
    person = {"id": chat, "is_bot": False, "first_name": "Reader", "language_code": "en"}
    message = {
        "message_id": number,
        "date": int(time.time()),
        "chat": {"id": chat, "type": "private", "first_name": "Reader"},
        "from": person,
        "text": command,
        "entities": [{"type": "bot_command", "offset": 0, "length": len(command)}],
    }
    return {"update_id": number, "message": message}


class Answering(asyncio.Protocol):
    """One connection: requests with a Content-Length, one after the other."""

    def __init__(self, book: Book, people: People, latency: float) -> None:
        self._book = book
        self._people = people
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
        # Method names count without case (Bot API, "Making requests").
        method = request[: request.find(b" HTTP/")].rpartition(b"/")[2].partition(b"?")[0].lower()
        if method in (b"sendmessage", b"editmessagetext"):
            self._accept(request, body_at)
        elif method == b"getupdates":
            self._people.poll(self._write)
        elif request.startswith(b"GET /say/"):
            self._people.say(request[4 : request.find(b" HTTP/")].decode(), self._write)
        elif method == b"seen":
            self._write(_response(200, orjson.dumps(self._book.seen())))
        elif method == b"reset":
            self._book.clear()
            self._write(_response(200, b"{}"))
        else:
            self._write(_response(200, _OTHERS.get(method, b'{"ok":true,"result":true}')))

    def _accept(self, request: bytes, body_at: int) -> None:
        now, chat = time.monotonic(), _chat(request, body_at)
        accepted = self._book.accept(chat, now)
        answer = _message(self._book.number, chat) if accepted else _response(429, _FLOOD)
        if self._latency:
            asyncio.get_running_loop().call_later(self._latency, self._write, answer)
        else:
            self._write(answer)
        self._people.replied(chat, now)

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


_OTHERS = {
    method: orjson.dumps({"ok": True, "result": result})
    for method, result in {
        b"getme": {"id": 1, "is_bot": True, "first_name": "Bot", "username": "bench_bot"},
        b"getmycommands": [],
        b"getmyname": {"name": "Bot"},
        b"getmydescription": {"description": ""},
        b"getmyshortdescription": {"short_description": ""},
        b"getwebhookinfo": {"url": "", "has_custom_certificate": False, "pending_update_count": 0},
    }.items()
}
_BUTTONS = [[{"text": str(number), "callback_data": f"1A:{number}"} for number in range(1, 7)]]
_TAIL = (
    b',"from":{"id":1,"is_bot":true,"first_name":"Bot","username":"bench_bot"},"date":1790000000,"text":'
    + orjson.dumps(TEXT)
    + b',"entities":'
    + orjson.dumps(_ENTITIES)
    + b',"reply_markup":'
    + orjson.dumps({"inline_keyboard": _BUTTONS})
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
    book, people = Book(options.limit), People()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: Answering(book, people, options.latency), "127.0.0.1", 0, ssl=context, backlog=1024
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
    # What arrives is counted by the millisecond, also on a busy machine.
    with suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, 0, -10)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_serve(parser.parse_args()))


if __name__ == "__main__":
    main()
