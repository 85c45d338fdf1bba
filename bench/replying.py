"""How long a person waits for the answer to a command while the bot, as it runs for an operator, sends a broadcast."""

import asyncio
import os
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path

import aiohttp
import orjson

from bench.broadcast import FIRST_ID, plan
from bench.setting import SAMPLES, TOKEN, database

COMMANDS = ("start", "headlines", "status", "help")
# So many people write, each this many seconds after the answer.
AT_ONCE = 4
BETWEEN = 0.1
PEOPLE = 50


async def reply_times(address: str, briefings: int) -> list[float]:
    """Seconds from a command's arrival to its reply, for as long as the broadcast lasts."""
    async with database() as (store, folder):
        await plan(store, briefings)
        async with _bot(address, folder), aiohttp.ClientSession() as session:
            times: list[float] = []
            numbers = count()

            async def talk() -> None:
                while (await _get(session, f"{address}/seen"))["messages"] - len(times) < briefings:
                    # People of their own: a chat that gets a briefing just now waits for its second.
                    number = next(numbers)
                    chat, command = FIRST_ID - 1 - number % PEOPLE, COMMANDS[number // PEOPLE % len(COMMANDS)]
                    times.append((await _get(session, f"{address}/say/{chat}/{command}"))["seconds"])
                    await asyncio.sleep(BETWEEN)

            await asyncio.gather(*(talk() for _ in range(AT_ONCE)))
            return times


async def _get(session: aiohttp.ClientSession, address: str) -> dict[str, float]:
    async with session.get(address, timeout=aiohttp.ClientTimeout(30)) as answer:
        found: dict[str, float] = orjson.loads(await answer.read())
        return found


@asynccontextmanager
async def _bot(address: str, folder: Path) -> AsyncIterator[Process]:
    """The running bot on this database, at the paid rate."""
    environment = {
        **{name: os.environ[name] for name in ("PATH", "HOME", "VIRTUAL_ENV") if name in os.environ},
        "BOT_TOKEN": TOKEN,
        "BOT_API_URL": address,
        "DATABASE_URL": f"sqlite+aiosqlite:///{folder}/bench.db",
        "SEEDS_DIR": str(SAMPLES),
        "LISTEN": "127.0.0.1:0",
        "PAID_BROADCAST": "true",
        "SEND_RATE": "1000",
        "LOG_FORMAT": "json",
        "LOG_LEVEL": "INFO",
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "run", env=environment, cwd=SAMPLES.parent, stderr=asyncio.subprocess.PIPE
    )
    reading = asyncio.create_task(_ready(process))
    try:
        await reading
        reading = asyncio.create_task(_drain(process))
        yield process
    finally:
        process.terminate()
        await process.wait()
        reading.cancel()


async def _ready(process: Process) -> None:
    while process.stderr is not None and b'"active"' not in (line := await process.stderr.readline()):
        if not line:
            raise RuntimeError("the bot ended before it was active")


async def _drain(process: Process) -> None:
    while process.stderr is not None and await process.stderr.readline():
        pass
