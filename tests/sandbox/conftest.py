"""A running sandbox and somebody who talks to both of its sides over HTTP."""

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from bot.sandbox import Sandbox

READER = 1002
GROUP = -4001
FORUM = -1004000000002
CHANNEL = -1004000000003


class Peer:
    """Calls the Bot API as a bot would and the control API as people do."""

    def __init__(self, sandbox: Sandbox, session: aiohttp.ClientSession) -> None:
        self.sandbox = sandbox
        self.session = session

    async def answer(self, method: str, /, **parameters: Any) -> tuple[int, dict[str, Any]]:
        url = f"{self.sandbox.url}/bot{self.sandbox.token}/{method}"
        async with self.session.post(url, json=parameters) as response:
            return response.status, await response.json()

    async def call(self, method: str, /, **parameters: Any) -> Any:
        status, body = await self.answer(method, **parameters)
        assert status == 200, body
        return body["result"]

    async def refused(self, method: str, /, **parameters: Any) -> str:
        status, body = await self.answer(method, **parameters)
        assert status == body["error_code"]
        assert body["ok"] is False
        return str(body["description"])

    async def control(self, method: str, path: str, /, **body: Any) -> Any:
        status, answer = await self.try_control(method, path, **body)
        assert status == 200, answer
        return answer

    async def try_control(self, method: str, path: str, /, **body: Any) -> tuple[int, Any]:
        url = f"{self.sandbox.url}/sandbox/{path}"
        async with self.session.request(method, url, json=body or None) as response:
            return response.status, await response.json()

    async def write(self, text: str, chat_id: int = READER, **more: Any) -> Any:
        """A person types; the message and its update id."""
        more.setdefault("from_id", READER)
        return await self.control("POST", "messages", chat_id=chat_id, text=text, **more)


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with Sandbox(limits=False) as running:
        yield running


@pytest.fixture
async def peer(sandbox: Sandbox) -> AsyncIterator[Peer]:
    async with aiohttp.ClientSession() as session:
        yield Peer(sandbox, session)


@pytest.fixture
async def started(peer: Peer) -> Peer:
    """A peer whose reader has started the bot."""
    typed = await peer.write("/start")
    await peer.call("getUpdates", offset=typed["update_id"] + 1)
    return peer
