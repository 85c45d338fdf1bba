"""What the measurements share: a sandbox in its own process, databases in a temporary folder, made-up seeds."""

import asyncio
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import aiohttp

from bot.sandbox import SANDBOX_TOKEN
from bot.storage.engine import Store, open_store
from bot.storage.migrate import upgrade

TOKEN = SANDBOX_TOKEN
SAMPLES = Path(__file__).resolve().parent.parent / "seeds"


@asynccontextmanager
async def sandbox(*options: str) -> AsyncIterator[str]:
    """A sandbox as a process of its own, so that its work is not counted as the bot's; gives its address."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot.sandbox", "--port", "0", "--no-limits", *options, stdout=asyncio.subprocess.PIPE
    )
    try:
        line = await process.stdout.readline() if process.stdout else b""
        yield line.decode().strip()
    finally:
        process.terminate()
        await process.wait()


@asynccontextmanager
async def database() -> AsyncIterator[tuple[Store, Path]]:
    """An empty database at head in a temporary folder: (store, folder)."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite+aiosqlite:///{folder}/bench.db"
        await upgrade(url, datetime.now(UTC))
        store = await open_store(url)
        try:
            yield store, Path(folder)
        finally:
            await store.close()


async def control(address: str, path: str, **body: object) -> None:
    """One call of the sandbox's control API."""
    async with aiohttp.ClientSession() as session, session.post(f"{address}/sandbox/{path}", json=body) as answer:
        answer.raise_for_status()
