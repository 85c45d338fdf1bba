"""The small HTTP server on LISTEN: /healthz, /readyz, /metrics, and POST /webhook when webhooks are set."""

import hmac
import os
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from types import TracebackType

import orjson
from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST

from bot.errors import DatabaseUnavailable, SettingsError
from bot.web.metrics import Metrics

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the name of a header, not a secret
# Telegram's updates are a few kilobytes; anything near this is not from Telegram.
LARGEST_UPDATE = 1024 * 1024
# What both databases can hold.
LARGEST_NUMBER = 2**63 - 1

Readiness = Callable[[], Awaitable[dict[str, str]]]
Receive = Callable[[int, str], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where updates go when Telegram posts them: `receive(update_id, json)` returns once they are durable."""

    secret: str
    receive: Receive


class WebServer:
    """Serves until the context is left. `readiness` gives each thing that is not ready, with what is wrong."""

    def __init__(self, listen: str, *, readiness: Readiness, metrics: Metrics, webhook: Webhook | None = None) -> None:
        self._host, _, port = listen.rpartition(":")
        self._wanted = int(port)
        self._readiness = readiness
        self._metrics = metrics
        self._webhook = webhook
        self._runner: web.AppRunner | None = None
        self.port = self._wanted

    async def __aenter__(self) -> "WebServer":
        application = web.Application(client_max_size=LARGEST_UPDATE)
        application.router.add_get("/healthz", self._healthz)
        application.router.add_get("/readyz", self._readyz)
        application.router.add_get("/metrics", self._show_metrics)
        if self._webhook is not None:
            application.router.add_post("/webhook", self._post)
        self._runner = web.AppRunner(application, access_log=None, handle_signals=False)
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, self._host.strip("[]"), self._wanted).start()
        except OSError as error:
            await self._runner.cleanup()
            where, why = f"{self._host}:{self._wanted}", os.strerror(error.errno or 0).lower()
            raise SettingsError(f"LISTEN={where} cannot be used ({why}); choose another port") from error
        self.port = self._runner.addresses[0][1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    async def _healthz(self, _request: web.Request) -> web.Response:
        return web.json_response({"status": "ok"})

    async def _readyz(self, _request: web.Request) -> web.Response:
        missing = await self._readiness()
        status = {"status": "not ready" if missing else "ready", **missing}
        return web.json_response(status, status=503 if missing else 200)

    async def _show_metrics(self, _request: web.Request) -> web.Response:
        try:
            body = await self._metrics.render()
        except DatabaseUnavailable:
            return web.Response(status=503, text="the database cannot be used")
        return web.Response(body=body, headers={"Content-Type": CONTENT_TYPE_LATEST})

    async def _post(self, request: web.Request) -> web.Response:
        """An update from Telegram: refused without the secret, acknowledged only when it is durable."""
        webhook = self._webhook
        # A header may hold any byte; those that are no UTF-8 arrive as surrogates.
        given = request.headers.get(SECRET_HEADER, "").encode("utf-8", "surrogateescape")
        if webhook is None or not hmac.compare_digest(given, webhook.secret.encode()):
            return web.Response(status=403)
        body = await request.read()
        try:
            update_id = orjson.loads(body)["update_id"]
        except (ValueError, KeyError, TypeError):
            return web.Response(status=400)
        if type(update_id) is not int or abs(update_id) > LARGEST_NUMBER:
            return web.Response(status=400)
        try:
            await webhook.receive(update_id, body.decode("utf-8", "replace"))
        except DatabaseUnavailable:
            # Telegram posts it again until it is taken.
            return web.Response(status=503)
        return web.Response()
