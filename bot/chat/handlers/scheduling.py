"""/subscribe and /unsubscribe: from whatever a person types or presses to one exact next time."""

from dataclasses import replace

from bot.chat.access import may_schedule
from bot.chat.answer import Answers
from bot.chat.callbacks.scheduling import (
    AskLocation,
    AskRegion,
    AskTime,
    AskZone,
    SetSchedule,
    Unsubscribe,
    Wish,
)
from bot.chat.memory import Wanted
from bot.chat.places import suggested_zones
from bot.chat.routes import Routes
from bot.chat.services import ChatServices
from bot.chat.views import scheduling, settings
from bot.chat.views.screen import Screen
from bot.chat.visit import Visit
from bot.markup import Html, escape, lines
from bot.models import Subscription
from bot.services.subscriptions import Change
from bot.services.timetable import Wished
from bot.timetext.parsing import ProblemKind, ScheduleText, parse

_CHOOSE = (ProblemKind.SEVERAL_PLACES, ProblemKind.DOUBTFUL_PLACE)


class Scheduling:
    """In groups, administrators only."""

    def __init__(self, services: ChatServices, answers: Answers) -> None:
        self._subscriptions = services.subscriptions
        self._clock = services.clock
        self._memory = services.memory
        self._answers = answers
        self.routes = Routes(
            {"subscribe": self.subscribe, "unsubscribe": self.unsubscribe},
            {
                AskTime: self.ask_time,
                AskRegion: self.ask_region,
                AskZone: self.ask_zone,
                AskLocation: self.ask_location,
                SetSchedule: self.set_schedule,
                Unsubscribe: self.press_unsubscribe,
            },
        )

    async def subscribe(self, visit: Visit, arguments: str) -> None:
        """Agree on a schedule with as few questions as can be."""
        if not await may_schedule(visit, self._answers):
            await self._answers.send(visit, Screen(Html(visit.words.only_administrators)))
            return
        screen = await self._typed(visit, Wanted(), arguments) if arguments else await self.opening(visit)
        await self._answers.send(visit, screen)

    async def opening(self, visit: Visit) -> Screen:
        """What there is, or the first question."""
        known = await self._subscriptions.find(visit.destination)
        if known is not None and known.active:
            return scheduling.already_subscribed(visit.words, known, self._clock.now())
        zone = None if known is None else known.zone
        self._memory.asked(visit.destination, visit.person, Wanted(zone=zone))
        usual = None if known is None else known.times[0].local_time
        return scheduling.ask_time(visit.words, Wish(zone=zone), usual)

    async def heard(self, visit: Visit, text: str) -> bool:
        """Plain text: the answer to our last question, or a whole schedule. False when it is neither."""
        asked = self._memory.question(visit.destination, visit.person)
        if asked is None and visit.managed is None:
            said = parse(text, visit.words.locale)
            if not said.times or said.zone is None or said.problems:
                return False
        if not await may_schedule(visit, self._answers):
            return False
        await self._answers.send(visit, await self._typed(visit, asked or Wanted(), text))
        return True

    async def located(self, visit: Visit, zone: str | None) -> None:
        """A shared location says the zone, for whatever was asked before; at sea there is none."""
        if zone is None:
            await self._answers.send(visit, scheduling.no_zone_there(visit.words))
            return
        self._memory.took_key(visit.destination)
        await self._answers.send(visit, scheduling.zone_found(visit.words, zone))
        before = self._memory.question(visit.destination, visit.person) or Wanted()
        await self._answers.send(visit, await self._settled(visit, replace(before, zone=zone)))

    async def _typed(self, visit: Visit, before: Wanted, text: str) -> Screen:
        said = parse(text, visit.words.locale)
        wanted = Wanted(
            tuple(Wished(each.at, each.weekdays) for each in said.times) or before.times,
            said.zone or before.zone,
            said.weekdays or before.weekdays,
            said.also or before.also,
        )
        self._memory.asked(visit.destination, visit.person, wanted)
        hindrances = [problem for problem in said.problems if problem.kind not in _CHOOSE]
        if hindrances:
            return Screen(lines(*(escape(problem.sentence) for problem in hindrances)))
        if said.problems:
            return _choice(visit, _wish(wanted), said)
        return await self._settled(visit, wanted)

    async def _settled(self, visit: Visit, wanted: Wanted) -> Screen:
        agreed = await self._agree(visit, wanted)
        if isinstance(agreed, Screen):
            return agreed
        return scheduling.subscribed(visit.words, agreed, self._clock.now())

    async def set_schedule(self, visit: Visit, action: SetSchedule) -> None:
        """A button that says a time, a zone or both; a chat that had its briefing before sees its settings again."""
        before = await self._subscriptions.find(visit.destination)
        if before is not None and before.active and self._memory.question(visit.destination, visit.person) is None:
            # A button of long ago: what was agreed since then stands.
            await self._answers.edit(visit, scheduling.already_subscribed(visit.words, before, self._clock.now()))
            return
        agreed = await self._agree(visit, self._pressed(visit, action))
        if isinstance(agreed, Subscription):
            view = settings.settings if before is not None and before.active else scheduling.subscribed
            agreed = view(visit.words, agreed, self._clock.now())
        await self._answers.edit(visit, agreed)

    def _pressed(self, visit: Visit, action: Wish) -> Wanted:
        """What the button says; several times stand in no button, so they are remembered until the zone is known."""
        asked = self._memory.question(visit.destination, visit.person)
        if action.at is None and asked is not None and len(asked.times) > 1:
            return replace(asked, zone=action.zone or asked.zone)
        return Wanted(() if action.at is None else (Wished(action.at),), action.zone, action.weekdays)

    async def _agree(self, visit: Visit, wanted: Wanted) -> Subscription | Screen:
        """The subscription, when nothing is missing for it, else the question for what is."""
        known = await self._subscriptions.find(visit.destination)
        zone = wanted.zone or (None if known is None else known.zone)
        if zone is not None and (wanted.times or known is not None):
            self._memory.answered(visit.destination, visit.person)
            if self._memory.took_key(visit.destination):  # a message with buttons cannot take it away
                await self._answers.send(visit, scheduling.zone_found(visit.words, zone))
            change = Change(wanted.times, zone, wanted.weekdays, also=wanted.also)
            return await self._subscriptions.subscribe(visit.profile, visit.destination.thread_id, change)
        self._memory.asked(visit.destination, visit.person, replace(wanted, zone=zone))
        if not wanted.times:
            return scheduling.ask_time(visit.words, Wish(None, zone, wanted.weekdays))
        return scheduling.ask_zone(visit.words, wanted, self._suggested(visit), private=visit.private)

    def _suggested(self, visit: Visit) -> tuple[str, ...]:
        return suggested_zones(visit.language, self._subscriptions.defaults.zone)

    async def ask_time(self, visit: Visit, action: AskTime) -> None:
        """Show the times again."""
        self._memory.asked(visit.destination, visit.person, self._pressed(visit, action))
        await self._answers.edit(visit, scheduling.ask_time(visit.words, action))

    async def ask_region(self, visit: Visit, action: AskRegion) -> None:
        """Show the parts of the world."""
        self._memory.asked(visit.destination, visit.person, self._pressed(visit, action))
        await self._answers.edit(visit, scheduling.ask_region(visit.words, action, private=visit.private))

    async def ask_location(self, visit: Visit, _action: AskLocation) -> None:
        """A key below the message box that shares the location."""
        self._memory.showed_key(visit.destination)
        await self._answers.send(visit, scheduling.ask_location(visit.words))

    async def ask_zone(self, visit: Visit, action: AskZone) -> None:
        """Show the zones of a part of the world."""
        await self._answers.edit(visit, scheduling.ask_place(visit.words, action))

    async def unsubscribe(self, visit: Visit, _arguments: str = "") -> None:
        """Stop by command."""
        if not await may_schedule(visit, self._answers):
            await self._answers.send(visit, Screen(Html(visit.words.only_administrators)))
            return
        await self._answers.send(visit, await self._stopped(visit))

    async def press_unsubscribe(self, visit: Visit, _action: Unsubscribe) -> None:
        """Stop by button; the message turns into the way back."""
        await self._answers.edit(visit, await self._stopped(visit))

    async def _stopped(self, visit: Visit) -> Screen:
        self._memory.answered(visit.destination, visit.person)
        stopped = await self._subscriptions.unsubscribe(visit.destination)
        view = scheduling.nothing_to_unsubscribe if stopped is None else scheduling.unsubscribed
        return view(visit.words)


def _wish(wanted: Wanted) -> Wish:
    """As much as buttons can say of it."""
    at = wanted.times[0].at if len(wanted.times) == 1 else None
    return Wish(at, wanted.zone, wanted.weekdays)


def _choice(visit: Visit, wish: Wish, said: ScheduleText) -> Screen:
    question = next(problem.sentence for problem in said.problems)
    return scheduling.ask_which_place(visit.words, wish, question, said.choices)
