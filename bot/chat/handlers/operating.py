"""/reload and /stats, for operators in their private chat."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass

import structlog

from bot.chat.answer import Answers
from bot.chat.routes import Routes
from bot.chat.services import ChatServices
from bot.chat.views import administration
from bot.chat.views.screen import Screen
from bot.chat.visit import Visit
from bot.errors import BriefingError, ReloadRunning, StorageError
from bot.markup import Html
from bot.models import Destination
from bot.reports import LoadReport
from bot.services.administration import Administration, Asked
from bot.texts import words_for

# Telegram lets about one message or edit a second into a chat.
PROGRESS_EVERY = 1.0
FAREWELL_WITHIN = 3.0

_log = structlog.get_logger(__name__)


@dataclass(slots=True)
class _Progress:
    done: int = 0
    total: int = 0

    def __call__(self, done: int, total: int) -> None:
        self.done, self.total = done, total


class Operating:
    """The router lets only operators in."""

    def __init__(self, services: ChatServices, answers: Answers, *, progress_every: float = PROGRESS_EVERY) -> None:
        self._administration = services.administration
        self._background = services.background
        self._answers = answers
        self._progress_every = progress_every
        self.routes = Routes({"reload": self.reload, "stats": self.stats})

    async def stats(self, visit: Visit, _arguments: str = "") -> None:
        """Figures of the installation."""
        await self._answers.send(visit, administration.figures(visit.words, await self._administration.figures()))

    async def reload(self, visit: Visit, _arguments: str = "") -> None:
        """Load the seeds beside everything else; one message shows how far it is and what came of it."""
        message = await self._answers.send(visit, Screen(Html(visit.words.reload_started)))
        if message is not None:
            with suppress(StorageError):
                await self._administration.reload_shown(visit.destination, message)
        self._background.start(self._reload(visit, message), "reload")

    async def _reload(self, visit: Visit, message: int | None) -> None:
        progress = _Progress()
        work = asyncio.create_task(
            self._administration.reload(Asked(visit.person or 0, progress=progress)), name="reload seeds"
        )
        try:
            await self._show_progress(visit, message, progress, work)
            screen = _outcome(visit, work)
        except asyncio.CancelledError:
            work.cancel()
            await asyncio.gather(work, return_exceptions=True)
            with suppress(TimeoutError):
                async with asyncio.timeout(FAREWELL_WITHIN):
                    await self._say_interrupted(visit, message)
            raise
        await self._report(visit, message, screen)

    async def _report(self, visit: Visit, message: int | None, screen: Screen) -> None:
        if message is None:
            await self._answers.post(visit.destination, screen)
            return
        await self._answers.rewrite(visit.destination, message, screen)
        with suppress(StorageError):
            await self._administration.reload_told(visit.destination, message)

    async def _say_interrupted(self, visit: Visit, message: int | None) -> None:
        """What cannot be said now is said at the next start."""
        screen = Screen(Html(visit.words.reload_interrupted))
        if message is None:
            await self._answers.post(visit.destination, screen)
        elif await self._answers.rewrite(visit.destination, message, screen) is not None:
            with suppress(StorageError):
                await self._administration.reload_told(visit.destination, message)

    async def _show_progress(
        self, visit: Visit, message: int | None, progress: _Progress, work: "asyncio.Task[LoadReport]"
    ) -> None:
        """Until the work ends; without a message, since its answer was lost, there is nothing to show it in."""
        if message is None:
            await asyncio.wait({work})
            return
        shown = (0, 0)
        while not (await asyncio.wait({work}, timeout=self._progress_every))[0]:
            reached = (progress.done, progress.total)
            if reached != shown:
                screen = administration.progress(visit.words, *reached)
                await self._answers.rewrite(visit.destination, message, screen)
                shown = reached


async def finish_interrupted(services: ChatServices, answers: Answers) -> None:
    """Reloads that ended with the process, killed or cut off from Telegram: their messages say so, in the background.

    Before any command is handled, so that no reload of this process is among them.
    """
    try:
        untold = await services.administration.untold_reloads()
    except StorageError as error:
        _log.warning("interrupted_reloads_unknown", reason=str(error))
        return
    if untold:
        services.background.start(_finish(services.administration, answers, untold), "interrupted reloads")


async def _finish(administration: Administration, answers: Answers, untold: list[tuple[Destination, int]]) -> None:
    for chat, message in untold:
        await answers.rewrite(chat, message, Screen(Html(words_for("").reload_cut_short)))
        await administration.reload_told(chat, message)


def _outcome(visit: Visit, work: "asyncio.Task[LoadReport]") -> Screen:
    error = work.exception()
    if error is None:
        return administration.report(visit.words, work.result())
    if isinstance(error, ReloadRunning):
        return Screen(Html(visit.words.reload_running))
    if isinstance(error, BriefingError):
        return administration.failed(visit.words, str(error))
    _log.error("reload_failed", error=type(error).__name__, exc_info=error)
    return administration.failed(visit.words, visit.words.reload_see_log)
