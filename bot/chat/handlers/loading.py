"""/reload and /undo with the buttons under their reports, for operators in their private chat."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass

import structlog

from bot.chat.answer import Answers
from bot.chat.callbacks.operating import (
    LeaveAsItIs,
    ReloadKeeping,
    ReloadWithdrawing,
    ShowLoad,
    ShowLoadPage,
    UndoLoad,
)
from bot.chat.routes import Routes
from bot.chat.services import ChatServices
from bot.chat.views import loading
from bot.chat.views.screen import Screen
from bot.chat.visit import Visit
from bot.errors import BriefingError, StorageError, TooManyWithdrawals
from bot.markup import Html
from bot.reports import ASK, Consent, LoadReport
from bot.services.administration import Asked
from bot.texts import Words

# Telegram lets about one message or edit a second into a chat.
PROGRESS_EVERY = 1.0
FAREWELL_WITHIN = 3.0

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Sayings:
    """What is said of a load, or of an undo, that is no report yet."""

    started: str
    progress: str
    failed: str
    interrupted: str


@dataclass(slots=True)
class Progress:
    """How far it is; `waiting` until its turn comes."""

    done: int = 0
    total: int = 0
    waiting: bool = False

    def __call__(self, done: int, total: int) -> None:
        self.done, self.total, self.waiting = done, total, False

    def wait(self) -> None:
        """Another load comes first."""
        self.waiting = True


@dataclass(frozen=True, slots=True)
class Task:
    """A load or an undo that an operator asked for, and the message that shows it, if there is one."""

    visit: Visit
    message: int | None
    sayings: Sayings
    progress: Progress
    work: Callable[[], Awaitable[LoadReport]]


Start = Callable[[Asked], Awaitable[LoadReport]]


class Loading:
    """The router lets only operators in. Each load goes on beside everything else, and is shown in one message."""

    def __init__(self, services: ChatServices, answers: Answers, *, progress_every: float = PROGRESS_EVERY) -> None:
        self._administration = services.administration
        self._background = services.background
        self._answers = answers
        self._progress_every = progress_every
        self._shown: set[int] = set()
        self.routes = Routes(
            {"reload": self.reload, "undo": self.undo},
            {
                ShowLoad: self.show,
                ShowLoadPage: self.show_page,
                ReloadWithdrawing: self.reload_withdrawing,
                ReloadKeeping: self.reload_keeping,
                LeaveAsItIs: self.leave,
                UndoLoad: self.undo_load,
            },
        )

    async def reload(self, visit: Visit, _arguments: str = "") -> None:
        """Load the seeds, after loads that were asked for before."""
        await self._begin(visit, _of_reload(visit.words), self._administration.reload, ASK)

    async def reload_withdrawing(self, visit: Visit, action: ReloadWithdrawing) -> None:
        """Load the seeds with the consent that the button gives."""
        consent = Consent(action.articles)
        await self._begin(visit, _of_reload(visit.words), self._administration.reload, consent)

    async def reload_keeping(self, visit: Visit, _action: ReloadKeeping) -> None:
        """Load the seeds, but withdraw nothing of what was asked about."""
        await self._begin(visit, _of_reload(visit.words), self._administration.reload, Consent(keep=True))

    async def undo(self, visit: Visit, _arguments: str = "") -> None:
        """Take back the last load."""
        await self._begin(visit, _of_undo(visit.words), self._administration.undo, ASK)

    async def undo_load(self, visit: Visit, action: UndoLoad) -> None:
        """Take back this load."""

        async def start(asked: Asked) -> LoadReport:
            return await self._administration.undo(asked, action.load)

        await self._begin(visit, _of_undo(visit.words), start, Consent(action.articles), anew=not action.articles)

    async def leave(self, visit: Visit, _action: LeaveAsItIs) -> None:
        """The question is answered."""
        await self._answers.edit(visit, Screen(Html(visit.words.reload_left)))

    async def show(self, visit: Visit, action: ShowLoad) -> None:
        """The report of a load, or the question that it was."""
        done = await self._administration.load_report(action.load)
        if done is None:
            await self._answers.edit(visit, Screen(Html(visit.words.reload_report_gone)))
        else:
            show = loading.question if done.dry_run else loading.report
            await self._answers.edit(visit, show(visit.words, done))

    async def show_page(self, visit: Visit, action: ShowLoadPage) -> None:
        """A page of the whole report."""
        done = await self._administration.load_report(action.load)
        if done is None:
            await self._answers.edit(visit, Screen(Html(visit.words.reload_report_gone)))
        else:
            await self._answers.edit(visit, loading.page(visit.words, done, action.page))

    async def _begin(
        self, visit: Visit, sayings: Sayings, start: Start, consent: Consent, *, anew: bool = False
    ) -> None:
        """In a new message, or in the one whose button was pressed, unless that is to stay."""
        screen = Screen(Html(sayings.started))
        pressed = visit.message_id if visit.query_id and not anew else None
        if pressed is not None:
            if pressed in self._shown:
                return
            await self._answers.edit(visit, screen)
        message = await self._answers.send(visit, screen) if pressed is None else pressed
        if message is not None:
            self._shown.add(message)
            with suppress(StorageError):
                await self._administration.reload_shown(visit.destination, message)
        progress = Progress()
        asked = Asked(visit.person or 0, consent, progress, progress.wait)
        task = Task(visit, message, sayings, progress, lambda: start(asked))
        self._background.start(self._follow(task), "load")

    async def _follow(self, task: Task) -> None:
        work = asyncio.ensure_future(task.work())
        try:
            await self._show_progress(task, work)
            screen = _outcome(task, work)
        except asyncio.CancelledError:
            work.cancel()
            await asyncio.gather(work, return_exceptions=True)
            with suppress(TimeoutError):
                async with asyncio.timeout(FAREWELL_WITHIN):
                    await self._tell(task, Screen(Html(task.sayings.interrupted)))
            raise
        finally:
            self._shown.discard(task.message or 0)
        await self._tell(task, screen)

    async def _tell(self, task: Task, screen: Screen) -> None:
        """What cannot be said now, when the bot stops, is said at the next start."""
        chat, message = task.visit.destination, task.message
        if message is None:
            await self._answers.post(chat, screen)
            return
        told = await self._answers.rewrite(chat, message, screen)
        if told is not None or screen.html != task.sayings.interrupted:
            with suppress(StorageError):
                await self._administration.reload_told(chat, message)

    async def _show_progress(self, task: Task, work: "asyncio.Future[LoadReport]") -> None:
        """Until the work ends; without a message, since its answer was lost, there is nothing to show it in."""
        if task.message is None:
            await asyncio.wait({work})
            return
        shown = Progress()
        while not (await asyncio.wait({work}, timeout=self._progress_every))[0]:
            now = task.progress
            reached = Progress(now.done, now.total, now.waiting)
            if reached != shown:
                await self._answers.rewrite(task.visit.destination, task.message, _under_way(task, reached))
                shown = reached


def _of_reload(words: Words) -> Sayings:
    return Sayings(words.reload_started, words.reload_progress, words.reload_failed, words.reload_interrupted)


def _of_undo(words: Words) -> Sayings:
    return Sayings(words.undo_started, words.undo_progress, words.undo_failed, words.undo_interrupted)


def _under_way(task: Task, reached: Progress) -> Screen:
    if reached.waiting:
        return Screen(Html(task.visit.words.reload_waits))
    return loading.progress(task.sayings.progress, reached.done, reached.total)


def _outcome(task: Task, work: "asyncio.Future[LoadReport]") -> Screen:
    words, error = task.visit.words, work.exception()
    if error is None:
        return loading.report(words, work.result())
    if isinstance(error, TooManyWithdrawals):
        return loading.question(words, error.report)
    if isinstance(error, BriefingError):
        return loading.failed(task.sayings.failed, words.told(error))
    _log.error("reload_failed", error=type(error).__name__, exc_info=error)
    return loading.failed(task.sayings.failed, words.reload_see_log)
