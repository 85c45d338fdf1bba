"""The sandbox as a server: one port for the Bot API, the control API and the chat page."""

import asyncio
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from aiohttp import web

from bot.sandbox.changes import reset
from bot.sandbox.clock import Clock
from bot.sandbox.control import Control
from bot.sandbox.events import EventLog
from bot.sandbox.faults import Faults
from bot.sandbox.flood import Flood
from bot.sandbox.gateway import Gateway
from bot.sandbox.ledger import Ledger
from bot.sandbox.state import State
from bot.sandbox.updates import UpdateQueue
from bot.sandbox.webhook import Courier
from bot.sandbox.world import World

BOT_ID = 777000001
BOT_NAME = "briefing_sandbox_bot"
SANDBOX_TOKEN = f"{BOT_ID}:SANDBOX-token-for-loopback-use-only"
PAGE = Path(__file__).resolve().parent / "page"
_YEAR_2026 = 1_767_225_600
LOOPBACK = ("127.0.0.1", "localhost", "::1")
_LOCAL = frozenset({"127.0.0.1", "localhost", "[::1]"})
_TYPES = {
    ".html": "text/html",
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".ico": "image/x-icon",
    ".woff2": "font/woff2",
}
_PAGE_HEADERS = {
    "Content-Security-Policy": "default-src 'self'; frame-ancestors 'none'; base-uri 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}


class Sandbox:
    """A Bot API stand-in on loopback; an async context manager, or `start` and `stop`."""

    def __init__(
        self,
        host: str = "127.0.0.1",
        port: int = 0,
        token: str = SANDBOX_TOKEN,
        *,
        demo: bool = True,
        limits: bool = True,
        ledger: bool = True,
    ) -> None:
        if host not in LOOPBACK:
            raise ValueError(f"the sandbox listens on loopback only, not on {host}")
        self.host, self.port, self.token = host, port, token
        self.state = _new_state(token, demo=demo, limits=limits, ledger=ledger)
        self._gateway = Gateway(self.state)
        self._control = Control(self.state)
        self._runner: web.ServerRunner | None = None
        self._courier: asyncio.Task[None] | None = None

    @property
    def url(self) -> str:
        """The address of the page and of the Bot API (BOT_API_URL)."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}"

    async def start(self) -> None:
        """Listen; `port` is then the real one."""
        server = web.Server(self._handle, access_log=None)
        # Not 0: aiohttp takes that for "wait until the last long poll ends by itself".
        self._runner = web.ServerRunner(server, shutdown_timeout=0.05)
        await self._runner.setup()
        site = web.TCPSite(self._runner, self.host, self.port)
        await site.start()
        self.port = self._runner.addresses[0][1]
        self._courier = asyncio.create_task(Courier(self.state).run())

    async def stop(self) -> None:
        if self._courier is not None:
            self._courier.cancel()
            await asyncio.gather(self._courier, return_exceptions=True)
        self.state.faults.clear()
        if self._runner is not None:
            await self._runner.cleanup()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.stop()

    async def _handle(self, request: web.BaseRequest) -> web.StreamResponse:
        if not self._is_local(request):
            return web.Response(status=403, text="this server is for loopback only")
        path = request.path
        if path.startswith("/bot"):
            return await self._gateway.handle(request)
        if path.startswith("/sandbox/"):
            return await self._control.handle(request)
        return _page(path)

    def _is_local(self, request: web.BaseRequest) -> bool:
        """Neither a foreign Host (DNS rebinding) nor a foreign Origin (another site's page)."""
        host = request.host
        name = host.rpartition(":")[0] if host[-1:].isdigit() and ":" in host else host
        if name not in _LOCAL and host not in _LOCAL:
            return False
        origin = request.headers.get("Origin")
        return origin is None or origin == f"http://{host}"


def _new_state(token: str, *, demo: bool, limits: bool, ledger: bool) -> State:
    bot_id = int(token.partition(":")[0])
    bot = {"id": bot_id, "is_bot": True, "first_name": "Briefing Sandbox", "username": BOT_NAME}
    clock = Clock()
    # Ten a second since 2026: a sandbox started later never repeats ids that a bot has already seen.
    first_update = int((time.time() - _YEAR_2026) * 10)
    updates = UpdateQueue(clock, first_update)
    state = State(
        token=token,
        demo=demo,
        world=World(bot),
        clock=clock,
        events=EventLog(),
        updates=updates,
        ledger=Ledger(enabled=ledger),
        faults=Faults(),
        flood=Flood(enabled=limits),
    )
    updates.webhook_active = lambda: bool(state.webhook.url)
    reset(state)
    return state


def _page(path: str) -> web.Response:
    """A file of the chat page and nothing outside of its folder."""
    name = "index.html" if path == "/" else path.removeprefix("/page/")
    file = (PAGE / name).resolve()
    kind = _TYPES.get(file.suffix)
    if kind is None or not file.is_relative_to(PAGE) or not file.is_file():
        return web.Response(status=404, text="not found")
    return web.Response(body=file.read_bytes(), content_type=kind, charset="utf-8", headers=_PAGE_HEADERS)
