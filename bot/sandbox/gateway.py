"""The Bot API over HTTP: reads the parameters, lets faults strike, answers as Telegram does."""

from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl

import orjson
from aiohttp import web

from bot.sandbox.errors import RefusedError
from bot.sandbox.faults import Fault
from bot.sandbox.methods import METHODS, SLOW
from bot.sandbox.params import Attachment, Params
from bot.sandbox.state import State
from bot.sandbox.world import Json

_JSON = {"Content-Type": "application/json"}


class Gateway:
    """Handles every path that starts with /bot."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._prefix = f"/bot{state.token}/"

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        path = request.path
        if not path.startswith(self._prefix):
            return _refusal(RefusedError(401, "Unauthorized"))
        name = path[len(self._prefix) :].lower()
        if name not in METHODS and name not in SLOW:
            return _refusal(RefusedError(404, "Not Found: method not found"))
        try:
            raw = await _read(request)
        except ValueError:
            return _refusal(RefusedError(400, "Bad Request: can't parse the request"))
        params = Params(raw)
        if self._state.faults:
            fault = self._state.faults.take(name, params.integer("chat_id") or None)
            if fault is not None:
                return await self._faulty(request, name, params, fault)
        return await self._call(name, params)

    async def _call(self, name: str, params: Params) -> web.Response:
        try:
            slow = SLOW.get(name)
            result = METHODS[name](self._state, params) if slow is None else await slow(self._state, params)
        except RefusedError as refusal:
            self._state.ledger.refuse(refusal.description)
            return _refusal(refusal)
        return web.Response(body=orjson.dumps({"ok": True, "result": result}), headers=_JSON)

    async def _faulty(self, request: web.BaseRequest, name: str, params: Params, fault: Fault) -> web.StreamResponse:
        self._state.events.add("fault", fault=fault.describe(), method=name)
        before = _struck_before(fault)
        if before is not None:
            self._state.ledger.refuse(f"fault: {fault.kind}")
            return before
        if fault.kind == "cut":
            return _cut(request)
        if fault.kind == "late_accept":
            await fault.delay()
            return await self._call(name, params)
        known = len(self._state.ledger)
        answer = await self._call(name, params)
        if fault.kind == "slow":
            await fault.delay()
            return answer
        if answer.status != HTTPStatus.OK:
            # Only what is accepted can lose its answer: the fault waits for the next call.
            fault.used -= 1
            return answer
        self._state.ledger.mark_lost(known)
        if fault.kind == "lost_answer":
            return _cut(request)
        status = fault.status if fault.kind == "status_after" else 200
        return web.Response(text=fault.answer, status=status, content_type="text/html")


def _struck_before(fault: Fault) -> web.Response | None:
    """The answer to a call that is not accepted."""
    if fault.kind == "status":
        return web.Response(text=fault.answer, status=fault.status, content_type="text/html")
    if fault.kind == "flood":
        wait = fault.retry_after
        return _refusal(RefusedError(429, f"Too Many Requests: retry after {wait}", {"retry_after": wait}))
    if fault.kind == "error":
        return _refusal(RefusedError(fault.status, fault.description, fault.parameters))
    return None


def _cut(request: web.BaseRequest) -> web.Response:
    """End the connection without a byte of answer."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


def _refusal(refusal: RefusedError) -> web.Response:
    body: Json = {"ok": False, "error_code": refusal.code, "description": refusal.description}
    headers = dict(_JSON)
    if refusal.parameters:
        body["parameters"] = refusal.parameters
        if "retry_after" in refusal.parameters:
            headers["Retry-After"] = str(refusal.parameters["retry_after"])
    return web.Response(body=orjson.dumps(body), status=refusal.code, headers=headers)


def _attachment(value: Any) -> Attachment | str:
    return Attachment(value.filename, value.file.read()) if isinstance(value, web.FileField) else "attached"


async def _read(request: web.BaseRequest) -> dict[str, Any]:
    """Query and body in one; the body wins. ValueError when it cannot be read."""
    raw: dict[str, Any] = dict(request.query) if request.query_string else {}
    if not request.can_read_body:
        return raw
    kind = request.content_type
    if kind == "application/json":
        body = await request.read()
        given = orjson.loads(body) if body else {}
        if not isinstance(given, dict):
            raise ValueError("the body is not an object")
        raw.update(given)
    elif kind == "application/x-www-form-urlencoded":
        raw.update(parse_qsl((await request.read()).decode(), keep_blank_values=True))
    elif kind.startswith("multipart/"):
        form = await request.post()
        raw.update({name: v if isinstance(v, str) else _attachment(v) for name, v in form.items()})
    return raw
