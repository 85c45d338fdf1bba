"""Memory at rest: the running bot with its library loaded, against a process that has only imported the libraries."""

import asyncio
import os
import sys
import tempfile
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import aiohttp

from bench.figures import Figure
from bench.setting import SAMPLES, TOKEN, sandbox

LIBRARIES = "telegram.ext, sqlalchemy.ext.asyncio, aiohttp, apscheduler, babel.dates"
IMPORTS = f"import {LIBRARIES}; print('ready', flush=True); input()"


async def measure() -> AsyncIterator[Figure]:
    """Start both, wait until they are ready, and read their resident memory."""
    bare = await _bare()
    async with sandbox() as address:
        with tempfile.TemporaryDirectory() as folder:
            ours = await _bot(address, Path(folder))
    yield Figure("memory of the libraries alone", bare, "MB")
    yield Figure("memory of the bot at rest", ours, "MB", "the libraries alone", ours / bare)


async def _bare() -> float:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", IMPORTS, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
    )
    try:
        if process.stdout is not None:
            await process.stdout.readline()
        return _resident(process.pid)
    finally:
        await _end(process)


async def _bot(address: str, folder: Path) -> float:
    environment = {
        **_basics(os.environ),
        "BOT_TOKEN": TOKEN,
        "BOT_API_URL": address,
        "DATABASE_URL": f"sqlite+aiosqlite:///{folder}/rest.db",
        "SEEDS_DIR": str(SAMPLES),
        "LISTEN": "127.0.0.1:0",
        "LOG_FORMAT": "json",
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "run", env=environment, cwd=SAMPLES.parent, stderr=asyncio.subprocess.PIPE
    )
    try:
        while process.stderr is not None and b'"active"' not in (line := await process.stderr.readline()):
            if not line:
                raise RuntimeError("the bot ended before it was active")
        await _polled(address)
        return _resident(process.pid)
    finally:
        await _end(process)


async def _polled(address: str) -> None:
    """Wait until the bot has shown its commands to the sandbox, which it does before it polls."""
    async with aiohttp.ClientSession() as session:
        version = 0
        while True:
            async with session.get(f"{address}/sandbox/events", params={"after": version, "wait": 20}) as answer:
                news = await answer.json()
            version = news["version"]
            if any(event["kind"] == "commands" for event in news["events"]):
                return


async def _end(process: Process) -> None:
    process.terminate()
    await process.wait()


def _basics(environment: Mapping[str, str]) -> dict[str, str]:
    return {name: environment[name] for name in ("PATH", "HOME", "VIRTUAL_ENV") if name in environment}


def _resident(pid: int) -> float:
    """Resident megabytes (proc(5), status, VmRSS)."""
    lines = Path(f"/proc/{pid}/status").read_text("ascii", "replace").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS:")) / 1024
