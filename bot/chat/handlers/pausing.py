"""/pause, /resume, /snooze and /quiet: a briefing that does not come for a while, comes later, or makes no sound."""

from collections.abc import Awaitable, Callable
from datetime import datetime, time, timedelta

from bot.chat.access import may_schedule
from bot.chat.answer import Answers
from bot.chat.callbacks.pausing import AskPause, AskQuiet, DropPause, PauseFor, SetQuiet, Snooze
from bot.chat.callbacks.scheduling import Resume
from bot.chat.routes import Routes
from bot.chat.services import ChatServices
from bot.chat.views import pausing, scheduling, settings
from bot.chat.views.screen import Screen
from bot.chat.visit import Visit
from bot.errors import NotFound
from bot.markup import Html
from bot.models import Subscription
from bot.services.timetable import Later
from bot.slots import QuietHours, zone_of
from bot.timetext.pauses import PauseProblem, parse_pause
from bot.timetext.quiet import parse_quiet
from bot.timetext.snoozes import parse_snooze


class Pausing:
    """In groups, administrators only. Whoever has no active subscription is offered one."""

    def __init__(self, services: ChatServices, answers: Answers) -> None:
        self._subscriptions = services.subscriptions
        self._clock = services.clock
        self._answers = answers
        self.routes = Routes(
            {"pause": self.pause, "resume": self.resume, "snooze": self.snooze, "quiet": self.quiet},
            {
                AskPause: self.ask_pause,
                PauseFor: self.pause_for,
                DropPause: self.drop_pause,
                Resume: self.press_resume,
                Snooze: self.press_snooze,
                AskQuiet: self.ask_quiet,
                SetQuiet: self.set_quiet,
            },
        )

    async def pause(self, visit: Visit, arguments: str) -> None:
        """Pause as the arguments say, without any until somebody resumes."""
        await self._command(visit, lambda known: self._paused(visit, known, arguments))

    async def _paused(self, visit: Visit, known: Subscription, arguments: str) -> Screen:
        said = parse_pause(arguments, self._now().astimezone(zone_of(known.zone)).date())
        if said.problem is not None:
            texts = {
                PauseProblem.UNCLEAR: visit.words.pause_unclear,
                PauseProblem.PAST: visit.words.pause_past,
                PauseProblem.TOO_FAR: visit.words.pause_too_far,
            }
            return Screen(Html(texts[said.problem]))
        changed = await self._subscriptions.pause(visit.destination, said.first, said.last, days=said.days)
        return pausing.paused(visit.words, changed, said.first, self._now())

    async def ask_pause(self, visit: Visit, _action: AskPause) -> None:
        """The lengths to choose from, and the pauses ahead."""
        await self._press(visit, lambda known: _at_once(pausing.ask_pause(visit.words, known, self._now())))

    async def pause_for(self, visit: Visit, action: PauseFor) -> None:
        """Pause from now on."""

        async def paused(_known: Subscription) -> Screen:
            changed = await self._subscriptions.pause(visit.destination, days=action.days)
            return pausing.paused(visit.words, changed, None, self._now())

        await self._press(visit, paused)

    async def drop_pause(self, visit: Visit, action: DropPause) -> None:
        """Take a pause back, and stay among them."""

        async def dropped(_known: Subscription) -> Screen:
            changed = await self._subscriptions.drop_pause(visit.destination, action.first)
            return pausing.ask_pause(visit.words, changed, self._now(), dropped=True)

        await self._press(visit, dropped)

    async def resume(self, visit: Visit, _arguments: str = "") -> None:
        """End the pause that is going on, or subscribe again with the settings that were kept."""
        if not await self._may(visit):
            return
        before = await self._subscriptions.find(visit.destination)
        if before is None:
            await self._answers.send(visit, self._none(visit))
            return
        after = await self._subscriptions.resume(visit.destination)
        same = (before.active, before.pauses) == (after.active, after.pauses)
        view = pausing.nothing_paused if same else scheduling.resumed
        await self._answers.send(visit, view(visit.words, after, self._now()))

    async def press_resume(self, visit: Visit, _action: Resume) -> None:
        """The same by button, in place."""
        try:
            subscription = await self._subscriptions.resume(visit.destination)
        except NotFound:
            await self._answers.edit(visit, self._none(visit))
            return
        await self._answers.edit(visit, scheduling.resumed(visit.words, subscription, self._now()))

    async def snooze(self, visit: Visit, arguments: str) -> None:
        """Put off the next briefing, by an hour if nothing is said."""
        said = parse_snooze(arguments)
        if said.later is None and not said.off:
            await self._command(visit, lambda _known: _at_once(pausing.snooze_unclear(visit.words)))
        else:
            await self._command(visit, lambda _known: self._snoozed(visit, said.later))

    async def press_snooze(self, visit: Visit, action: Snooze) -> None:
        """The same by button, as a new message: what was pressed may be the status."""
        later = timedelta(minutes=action.minutes) if action.minutes else None
        await self._command(visit, lambda _known: self._snoozed(visit, later))

    async def _snoozed(self, visit: Visit, later: timedelta | time | None) -> Screen:
        changed = await self._subscriptions.snooze(visit.destination, later)
        if isinstance(changed, Later):
            return pausing.not_snoozed(visit.words, changed)
        return pausing.snoozed(visit.words, changed, self._now())

    async def quiet(self, visit: Visit, arguments: str) -> None:
        """Set the quiet hours, take them away, or ask."""
        said = parse_quiet(arguments)
        if not arguments:
            await self._command(visit, lambda known: _at_once(pausing.ask_quiet(visit.words, known)))
        elif said.hours is None and not said.off:
            await self._command(visit, lambda _known: _at_once(Screen(Html(visit.words.quiet_unclear))))
        else:
            await self._command(visit, lambda _known: self._quieted(visit, said.hours))

    async def _quieted(self, visit: Visit, hours: QuietHours | None) -> Screen:
        changed = await self._subscriptions.keep_quiet(visit.destination, hours)
        return pausing.quiet(visit.words, changed, self._now())

    async def ask_quiet(self, visit: Visit, _action: AskQuiet) -> None:
        """Usual nights to choose from."""
        await self._press(visit, lambda known: _at_once(pausing.ask_quiet(visit.words, known)))

    async def set_quiet(self, visit: Visit, action: SetQuiet) -> None:
        """Set them, and go back to the settings."""
        hours = None if action.start is None or action.end is None else QuietHours(action.start, action.end)

        async def quieted(_known: Subscription) -> Screen:
            changed = await self._subscriptions.keep_quiet(visit.destination, hours)
            return settings.settings(visit.words, changed, self._now())

        await self._press(visit, quieted)

    async def _command(self, visit: Visit, answer: Callable[[Subscription], Awaitable[Screen]]) -> None:
        if await self._may(visit):
            await self._answers.send(visit, await self._for_subscriber(visit, answer))

    async def _press(self, visit: Visit, answer: Callable[[Subscription], Awaitable[Screen]]) -> None:
        await self._answers.edit(visit, await self._for_subscriber(visit, answer))

    async def _for_subscriber(self, visit: Visit, answer: Callable[[Subscription], Awaitable[Screen]]) -> Screen:
        known = await self._subscriptions.find(visit.destination)
        if known is None or not known.active:
            return self._none(visit)
        try:
            return await answer(known)
        except NotFound:
            return self._none(visit)

    async def _may(self, visit: Visit) -> bool:
        if await may_schedule(visit, self._answers):
            return True
        await self._answers.send(visit, Screen(Html(visit.words.only_administrators)))
        return False

    def _none(self, visit: Visit) -> Screen:
        return scheduling.not_subscribed(visit.words, self._subscriptions.defaults.local_time)

    def _now(self) -> datetime:
        return self._clock.now()


async def _at_once(screen: Screen) -> Screen:
    return screen
