"""Checks of the set-up, each with its remedy: what an operator runs first when something is wrong."""

import os
import stat
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from bot.config import Settings
from bot.delivery.sender import identify
from bot.errors import BriefingError
from bot.ingest.formats.registry import known_suffixes
from bot.ingest.sources import SeedFile, scan
from bot.storage import articles, migrate
from bot.storage.engine import open_store, parse_url

OTHERS_MAY_READ = stat.S_IRGRP | stat.S_IROTH


@dataclass(frozen=True, slots=True)
class Finding:
    """One check: what was looked at, whether it is well, and what was found or is to be done."""

    name: str
    well: bool
    text: str


Check = Callable[[Settings], Awaitable[str]]


async def examine(settings: Settings) -> list[Finding]:
    """Run every check; one that fails does not keep the others from running."""
    findings = []
    for name, check in CHECKS.items():
        try:
            findings.append(Finding(name, well=True, text=await check(settings)))
        except (BriefingError, OSError) as error:
            findings.append(Finding(name, well=False, text=str(error)))
    return findings


async def _token(settings: Settings) -> str:
    return f"the token is accepted, the bot is {await identify(settings.token(), settings.bot_api_url)}"


async def _admins(settings: Settings) -> str:
    if not settings.admin_ids:
        raise BriefingError("ADMIN_IDS is empty: nobody can reload the seeds from a chat; set your numeric user id")
    return f"{len(settings.admin_ids)} admin(s)"


async def _seeds(settings: Settings) -> str:
    entries = list(scan(settings.seeds_dir, known_suffixes()))
    files = sum(isinstance(entry, SeedFile) for entry in entries)
    if not files:
        raise BriefingError(f"{settings.seeds_dir} holds no seed; put a text file with an article into it")
    refused = len(entries) - files
    return f"{files} seed(s) in {settings.seeds_dir}" + (f", {refused} not readable (see load)" if refused else "")


async def _database(settings: Settings) -> str:
    store = await open_store(settings.database_url)
    try:
        await migrate.require_head(store)
        async with store.read() as connection:
            stored = await articles.count(connection)
    finally:
        await store.close()
    return f"{store.dialect} at revision {migrate.head()}, {stored} article(s)"


async def _permissions(settings: Settings) -> str:
    """Files that hold secrets or people's chats belong to the operator alone."""
    url = parse_url(settings.database_url)
    candidates = [Path(".env"), settings.bot_token_file]
    if url.get_backend_name() == "sqlite":
        candidates.append(Path(url.database or ""))
    for path in candidates:
        if path is not None and path.is_file() and os.stat(path).st_mode & OTHERS_MAY_READ:
            raise BriefingError(f"{path} can be read by others; run: chmod 600 {path}")
    return "files with secrets are readable by their owner only"


CHECKS: dict[str, Check] = {
    "token": _token,
    "admins": _admins,
    "seeds": _seeds,
    "database": _database,
    "permissions": _permissions,
}
