"""The running bot: one active process plans, polls and delivers; others stand by."""

import asyncio
import gc
from collections.abc import Callable, Coroutine
from contextlib import AsyncExitStack, suppress
from functools import partial
from importlib.metadata import version
from pathlib import Path
from shutil import disk_usage
from typing import Any

import structlog

from bot.chat.application import build_bot
from bot.chat.background import Background
from bot.chat.callbacks import article_button, more_button
from bot.chat.conversation import Conversation, WebhookAddress
from bot.chat.memory import Memory
from bot.chat.services import ChatServices
from bot.chat.shelf import Shelf
from bot.clock import SystemClock
from bot.config import Settings
from bot.delivery.direct import DirectRequest
from bot.delivery.lease import Lease
from bot.delivery.pacing import Pacer
from bot.delivery.sender import TelegramSender, connect
from bot.delivery.transport import AiohttpRequest
from bot.delivery.window import Window
from bot.delivery.worker import Tools, Worker
from bot.errors import DatabaseUnavailable, ReloadRunning, SettingsError
from bot.ingest.enrich import Enricher
from bot.ingest.pipeline import Loader
from bot.logs import Outage
from bot.schedule.planner import Planner
from bot.schedule.ticker import Ticker
from bot.services.administration import Administration
from bot.services.briefings import Briefings
from bot.services.channels import Channels
from bot.services.editorial import Editorial
from bot.services.history import History
from bot.services.housekeeping import Housekeeping
from bot.services.interests import Interests, Names
from bot.services.languages import Languages
from bot.services.ledger import Ledger
from bot.services.library import Library
from bot.services.previews import Previews
from bot.services.privacy import Privacy
from bot.services.search import Search
from bot.services.subscriptions import Defaults, Subscriptions
from bot.services.watch import Watch
from bot.storage import inbox, restored
from bot.storage.engine import Store, parse_url
from bot.web.metrics import Metrics
from bot.web.sandbox_clock import follow, synchronise
from bot.web.server import Webhook, WebServer

TICK = 1.0
HOUSEKEEPING = 3600.0
# A poll lasts 25 seconds; a line that has been silent for a few of them is dead.
LONGEST_SILENCE = 90.0
# Sends in flight answer within a minute; after that, or with the database away, a stop waits no longer.
LONGEST_FAREWELL = 75.0
# What people are sent counts against the bot's rate like a briefing does.
COUNTED = frozenset({"sendMessage", "editMessageText"})

_log = structlog.get_logger(__name__)


class Program:
    """Everything that `run` needs, wired once. Enter with `run`; it ends when `stop` is set."""

    def __init__(self, settings: Settings, store: Store, clock: SystemClock) -> None:
        self._settings = settings
        self._store = store
        self._clock = clock
        self._pacer = Pacer(settings.send_rate)
        self._planner = Planner(store, clock, read_button=article_button, more_button=more_button)
        enricher = Enricher()
        self._names = Names(enricher.topics.names, enricher.gazetteer.by_name)
        self._loader = Loader(store, clock, settings.seeds_dir, enricher, encoding=settings.seed_encoding)
        self._administration = Administration(store, clock, self._loader)
        self._briefings = Briefings(store, clock, read_button=article_button, more_button=more_button)
        self._housekeeping = Housekeeping(store, clock, history_days=settings.history_days)
        self._lease = Lease(store.prompt, clock)
        self._worker: Worker | None = None

    async def run(self, token: str, stop: asyncio.Event, ready: Callable[[], None]) -> None:
        """Stand by until the lease is ours, then be the active process, until `stop` is set."""
        async with AsyncExitStack() as stack:
            if self._settings.clock_url:
                await self._follow_clock(stack)
            sending = await stack.enter_async_context(DirectRequest(self._settings.bot_api_url))
            sender = TelegramSender(
                connect(token, self._settings.bot_api_url, sending), paid_broadcast=self._settings.paid_broadcast
            )
            conversation = await self._conversation(token, stack)
            await stack.enter_async_context(self._web(conversation))
            while not stop.is_set():
                if await _unless(stop, self._lease.acquire()):
                    await self._active(sender, conversation, stop, ready)

    async def _active(
        self, sender: TelegramSender, conversation: Conversation, stop: asyncio.Event, ready: Callable[[], None]
    ) -> None:
        """Prepare, then plan, receive and deliver, until stopped or until the lease is lost."""
        ended = asyncio.Event()
        keeping = asyncio.create_task(self._keep_lease(ended))
        stopping = asyncio.create_task(_either(stop, ended))
        try:
            if await _unless_done(stopping, self._prepare()):
                await self._work(sender, conversation, stopping, ready)
        finally:
            await _cancel(stopping)
            await _cancel(keeping)
            await self._lease.release()

    async def _keep_lease(self, ended: asyncio.Event) -> None:
        await self._lease.keep()
        ended.set()

    async def _prepare(self) -> None:
        """What comes before the first slot is planned: changed seeds, and next slots that are still right."""
        outage = Outage()
        while True:
            try:
                await self._settle_copy()
                await self._load_seeds()
                changed = await self._planner.follow_zone_data(version("tzdata")) + await self._planner.pull_back()
            except DatabaseUnavailable as error:
                if outage.again():
                    _log.error("database_away", error=str(error))
                await asyncio.sleep(TICK)
                continue
            if tries := outage.over():
                _log.info("database_back", tries=tries)
            if changed:
                _log.info("schedules_recomputed", count=changed)
            return

    async def _work(
        self,
        sender: TelegramSender,
        conversation: Conversation,
        stopping: "asyncio.Task[None]",
        ready: Callable[[], None],
    ) -> None:
        tools = Tools(self._store.prompt, sender, self._pacer, Window(self._settings.send_rate), self._clock)
        worker = self._worker = Worker(
            tools,
            epoch=self._lease.epoch,
            resend=self._settings.on_uncertain == "resend",
            may_send=self._lease.held,
        )
        sends = asyncio.create_task(worker.run())
        talks = asyncio.create_task(conversation.run())
        try:
            async with Ticker() as ticker:
                ticker.every(TICK, "plan", self._tick)
                ticker.every(HOUSEKEEPING, "housekeeping", self._keep_house)
                _log.info("active", epoch=self._lease.epoch)
                _settle()
                ready()
                await asyncio.wait({sends, talks, stopping}, return_when=asyncio.FIRST_COMPLETED)
            if talks.done():
                talks.result()
        finally:
            # No new update, no new send; what is in flight is awaited and recorded while the lease is still ours.
            await _cancel(talks)
            worker.stop()
            await asyncio.wait({sends}, timeout=LONGEST_FAREWELL)
            self._worker = None
        if sends.done():
            sends.result()
        else:
            _log.error("stopped_before_answers", remedy="the sends in doubt are settled at the next start")
            await _cancel(sends)
        if worker.unauthorized:
            raise SettingsError("Telegram refuses the token; copy it again from @BotFather")

    async def _conversation(self, token: str, stack: AsyncExitStack) -> Conversation:
        """Replies and polls have connections of their own, so that neither waits for a broadcast."""
        replies = await stack.enter_async_context(AiohttpRequest(connections=64, on_send=self._reply_left))
        polling = await stack.enter_async_context(AiohttpRequest(connections=2))
        settings = self._settings
        defaults = Defaults(settings.default_briefing_time, settings.default_timezone, settings.default_language)
        services = ChatServices(
            library=Library(self._store),
            languages=Languages(self._store, self._clock, settings.default_language),
            search=Search(self._store),
            subscriptions=Subscriptions(self._store, self._clock, defaults),
            channels=Channels(self._store, self._clock),
            briefings=self._briefings,
            administration=self._administration,
            interests=Interests(self._store, self._clock, self._names, language=defaults.language),
            history=History(self._store, self._clock, language=defaults.language),
            editorial=Editorial(self._store, self._clock, default_zone=defaults.zone),
            previews=Previews(self._store, self._clock, self._briefings, default_zone=defaults.zone),
            ledger=Ledger(self._store),
            watch=Watch(self._store, self._clock, free=self._free_disk),
            privacy=Privacy(self._store),
            clock=self._clock,
            admin_ids=settings.admin_ids,
            memory=Memory(),
            background=Background(),
            shelf=Shelf(self._store, self._clock),
        )
        webhook = None
        if settings.webhook_url:
            webhook = WebhookAddress(settings.webhook_url, settings.webhook_secret.get_secret_value())
        bot = build_bot(token, settings.bot_api_url, replies, polling)
        return Conversation(bot, services, self._store, polling=polling, webhook=webhook)

    def _free_disk(self) -> int | None:
        """Room where an SQLite database is; None for another server's disk."""
        url = parse_url(self._settings.database_url)
        return disk_usage(Path(url.database or ".").parent).free if url.get_backend_name() == "sqlite" else None

    def _reply_left(self, method: str) -> None:
        if method in COUNTED:
            self._pacer.spend(self._clock.monotonic())

    async def _tick(self) -> None:
        report = await self._planner.run_once()
        if self._worker is not None and report.planned:
            self._worker.wake()

    async def _keep_house(self) -> None:
        await self._housekeeping.run()
        await self._planner.pull_back()

    async def _settle_copy(self) -> None:
        """A restored backup does not know what was sent after it was made: nothing old goes out from it."""
        async with self._store.read() as connection:
            made = await restored.made(connection, self._lease.alive)
        if made is not None:
            reason = f"the database is a copy of {made} UTC"
            async with self._store.write() as connection:
                given_up = await restored.give_up_open(connection, reason, self._clock.now())
            passed = await self._planner.pass_over(reason)
            _log.warning("restored_copy", made=made, expired=given_up + passed)
        async with self._store.write() as connection:
            await restored.begun(connection)

    async def _load_seeds(self) -> None:
        try:
            await self._administration.load_at_start()
        except ReloadRunning:
            _log.info("seeds_being_loaded_elsewhere")

    async def _follow_clock(self, stack: AsyncExitStack) -> None:
        """Only with a sandbox: its clock is ours."""
        await synchronise(self._clock, self._settings.clock_url)
        task = asyncio.create_task(follow(self._clock, self._settings.clock_url, self._clock_moved))
        stack.push_async_callback(_cancel, task)

    def _clock_moved(self) -> None:
        if self._worker is not None:
            self._worker.wake()

    def _web(self, conversation: Conversation) -> WebServer:
        settings = self._settings
        webhook = None
        if settings.webhook_url:
            webhook = Webhook(settings.webhook_secret.get_secret_value(), conversation.receive)
        return WebServer(
            settings.listen,
            readiness=partial(self._readiness, conversation),
            metrics=Metrics(self._administration.figures, self._clock.now),
            webhook=webhook,
        )

    async def _readiness(self, conversation: Conversation) -> dict[str, str]:
        """What is not well; empty when all is."""
        problems = {}
        if self._worker is None and not self._lease.standing_by:
            problems["start"] = "preparing: the lease, the seeds, the schedules"
        try:
            async with self._store.read() as connection:
                await inbox.waiting(connection)
        except DatabaseUnavailable as error:
            problems["database"] = str(error)
        silence = conversation.silence
        if self._lease.held() and silence is not None and silence > LONGEST_SILENCE:
            problems["telegram"] = f"no answer from Telegram for {silence:.0f} s"
        return problems


def _settle() -> None:
    """What has been loaded stays: to look through it for garbage again and again would hold up replies each time."""
    gc.collect()
    gc.freeze()


async def _either(one: asyncio.Event, other: asyncio.Event) -> None:
    """Wait for one of two events."""
    waits = {asyncio.create_task(one.wait()), asyncio.create_task(other.wait())}
    try:
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for wait in waits:
            wait.cancel()


async def _unless(event: asyncio.Event, work: Coroutine[Any, Any, None]) -> bool:
    """Do the work, but give it up when the event comes first; whether it was done."""
    coming = asyncio.create_task(_wait(event))
    try:
        return await _unless_done(coming, work)
    finally:
        await _cancel(coming)


async def _unless_done(other: "asyncio.Task[None]", work: Coroutine[Any, Any, None]) -> bool:
    """Do the work, but give it up when the other task ends first; whether it was done."""
    task = asyncio.create_task(work)
    try:
        await asyncio.wait({task, other}, return_when=asyncio.FIRST_COMPLETED)
        if not task.done():
            return False
        task.result()
        return True
    finally:
        await _cancel(task)


async def _wait(event: asyncio.Event) -> None:
    await event.wait()


async def _cancel(task: asyncio.Task[Any]) -> None:
    task.cancel()
    with suppress(asyncio.CancelledError, Exception):
        await task
