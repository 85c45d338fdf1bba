"""The composition root: what each command of the program does, with every resource entered and left here."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from pydantic import SecretStr

from bot.chat.callbacks import article_button, more_button
from bot.clock import SystemClock
from bot.config import Settings
from bot.errors import RejectedSeed, SettingsError
from bot.ingest.enrich import Enricher
from bot.ingest.parse import parse_items
from bot.ingest.pipeline import Loader, Progress
from bot.ingest.sources import read as read_seed
from bot.ingest.turn import OnWait
from bot.models import Destination, Figures, ParsedArticle, RejectedItem
from bot.program import Program
from bot.reports import Consent, LoadReport
from bot.sandbox import Sandbox
from bot.services.administration import Administration
from bot.services.briefings import Briefings
from bot.services.previews import Preview, Previews
from bot.services.search import Search, SearchPage
from bot.storage import migrate as migrations
from bot.storage.engine import Store, copy_sqlite, open_store, parse_url

if sys.platform != "win32":
    from uvloop import new_event_loop
else:
    from asyncio import new_event_loop

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Told:
    """Whom a load tells how far it is, and that it has to wait for another."""

    progress: Progress
    on_wait: OnWait


# The sandbox's first person, who may reload the seeds in the demo.
DEMO_ADMIN = 1001


def main_loop(work: Coroutine[Any, Any, Result]) -> Result:
    """Run a coroutine to its end on the fastest event loop at hand."""
    with asyncio.Runner(loop_factory=new_event_loop) as runner:
        return runner.run(work)


@asynccontextmanager
async def _store(settings: Settings) -> AsyncIterator[Store]:
    """The database, at head."""
    store = await open_store(settings.database_url)
    try:
        await migrations.require_head(store)
        yield store
    finally:
        await store.close()


async def migrate(settings: Settings) -> tuple[str | None, str]:
    """Bring the schema to head; gives back (before, after)."""
    return await migrations.upgrade(settings.database_url, datetime.now(UTC))


async def load(settings: Settings, only: Sequence[str], *, dry_run: bool, consent: Consent, told: Told) -> LoadReport:
    """Load the seeds into the database, which is brought to head first; waits for its turn."""
    await migrate(settings)
    async with _store(settings) as store:
        loader = Loader(store, SystemClock(), settings.seeds_dir, Enricher(), encoding=settings.seed_encoding)
        return await loader.load(
            only=only, dry_run=dry_run, consent=consent, progress=told.progress, on_wait=told.on_wait
        )


async def undo(settings: Settings, *, consent: Consent, told: Told) -> LoadReport:
    """Undo the last load that changed the library; waits for its turn."""
    async with _store(settings) as store:
        loader = Loader(store, SystemClock(), settings.seeds_dir, Enricher(), encoding=settings.seed_encoding)
        return await loader.undo(consent=consent, progress=told.progress, on_wait=told.on_wait)


def parse(files: Sequence[Path], encoding: str = "") -> Iterator[dict[str, Any]]:
    """What reading each file gives: one mapping an article, or one with the error of the file or of its `item`."""
    enricher = Enricher()
    for file in files:
        if os.path.isdir(file):
            yield {"path": str(file), "error": f"a folder, not a file; name its files, as in: parse {file}/*"}
            continue
        try:
            for number, item in enumerate(
                parse_items(read_seed(file.parent, file.name), file.name, fallback=encoding), 1
            ):
                if isinstance(item, RejectedItem):
                    yield {"path": str(file), "item": number, "error": item.reason}
                else:
                    yield {"path": str(file), **_described(enricher.enrich(item))}
        except RejectedSeed as error:
            yield {"path": str(file), "error": str(error)}


def _described(article: ParsedArticle) -> dict[str, Any]:
    return {
        "title": article.title,
        "body": "\n\n".join(article.body),
        "summary": article.summary,
        "byline": article.byline,
        "source": article.source,
        "published": article.published and article.published.isoformat(),
        "updated": article.updated and article.updated.isoformat(),
        "language": article.language,
        "captions": list(article.captions),
        "topics": list(article.topics),
        "places": list(article.places),
        "people": list(article.people),
        "organisations": list(article.organisations),
        "keywords": list(article.keywords),
    }


async def search(settings: Settings, text: str, most: int) -> SearchPage:
    """The best articles of the library for a question."""
    async with _store(settings) as store:
        return await Search(store).find(text, per_page=most)


async def preview(settings: Settings, chat: int | None, topic: int | None, at: datetime) -> Preview:
    """The briefing that this chat, or a new one, would get at that moment, with its scores.

    Raises SettingsError where the chat is briefed in several topics, or in others than this one.
    """
    async with _store(settings) as store:
        briefings = Briefings(store, SystemClock(), read_button=article_button, more_button=more_button)
        previews = Previews(store, SystemClock(), briefings, default_zone=settings.default_timezone)
        return await previews.of(None if chat is None else _place(chat, topic, await previews.places(chat)), at)


def _place(chat: int, topic: int | None, places: Sequence[Destination]) -> Destination:
    chosen = [each for each in places if topic in (None, each.thread_id)]
    if places and len(chosen) != 1:
        topics = ", ".join(str(each.thread_id) for each in places)
        raise SettingsError(f"chat {chat} is briefed in these topics: {topics}; choose one with --topic")
    return chosen[0] if chosen else Destination(chat, topic or 0)


async def figures(settings: Settings) -> Figures:
    """What the installation holds."""
    async with _store(settings) as store:
        clock = SystemClock()
        return await Administration(store, clock, Loader(store, clock, settings.seeds_dir, Enricher())).figures()


def backup(settings: Settings, path: Path) -> None:
    """An online copy of an SQLite database. Raises SettingsError for PostgreSQL, which has pg_dump."""
    url = parse_url(settings.database_url)
    if url.get_backend_name() != "sqlite":
        raise SettingsError("backup copies SQLite databases; for PostgreSQL use pg_dump")
    copy_sqlite(Path(url.database or ""), path)


@asynccontextmanager
async def _sandbox(port: int) -> AsyncIterator[Sandbox]:
    box = Sandbox(port=port)
    try:
        await box.start()
    except OSError as error:
        why = os.strerror(error.errno or 0).lower()
        raise SettingsError(f"port {port} cannot be used ({why}); choose another: --port N") from error
    try:
        yield box
    finally:
        await box.stop()


async def sandbox(port: int, announce: Callable[[str, str], None]) -> None:
    """The sandbox alone, until it is told to stop."""
    async with _sandbox(port) as box, _stop_signals() as stop:
        announce(box.url, box.token)
        await stop.wait()


async def demo(settings: Settings, port: int, announce: Callable[[str], None]) -> None:
    """The bot against a sandbox in this process, until it is told to stop.

    Without a database of the caller's choice it has a new one each time: the sandbox begins anew too, and its clock may
    have been months ahead the last time. The port is in its name, so that two demos do not share it.
    """
    async with _sandbox(port) as box:
        changes: dict[str, Any] = {
            "bot_token": SecretStr(box.token),
            "bot_api_url": box.url,
            "clock_url": f"{box.url}/sandbox/clock",
            "admin_ids": frozenset({DEMO_ADMIN}),
        }
        if "database_url" not in settings.model_fields_set:
            changes["database_url"] = _fresh_database(box.port)
        await run(settings.model_copy(update=changes), ready=lambda: announce(box.url))


def _fresh_database(port: int) -> str:
    file = Path("data") / f"demo-{port}.db"
    for suffix in ("", "-wal", "-shm"):
        file.with_name(file.name + suffix).unlink(missing_ok=True)
    return f"sqlite+aiosqlite:///{file}"


async def run(settings: Settings, *, ready: Callable[[], None] = lambda: None) -> None:
    """The bot until SIGINT or SIGTERM: schema to head, changed seeds, then everything at once.

    Raises SettingsError when the token is missing or refused.
    """
    token = settings.token()
    await migrate(settings)
    async with _stop_signals() as stop, _store(settings) as store:
        await Program(settings, store, SystemClock()).run(token, stop, ready)


@asynccontextmanager
async def _stop_signals() -> AsyncIterator[asyncio.Event]:
    """An event that SIGINT and SIGTERM set; the second one of them ends the process as usual."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    numbers = (signal.SIGINT, signal.SIGTERM)

    def stopping() -> None:
        stop.set()
        for number in numbers:
            loop.remove_signal_handler(number)

    for number in numbers:
        loop.add_signal_handler(number, stopping)
    try:
        yield stop
    finally:
        for number in numbers:
            loop.remove_signal_handler(number)
