"""The control API under /sandbox/: what the chat page and the tests use. JSON in, JSON out."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import fields
from datetime import datetime
from itertools import islice
from typing import Any

import orjson
from aiohttp import web

from bot.sandbox import changes, people
from bot.sandbox.errors import ControlError
from bot.sandbox.profile_methods import describe_bot, describe_commands
from bot.sandbox.state import State
from bot.sandbox.world import Json

MAX_WAIT = 60.0
KEEP_ALIVE = 15.0
PAGE_OF_MESSAGES = 50
SHOWN = 500
PAGE_OF_LEDGER = 1000

Route = Callable[["Control", web.BaseRequest, list[str]], Awaitable[Any]]


class Control:
    """Handlers by HTTP method and the first word of the path; the rest of the path is their argument."""

    def __init__(self, state: State) -> None:
        self.state = state

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        first, *rest = request.path.removeprefix("/sandbox/").split("/")
        pattern = "/".join([first, *(part if part.isalpha() else "*" for part in rest)])
        route = ROUTES.get((request.method, pattern))
        try:
            if route is None:
                raise ControlError(f"no {request.method} {request.path}", 404)
            result = await route(self, request, rest)
        except ControlError as error:
            return _json({"error": str(error)}, error.status)
        except (ValueError, TypeError, KeyError, IndexError) as error:
            return _json({"error": f"cannot use that: {error}"}, 400)
        return result if isinstance(result, web.StreamResponse) else _json(result)

    async def get_state(self, request: web.BaseRequest, rest: list[str]) -> Json:
        state = self.state
        private = state.world.chats
        return {
            "bot": describe_bot(state),
            "commands": describe_commands(state),
            **state.clock.describe(),
            "people": [
                {
                    **person.json(),
                    "is_admin": person.is_admin,
                    "deactivated": person.deactivated,
                    "blocked": private[person.id].bot_status == "kicked",
                }
                for person in islice(state.world.people.values(), SHOWN)
            ],
            "chats": [chat.describe() for chat in islice(state.world.chats.values(), SHOWN)],
            "hidden": max(len(state.world.chats) - SHOWN, 0),
            "limits": state.flood.enabled,
            "webhook": state.webhook.url,
            "faults": state.faults.describe(),
            "version": state.events.version,
        }

    async def get_events(self, request: web.BaseRequest, rest: list[str]) -> Json:
        after = int(request.query.get("after", 0))
        await self.state.events.wait(after, _wait(request))
        events, truncated = self.state.events.since(after)
        return {"version": self.state.events.version, "events": events, "truncated": truncated}

    async def stream(self, request: web.BaseRequest, rest: list[str]) -> web.StreamResponse:
        after = int(request.headers.get("Last-Event-ID") or request.query.get("after", "0"))
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"})
        await response.prepare(request)
        await response.write(b": hello\n\n")
        try:
            while True:
                events, truncated = self.state.events.since(after)
                if truncated:
                    await response.write(b'data: {"kind":"reset"}\n\n')
                for event in events:
                    await response.write(b"id: %d\ndata: %b\n\n" % (event["version"], orjson.dumps(event)))
                    after = event["version"]
                if not await self.state.events.happened.wait(KEEP_ALIVE):
                    await response.write(b": still here\n\n")
        except ConnectionError:
            return response

    async def get_clock(self, request: web.BaseRequest, rest: list[str]) -> Json:
        if "after" in request.query:
            await self.state.clock.wait_for_move(int(request.query["after"]), _wait(request, 25.0))
        return self.state.clock.describe()

    async def move_clock(self, request: web.BaseRequest, rest: list[str]) -> Json:
        body = await _body(request)
        if "set" in body:
            moment = datetime.fromisoformat(str(body["set"]))
            if moment.tzinfo is None:
                raise ControlError("set needs a time zone, for example 2026-11-23T07:30:00+00:00")
            self.state.clock.set(moment)
        else:
            self.state.clock.advance(float(body["advance"]))
        described = self.state.clock.describe()
        self.state.events.add("clock", now=described["now"], offset=described["offset"])
        self.state.updates.arrived.fire()
        return described

    async def get_messages(self, request: web.BaseRequest, rest: list[str]) -> Json:
        chat = people.chat_of(self.state, int(rest[0]))
        before = int(request.query.get("before", 0))
        limit = min(int(request.query.get("limit", PAGE_OF_MESSAGES)), 1000)
        found = [m for number, m in chat.messages.items() if not before or number < before]
        chat.unread = 0
        shown = found[-limit:] if limit > 0 else []
        return {"messages": [_with_bell(message, chat.silent) for message in shown]}

    async def write(self, request: web.BaseRequest, rest: list[str]) -> Json:
        body = await _body(request)
        known = {field.name for field in fields(people.Typed)}
        if unknown := set(body) - known:
            raise ControlError(f"unknown field {sorted(unknown)[0]!r}")
        message, update_id = people.write(self.state, people.Typed(**body))
        return {"message": message, "update_id": update_id}

    async def edit(self, request: web.BaseRequest, rest: list[str]) -> Json:
        body = await _body(request)
        message, update_id = people.edit(self.state, body["chat_id"], body["message_id"], str(body["text"]))
        return {"message": message, "update_id": update_id}

    async def press(self, request: web.BaseRequest, rest: list[str]) -> Json:
        body = await _body(request)
        waiting, button, update_id = people.press(self.state, body)
        deadline = asyncio.get_running_loop().time() + min(float(body.get("wait", 0)), MAX_WAIT)
        while waiting is not None and waiting.answer is None:
            left = deadline - asyncio.get_running_loop().time()
            if left <= 0 or not await self.state.events.happened.wait(left):
                break
        answer = waiting.answer if waiting else None
        query_id = waiting.id if waiting else None
        return {"query_id": query_id, "update_id": update_id, "button": button, "answer": answer}

    async def raw_update(self, request: web.BaseRequest, rest: list[str]) -> Json:
        """Queue an update as it is: {"kind", "body", "queue"?}."""
        body = await _body(request)
        update_id = self.state.updates.add(str(body["kind"]), body["body"], int(body.get("queue", 0)))
        return {"update_id": update_id}

    async def add_person(self, request: web.BaseRequest, rest: list[str]) -> Json:
        return changes.add_person(self.state, await _body(request)).json()

    async def add_many(self, request: web.BaseRequest, rest: list[str]) -> Json:
        body = await _body(request)
        started = bool(body.get("started", True))
        changes.add_many(self.state, int(body["people"]), int(body.get("start_id", 10_000)), started=started)
        return {"people": len(self.state.world.people)}

    async def add_chat(self, request: web.BaseRequest, rest: list[str]) -> Json:
        return changes.add_chat(self.state, await _body(request)).describe()

    async def get_chat(self, request: web.BaseRequest, rest: list[str]) -> Json:
        return people.chat_of(self.state, int(rest[0])).describe()

    async def change_chat(self, request: web.BaseRequest, rest: list[str]) -> Json:
        return changes.change_chat(self.state, int(rest[0]), await _body(request)).describe()

    async def add_topic(self, request: web.BaseRequest, rest: list[str]) -> Json:
        body = await _body(request)
        topic = changes.new_topic(self.state, int(rest[0]), body.get("name"))
        return {"thread_id": topic.thread_id, "name": topic.name, "closed": topic.closed}

    async def change_topic(self, request: web.BaseRequest, rest: list[str]) -> Json:
        body = await _body(request)
        thread_id = int(rest[2]) if len(rest) > 2 else int(body["thread_id"])
        changes.change_topic(self.state, int(rest[0]), thread_id, body)
        return people.chat_of(self.state, int(rest[0])).describe()

    async def set_member(self, request: web.BaseRequest, rest: list[str]) -> Json:
        return changes.set_member(self.state, await _body(request)).describe()

    async def block(self, request: web.BaseRequest, rest: list[str]) -> Json:
        body = await _body(request)
        person = people.person_of(self.state, body.get("user_id"))
        chat = people.chat_of(self.state, person.id)
        people.set_blocked(self.state, chat, person, blocked=bool(body.get("blocked", True)))
        return chat.describe()

    async def deactivate(self, request: web.BaseRequest, rest: list[str]) -> Json:
        body = await _body(request)
        deactivated = bool(body.get("deactivated", True))
        changes.deactivate(self.state, body.get("user_id"), deactivated=deactivated)
        return {"deactivated": deactivated}

    async def migrate(self, request: web.BaseRequest, rest: list[str]) -> Json:
        body = await _body(request)
        return changes.migrate(self.state, body.get("chat_id"), silent=bool(body.get("silent"))).describe()

    async def get_faults(self, request: web.BaseRequest, rest: list[str]) -> Json:
        return {"faults": self.state.faults.describe()}

    async def add_fault(self, request: web.BaseRequest, rest: list[str]) -> Json:
        return self.state.faults.add(await _body(request)).describe()

    async def clear_faults(self, request: web.BaseRequest, rest: list[str]) -> Json:
        self.state.faults.clear()
        return {"faults": []}

    async def get_ledger(self, request: web.BaseRequest, rest: list[str]) -> Json:
        query = request.query
        chat_id = int(query["chat_id"]) if "chat_id" in query else None
        limit = int(query.get("limit", PAGE_OF_LEDGER))
        found = self.state.ledger.entries(query.get("method"), chat_id, int(query.get("after", 0)), limit)
        return {"entries": [entry.describe() for entry in found], "total": len(self.state.ledger)}

    async def summary(self, request: web.BaseRequest, rest: list[str]) -> Json:
        return self.state.ledger.summary()

    async def clear_ledger(self, request: web.BaseRequest, rest: list[str]) -> Json:
        self.state.ledger.clear()
        return {"total": 0}

    async def limits(self, request: web.BaseRequest, rest: list[str]) -> Json:
        body = await _body(request)
        self.state.flood.enabled = bool(body.get("enabled", True))
        self.state.flood.clear()
        self.state.events.add("limits", enabled=self.state.flood.enabled)
        return {"limits": self.state.flood.enabled}

    async def reset(self, request: web.BaseRequest, rest: list[str]) -> Json:
        changes.reset(self.state)
        return {"version": self.state.events.version}


async def _file(control: Control, _request: web.BaseRequest, rest: list[str]) -> web.Response:
    content = control.state.files.get(rest[0])
    if content is None:
        raise ControlError("this file is not kept any more", 404)
    # Never shown by the browser itself: a bot may send a page with scripts.
    headers = {"Content-Disposition": "attachment", "X-Content-Type-Options": "nosniff"}
    return web.Response(body=content, content_type="application/octet-stream", headers=headers)


ROUTES: dict[tuple[str, str], Route] = {
    ("GET", "state"): Control.get_state,
    ("GET", "events"): Control.get_events,
    ("GET", "stream"): Control.stream,
    ("GET", "clock"): Control.get_clock,
    ("POST", "clock"): Control.move_clock,
    ("GET", "chats/*/messages"): Control.get_messages,
    ("GET", "files/*"): _file,
    ("POST", "messages"): Control.write,
    ("POST", "edits"): Control.edit,
    ("POST", "press"): Control.press,
    ("POST", "updates"): Control.raw_update,
    ("POST", "people"): Control.add_person,
    ("POST", "bulk"): Control.add_many,
    ("POST", "chats"): Control.add_chat,
    ("GET", "chats/*"): Control.get_chat,
    ("PATCH", "chats/*"): Control.change_chat,
    ("POST", "chats/*/topics"): Control.add_topic,
    ("PATCH", "chats/*/topics"): Control.change_topic,
    ("PATCH", "chats/*/topics/*"): Control.change_topic,
    ("POST", "members"): Control.set_member,
    ("POST", "block"): Control.block,
    ("POST", "deactivate"): Control.deactivate,
    ("POST", "migrate"): Control.migrate,
    ("GET", "faults"): Control.get_faults,
    ("POST", "faults"): Control.add_fault,
    ("DELETE", "faults"): Control.clear_faults,
    ("GET", "ledger"): Control.get_ledger,
    ("GET", "ledger/summary"): Control.summary,
    ("DELETE", "ledger"): Control.clear_ledger,
    ("POST", "limits"): Control.limits,
    ("POST", "reset"): Control.reset,
}


def _json(value: Any, status: int = 200) -> web.Response:
    return web.Response(body=orjson.dumps(value), status=status, content_type="application/json")


def _with_bell(message: Json, silent: set[int]) -> Json:
    return {**message, "disable_notification": True} if message["message_id"] in silent else message


def _wait(request: web.BaseRequest, default: float = 0.0) -> float:
    return min(max(float(request.query.get("wait", default)), 0.0), MAX_WAIT)


async def _body(request: web.BaseRequest) -> Json:
    raw = await request.read()
    try:
        body = orjson.loads(raw) if raw else {}
    except orjson.JSONDecodeError:
        raise ControlError("the body is not JSON") from None
    if not isinstance(body, dict):
        raise ControlError("the body must be a JSON object")
    return body
