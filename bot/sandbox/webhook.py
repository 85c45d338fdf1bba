"""Delivery of updates to a webhook: in order within a chat, retried until answered or too old."""

import asyncio
from typing import Any

import aiohttp
import orjson

from bot.sandbox.errors import RefusedError
from bot.sandbox.methods import METHODS
from bot.sandbox.params import Params
from bot.sandbox.state import State
from bot.sandbox.updates import Pending

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the header's name
MAX_BACKOFF = 60
MAX_RETRY_AFTER = 3600
TIMEOUT = aiohttp.ClientTimeout(total=60)


class Courier:
    """Carries pending updates to the webhook; one in flight a queue, `max_connections` in all."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._flights: dict[int, asyncio.Task[None]] = {}

    async def run(self) -> None:
        """Runs until cancelled."""
        async with aiohttp.ClientSession(timeout=TIMEOUT) as session:
            try:
                while True:
                    self._launch(session)
                    await self._state.updates.arrived.wait(None)
            finally:
                for flight in self._flights.values():
                    flight.cancel()
                await asyncio.gather(*self._flights.values(), return_exceptions=True)

    def _launch(self, session: aiohttp.ClientSession) -> None:
        hook = self._state.webhook
        if not hook.url:
            return
        for item in self._state.updates.pending():
            if len(self._flights) >= hook.max_connections:
                return
            if item.queue not in self._flights:
                self._flights[item.queue] = asyncio.create_task(self._carry(session, item, hook.url))

    async def _carry(self, session: aiohttp.ClientSession, item: Pending, url: str) -> None:
        """Try at once, at once again, then after 2, 4, 8 ... seconds on the sandbox's clock."""
        attempt = 0
        try:
            while self._state.webhook.url == url and item.expires > self._state.clock.now():
                delay = await self._attempt(session, item, url)
                if delay is None:
                    break
                attempt += 1
                if attempt > 1:
                    delay = max(delay, min(2 ** (attempt - 1), MAX_BACKOFF))
                await self._state.clock.wait_until(self._state.clock.now() + delay)
        finally:
            del self._flights[item.queue]
            self._state.updates.arrived.fire()

    async def _attempt(self, session: aiohttp.ClientSession, item: Pending, url: str) -> float | None:
        """None when delivered, else the seconds that the other side asked to wait."""
        hook = self._state.webhook
        headers = {"Content-Type": "application/json"}
        if hook.secret:
            headers[SECRET_HEADER] = hook.secret
        try:
            async with session.post(url, data=orjson.dumps(item.update), headers=headers) as answer:
                body = await answer.read()
                if 200 <= answer.status < 300:
                    self._state.updates.confirm(item.update_id)
                    self._call(body)
                    return None
                self._failed(f"Wrong response from the webhook: {answer.status} {answer.reason}")
                return _retry_after(answer.headers.get("Retry-After", ""))
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            self._failed(str(error) or type(error).__name__)
            return 0

    def _failed(self, reason: str) -> None:
        self._state.webhook.last_error = reason
        self._state.webhook.last_error_date = self._state.now()
        self._state.events.add("webhook_error", reason=reason)

    def _call(self, body: bytes) -> None:
        """A method in the webhook's answer is called; nobody learns what came of it."""
        try:
            call: Any = orjson.loads(body)
        except orjson.JSONDecodeError:
            return
        if not isinstance(call, dict):
            return
        method = METHODS.get(str(call.get("method", "")).lower())
        if method is None:
            return
        try:
            method(self._state, Params(call))
        except RefusedError as refusal:
            self._state.ledger.refuse(refusal.description)


def _retry_after(value: str) -> float:
    return min(float(value), MAX_RETRY_AFTER) if value.isdecimal() else 0
