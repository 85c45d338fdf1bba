"""`/headlines` handled a second: update in, library read, answer sent through the sandbox and accepted.

The baseline is the library with one handler that sends a ready-made text over the same transport to the same sandbox:
what the bot adds is its routing, the library and the view.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

from telegram import Update
from telegram.ext import ApplicationBuilder, CommandHandler

from bench.figures import Figure
from bench.setting import SAMPLES, TOKEN, control, database, sandbox
from bot.chat.answer import Answers
from bot.chat.application import build_bot, open_application
from bot.chat.background import Background
from bot.chat.callbacks import article_button
from bot.chat.memory import Memory
from bot.chat.services import ChatServices
from bot.chat.shelf import Shelf
from bot.clock import SystemClock
from bot.delivery.transport import AiohttpRequest
from bot.ingest.enrich import Enricher
from bot.ingest.pipeline import Loader
from bot.services.administration import Administration
from bot.services.briefings import Briefings
from bot.services.channels import Channels
from bot.services.editorial import Editorial
from bot.services.history import History
from bot.services.interests import Interests, Names
from bot.services.languages import Languages
from bot.services.ledger import Ledger
from bot.services.library import Library
from bot.services.previews import Previews
from bot.services.privacy import Privacy
from bot.services.search import Search
from bot.services.subscriptions import Defaults, Subscriptions
from bot.services.watch import Watch
from bot.storage.engine import Store

UPDATES = 1500
AT_ONCE = 32
FIRST_ID = 200_000

Process = Callable[[Update], Awaitable[None]]


async def measure() -> AsyncIterator[Figure]:
    """Handle the same updates with a bare handler and with the bot."""
    async with sandbox("--no-ledger") as address, database() as (store, _):
        await control(address, "bulk", people=UPDATES, start_id=FIRST_ID, started=True)
        async with AiohttpRequest() as request:
            bare = await _bare(address, request)
            ours = await _ours(address, request, store)
    yield Figure("bare handler with one send", bare, "updates/s")
    yield Figure("/headlines handled", ours, "updates/s", "bare handler", ours / bare)


def _update(number: int) -> dict[str, Any]:
    person = {"id": FIRST_ID + number, "is_bot": False, "first_name": "Reader", "language_code": "en"}
    return {
        "update_id": number,
        "message": {
            "message_id": 1,
            "date": 1_790_000_000,
            "chat": {"id": FIRST_ID + number, "type": "private", "first_name": "Reader"},
            "from": person,
            "text": "/headlines",
            "entities": [{"type": "bot_command", "offset": 0, "length": 10}],
        },
    }


async def _rate(process: Process, bot: Any) -> float:
    """Updates a second, from JSON to the accepted answer."""
    numbers = iter(range(UPDATES))

    async def handle() -> None:
        for number in numbers:
            await process(Update.de_json(_update(number), bot))

    start = time.perf_counter()
    await asyncio.gather(*(handle() for _ in range(AT_ONCE)))
    return UPDATES / (time.perf_counter() - start)


async def _bare(address: str, request: AiohttpRequest) -> float:
    bot = build_bot(TOKEN, address, request, request)
    application = ApplicationBuilder().bot(bot).updater(None).job_queue(None).build()

    async def answer(update: Update, _context: Any) -> None:
        if update.effective_chat is not None:
            await bot.send_message(update.effective_chat.id, "A ready-made text. " * 40)

    application.add_handler(CommandHandler("headlines", answer))
    await application.initialize()
    return await _rate(application.process_update, bot)


async def _ours(address: str, request: AiohttpRequest, store: Store) -> float:
    clock = SystemClock()
    loader = Loader(store, clock, Path(SAMPLES), Enricher())
    await loader.load()
    briefings = Briefings(store, clock, read_button=article_button)
    services = ChatServices(
        library=Library(store),
        languages=Languages(store, clock, "en"),
        search=Search(store),
        subscriptions=Subscriptions(store, clock, Defaults()),
        channels=Channels(store, clock),
        briefings=briefings,
        administration=Administration(store, clock, loader),
        interests=Interests(store, clock, Names()),
        history=History(store, clock),
        editorial=Editorial(store, clock, default_zone="UTC"),
        previews=Previews(store, clock, briefings, default_zone="UTC"),
        ledger=Ledger(store),
        watch=Watch(store, clock, free=lambda: None),
        privacy=Privacy(store),
        clock=clock,
        admin_ids=frozenset(),
        memory=Memory(),
        background=Background(),
        shelf=Shelf(store, clock),
    )
    bot = build_bot(TOKEN, address, request, request)
    application = await open_application(bot, services, Answers(bot, services))
    return await _rate(application.process_update, bot)
