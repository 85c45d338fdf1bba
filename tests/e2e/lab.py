"""A test's side of the sandbox: people who write and press, a clock to move, faults to order, a ledger to read."""

import http.client
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode, urlsplit

from bot.sandbox.server import BOT_ID, BOT_NAME

Json = dict[str, Any]
PATIENCE = 20.0
FOREVER = 10**15


@dataclass(frozen=True)
class Message:
    """A message as a chat shows it, and the number of the event that brought it."""

    body: Json
    version: int

    @property
    def id(self) -> int:
        """Its number in the chat."""
        number: int = self.body["message_id"]
        return number

    @property
    def text(self) -> str:
        """What it says, without formatting."""
        return str(self.body.get("text", ""))

    @property
    def buttons(self) -> list[list[Json]]:
        """Its inline keyboard."""
        rows: list[list[Json]] = self.body.get("reply_markup", {}).get("inline_keyboard", [])
        return rows

    @property
    def labels(self) -> list[str]:
        """What the buttons say, row by row."""
        return [button["text"] for row in self.buttons for button in row]


@dataclass(frozen=True)
class Pressed:
    """What a press did: the answer (toast), and the message it changed or brought."""

    answer: Json | None
    message: Message


class Lab:
    """The control API of one sandbox. Every wait has a deadline and says what it waited for."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._host = urlsplit(url).netloc

    def call(self, verb: str, path: str, body: Json | None = None, /, **query: object) -> Json:
        """One request to /sandbox/; AssertionError unless it is answered with 200."""
        line = http.client.HTTPConnection(self._host, timeout=90)
        try:
            address = f"/sandbox/{path}" + (f"?{urlencode(query)}" if query else "")
            line.request(verb, address, json.dumps(body or {}), {"Content-Type": "application/json"})
            response = line.getresponse()
            text = response.read()
        finally:
            line.close()
        assert response.status == 200, f"{verb} {path}: {response.status} {text.decode()}"
        answer: Json = json.loads(text)
        return answer

    def post(self, path: str, /, **body: object) -> Json:
        """POST with a JSON body."""
        return self.call("POST", path, body)

    def version(self) -> int:
        """The number of the newest event."""
        number: int = self.call("GET", "events", after=FOREVER)["version"]
        return number

    def events(self, after: int, what: str, seconds: float = PATIENCE) -> Iterator[Json]:
        """Events beyond `after` as they come; AssertionError naming `what` when none comes in time."""
        give_up = time.monotonic() + seconds
        seen: list[Json] = []
        while (left := give_up - time.monotonic()) > 0:
            page = self.call("GET", "events", after=after, wait=min(left, 10.0))
            assert not page["truncated"], "the sandbox has forgotten events"
            for event in page["events"]:
                after = event["version"]
                seen.append(event)
                yield event
        told = "\n".join(_short(event) for event in seen[-12:])
        raise AssertionError(f"{what}: not within {seconds:g} s; seen since:\n{told or 'nothing'}")

    def wait_for(self, after: int, wanted: Callable[[Json], bool], what: str, seconds: float = PATIENCE) -> Json:
        """The first wanted event beyond `after`."""
        return next(event for event in self.events(after, what, seconds) if wanted(event))

    def now(self) -> datetime:
        """The sandbox's time."""
        return datetime.fromisoformat(self.call("GET", "clock")["now"])

    def move_to(self, moment: datetime) -> None:
        """Set the sandbox's clock, which the bot follows."""
        self.post("clock", set=moment.isoformat())

    def advance(self, seconds: float) -> None:
        """Move the sandbox's clock forward."""
        self.post("clock", advance=seconds)

    def fault(self, kind: str, /, **rule: object) -> None:
        """Order a fault: which `method`, which `chat_id`, how many `times`."""
        self.post("faults", kind=kind, **rule)

    def ledger(self, chat_id: int, method: str = "sendMessage") -> list[Json]:
        """What was accepted for a chat, in order."""
        found: list[Json] = self.call("GET", "ledger", chat_id=chat_id, method=method, limit=100_000)["entries"]
        return found

    def person(self, number: int, name: str = "Reader", *, language: str = "en", started: bool = True) -> "Talk":
        """A new person in a private chat with the bot."""
        self.post("people", id=number, first_name=name, language_code=language, started=started)
        return Talk(self, number, number)

    def chat(self, kind: str, title: str, **more: object) -> Json:
        """A new group, supergroup or channel."""
        return self.post("chats", type=kind, title=title, **more)

    def raw_update(self, kind: str, body: Json, queue: int = 0) -> int:
        """Queue an update as it is."""
        number: int = self.post("updates", kind=kind, body=body, queue=queue)["update_id"]
        return number


@dataclass(frozen=True)
class Talk:
    """One person in one chat, and in one topic of it."""

    lab: Lab
    chat_id: int
    person: int
    thread: int | None = None

    def send(self, text: str, **more: object) -> Json:
        """Write without waiting; gives back {message, update_id}, and `after`, the event before it."""
        after = self.lab.version()
        typed = {"chat_id": self.chat_id, "from_id": self.person, "text": text, "thread_id": self.thread, **more}
        return {**self.lab.post("messages", **typed), "after": after}

    def say(self, text: str, seconds: float = PATIENCE) -> Message:
        """Write, and give back the bot's next message in this chat."""
        sent = self.send(text)
        return self.next_message(sent["after"], f"an answer to {text!r}", seconds)

    def next_message(self, after: int, what: str = "a message", seconds: float = PATIENCE) -> Message:
        """The bot's first message in this chat beyond the event `after`."""
        event = self.lab.wait_for(after, self._is_from_bot, f"{what} in {self.chat_id}", seconds)
        return Message(event["message"], event["version"])

    def next_edit(self, after: int, message_id: int, seconds: float = PATIENCE) -> Message:
        """The next version of a message of the bot."""
        event = self.lab.wait_for(
            after,
            lambda found: self._in_chat(found, "edit") and found["message"]["message_id"] == message_id,
            f"an edit of message {message_id} in {self.chat_id}",
            seconds,
        )
        return Message(event["message"], event["version"])

    def press(self, message: Message, label: str, *, by: int | None = None) -> Pressed:
        """Press the first button whose label holds `label`, and wait for what it does: an edit or a new message."""
        after, answer = self.tap(message, label, by=by)
        event = self.lab.wait_for(
            after,
            lambda found: self._is_from_bot(found) or self._in_chat(found, "edit"),
            f"what {label!r} does",
        )
        return Pressed(answer, Message(event["message"], event["version"]))

    def tap(self, message: Message, label: str, *, by: int | None = None) -> tuple[int, Json]:
        """Press a button and wait for its answer only: (the event before it, the answer)."""
        row, column = _place(message, label)
        after = self.lab.version()
        pressed = self.lab.post(
            "press",
            chat_id=self.chat_id,
            from_id=by or self.person,
            message_id=message.id,
            row=row,
            column=column,
            wait=PATIENCE,
        )
        assert pressed["answer"] is not None, f"the press of {label!r} was not answered"
        return after, pressed["answer"]

    def history(self) -> list[Json]:
        """Every message of the chat."""
        found: list[Json] = self.lab.call("GET", f"chats/{self.chat_id}/messages", limit=1000)["messages"]
        return found

    def in_thread(self, thread: int) -> "Talk":
        """The same person in a topic."""
        return Talk(self.lab, self.chat_id, self.person, thread)

    def _in_chat(self, event: Json, kind: str) -> bool:
        return event["kind"] == kind and event.get("chat_id") == self.chat_id

    def _is_from_bot(self, event: Json) -> bool:
        if not self._in_chat(event, "message"):
            return False
        body = event["message"]
        author = body.get("from") or body.get("sender_chat", {})
        return author.get("id") in (BOT_ID, self.chat_id if body["chat"]["type"] == "channel" else None)


def addressed(command: str) -> str:
    """`/read 3` as a group writes it: `/read@our_bot 3`."""
    name, space, rest = command.partition(" ")
    return f"{name}@{BOT_NAME}{space}{rest}"


def _place(message: Message, label: str) -> tuple[int, int]:
    """Where the button is: an equal label first, then one that holds it."""
    for fits in (str.__eq__, str.__contains__):
        for row, buttons in enumerate(message.buttons):
            for column, button in enumerate(buttons):
                if fits(button["text"], label):
                    return row, column
    raise AssertionError(f"no button {label!r}; there are {message.labels}")


def _short(event: Json) -> str:
    text = json.dumps(event, ensure_ascii=False)
    return text if len(text) <= 300 else text[:300] + "…"
