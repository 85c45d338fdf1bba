"""The bot, ended by kill -9 at a point of its work: `python -m tests.e2e.ended_at KIND NUMBER run`.

KIND is `before-commit`, `after-commit`, `before-request` or `after-answer`; NUMBER counts such points from 1. At these
points what is durable and what the world has seen can differ: every commit, every request to Telegram.
"""

import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from bot import cli
from bot.delivery.direct import DirectRequest
from bot.delivery.transport import AiohttpRequest
from bot.storage.engine import Store

POINTS = ("before-commit", "after-commit", "before-request", "after-answer")
# A poll is no point of its own: what it brings is written down by a commit.
METHODS = ("sendMessage", "editMessageText", "answerCallbackQuery")


def end_at(kind: str, number: int) -> None:
    """Make the process end at that point."""
    points = {each: count(1) for each in POINTS}

    def reached(point: str) -> None:
        if next(points[point]) == number and point == kind:
            os.kill(os.getpid(), signal.SIGKILL)

    _watch_commits(reached)
    for request in (DirectRequest, AiohttpRequest):
        _watch_requests(request, reached)


def _watch_commits(reached: Any) -> None:
    write = Store.write

    @asynccontextmanager
    async def watched(self: Store) -> AsyncIterator[AsyncConnection]:
        async with write(self) as connection:
            yield connection
            reached("before-commit")
        reached("after-commit")

    Store.write = watched  # type: ignore[method-assign]


def _watch_requests(request: Any, reached: Any) -> None:
    do_request = request.do_request

    async def watched(self: Any, url: str, *arguments: Any, **named: Any) -> Any:
        counted = url.rpartition("/")[2] in METHODS
        if counted:
            reached("before-request")
        answer = await do_request(self, url, *arguments, **named)
        if counted:
            reached("after-answer")
        return answer

    request.do_request = watched


if __name__ == "__main__":
    end_at(sys.argv[1], int(sys.argv[2]))
    del sys.argv[1:3]
    cli.main()
