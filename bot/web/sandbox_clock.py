"""Follows the clock of a sandbox, so that a person who moves it forward gets tomorrow's briefing today."""

import asyncio
from collections.abc import Callable
from datetime import timedelta

import aiohttp
import structlog

from bot.clock import SystemClock

# The sandbox holds a request this long when its clock does not move.
WAIT = 25
RETRY = 1.0

_log = structlog.get_logger(__name__)


async def follow(clock: SystemClock, url: str, moved: Callable[[], None]) -> None:
    """Keep `clock` at the sandbox's offset until cancelled; `moved` is called after each change.

    `url` is the sandbox's /sandbox/clock. The first answer is waited for by `synchronise`.
    """
    version = 0
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=WAIT + 10)) as session:
        while True:
            try:
                async with session.get(url, params={"after": version, "wait": WAIT}) as answer:
                    state = await answer.json()
                offset, version = timedelta(seconds=state["offset"]), state["version"]
            except (aiohttp.ClientError, TimeoutError, ValueError, KeyError) as error:
                _log.warning("sandbox_clock_unreachable", error=type(error).__name__)
                await asyncio.sleep(RETRY)
                continue
            if offset != clock.offset:
                clock.offset = offset
                moved()


async def synchronise(clock: SystemClock, url: str) -> None:
    """Take the sandbox's offset once, before anything asks for the time."""
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=10)) as session, session.get(url) as answer:
        state = await answer.json()
    clock.offset = timedelta(seconds=state["offset"])
