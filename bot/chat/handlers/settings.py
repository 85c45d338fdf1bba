"""/settings: buttons that change one thing at a time, in place."""

from bot.chat.access import may_schedule
from bot.chat.answer import Answers
from bot.chat.callbacks.scheduling import (
    AddTime,
    AskAnotherTime,
    AskLength,
    AskTimeDays,
    AskWeekdays,
    RemoveTime,
    SetLength,
    SetTimeDays,
    SetWeekdays,
    ShowSettings,
)
from bot.chat.routes import Routes
from bot.chat.services import ChatServices
from bot.chat.views import scheduling, settings
from bot.chat.views.screen import Screen
from bot.chat.visit import Visit
from bot.errors import NotFound
from bot.markup import Html
from bot.services.subscriptions import Change
from bot.services.timetable import Wished


class Adjusting:
    """In groups, administrators only. Buttons that find no active subscription offer one."""

    def __init__(self, services: ChatServices, answers: Answers) -> None:
        self._subscriptions = services.subscriptions
        self._clock = services.clock
        self._answers = answers
        self.routes = Routes(
            {"settings": self.settings},
            {
                ShowSettings: self.show,
                AskAnotherTime: self.ask_another_time,
                AddTime: self.add_time,
                RemoveTime: self.remove_time,
                AskTimeDays: self.ask_time_days,
                SetTimeDays: self.set_time_days,
                AskWeekdays: self.ask_weekdays,
                SetWeekdays: self.set_weekdays,
                AskLength: self.ask_length,
                SetLength: self.set_length,
            },
        )

    async def settings(self, visit: Visit, _arguments: str = "") -> None:
        """The settings as a new message."""
        if not await may_schedule(visit, self._answers):
            await self._answers.send(visit, Screen(Html(visit.words.only_administrators)))
            return
        await self._answers.send(visit, await self._shown(visit))

    async def show(self, visit: Visit, _action: ShowSettings) -> None:
        """The settings, in place."""
        await self._answers.edit(visit, await self._shown(visit))

    async def _shown(self, visit: Visit) -> Screen:
        known = await self._subscriptions.find(visit.destination)
        if known is None or not known.active:
            return self._none(visit)
        return settings.settings(visit.words, known, self._clock.now())

    def _none(self, visit: Visit) -> Screen:
        return scheduling.not_subscribed(visit.words, self._subscriptions.defaults.local_time)

    async def ask_another_time(self, visit: Visit, _action: AskAnotherTime) -> None:
        """Times to choose from."""
        known = await self._subscriptions.find(visit.destination)
        screen = self._none(visit) if known is None or not known.active else settings.another_time(visit.words, known)
        await self._answers.edit(visit, screen)

    async def add_time(self, visit: Visit, action: AddTime) -> None:
        """One more time a day."""
        await self._changed(visit, Change((Wished(action.at),), also=True))

    async def remove_time(self, visit: Visit, action: RemoveTime) -> None:
        """One time less, and back to the settings."""
        try:
            changed = await self._subscriptions.remove_time(visit.destination, action.at)
        except NotFound:
            await self._answers.edit(visit, self._none(visit))
            return
        await self._answers.edit(visit, settings.settings(visit.words, changed, self._clock.now()))

    async def ask_time_days(self, visit: Visit, action: AskTimeDays) -> None:
        """The weekdays of one of several times."""
        known = await self._subscriptions.find(visit.destination)
        if known is None or not known.active:
            await self._answers.edit(visit, self._none(visit))
            return
        await self._answers.edit(visit, settings.time_days(visit.words, known, action.at, self._clock.now()))

    async def set_time_days(self, visit: Visit, action: SetTimeDays) -> None:
        """Set them, and stay among the switches."""
        try:
            changed = await self._subscriptions.set_days(visit.destination, action.at, action.weekdays)
        except NotFound:
            await self._answers.edit(visit, self._none(visit))
            return
        await self._answers.edit(visit, settings.time_days(visit.words, changed, action.at, self._clock.now()))

    async def _changed(self, visit: Visit, change: Change) -> None:
        try:
            changed = await self._subscriptions.change(visit.destination, change)
        except NotFound:
            await self._answers.edit(visit, self._none(visit))
            return
        await self._answers.edit(visit, settings.settings(visit.words, changed, self._clock.now()))

    async def ask_weekdays(self, visit: Visit, _action: AskWeekdays) -> None:
        """The weekdays as switches."""
        known = await self._subscriptions.find(visit.destination)
        if known is None or not known.active:
            await self._answers.edit(visit, self._none(visit))
            return
        await self._answers.edit(visit, settings.weekdays(visit.words, known, self._clock.now()))

    async def ask_length(self, visit: Visit, _action: AskLength) -> None:
        """The lengths to choose from."""
        known = await self._subscriptions.find(visit.destination)
        if known is None or not known.active:
            await self._answers.edit(visit, self._none(visit))
            return
        await self._answers.edit(visit, settings.lengths(visit.words, known))

    async def set_weekdays(self, visit: Visit, action: SetWeekdays) -> None:
        """Set the days and stay among the switches, for the next one."""
        try:
            changed = await self._subscriptions.change(visit.destination, Change(weekdays=action.weekdays))
        except NotFound:
            await self._answers.edit(visit, self._none(visit))
            return
        await self._answers.edit(visit, settings.weekdays(visit.words, changed, self._clock.now()))

    async def set_length(self, visit: Visit, action: SetLength) -> None:
        """Set the length and go back to the settings."""
        await self._changed(visit, Change(minutes=action.minutes))
