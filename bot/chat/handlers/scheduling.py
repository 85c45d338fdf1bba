"""/subscribe and /unsubscribe: from whatever a person types or presses to one exact next time."""

from bot.chat.access import may_schedule
from bot.chat.answer import Answers
from bot.chat.callbacks.scheduling import AskRegion, AskTime, AskZone, Resume, SetSchedule, Unsubscribe, Wish
from bot.chat.places import suggested_zones
from bot.chat.routes import Routes
from bot.chat.services import ChatServices
from bot.chat.views import scheduling, settings
from bot.chat.views.screen import Screen
from bot.chat.visit import Visit
from bot.errors import NotFound
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
                SetSchedule: self.set_schedule,
                Unsubscribe: self.press_unsubscribe,
                Resume: self.resume,
            },
        )

    async def subscribe(self, visit: Visit, arguments: str) -> None:
        """Agree on a schedule with as few questions as can be."""
        if not await may_schedule(visit, self._answers):
            await self._answers.send(visit, Screen(Html(visit.words.only_administrators)))
            return
        screen = await self._typed(visit, Wish(), arguments) if arguments else await self._opening(visit)
        await self._answers.send(visit, screen)

    async def _opening(self, visit: Visit) -> Screen:
        known = await self._subscriptions.find(visit.destination)
        if known is not None and known.active:
            return scheduling.already_subscribed(visit.words, known, self._clock.now())
        wish = Wish() if known is None else Wish(zone=known.zone)
        self._memory.asked(visit.destination, visit.person, wish)
        return scheduling.ask_time(visit.words, wish, None if known is None else known.times[0].local_time)

    async def heard(self, visit: Visit, text: str) -> bool:
        """Plain text: the answer to our last question, or a whole schedule. False when it is neither."""
        asked = self._memory.question(visit.destination, visit.person)
        if asked is None:
            said = parse(text, visit.words.locale)
            if said.local_time is None or said.zone is None or said.problems:
                return False
        if not await may_schedule(visit, self._answers):
            return False
        await self._answers.send(visit, await self._typed(visit, asked or Wish(), text))
        return True

    async def _typed(self, visit: Visit, before: Wish, text: str) -> Screen:
        said = parse(text, visit.words.locale)
        wish = Wish(
            before.at if said.local_time is None else said.local_time,
            said.zone or before.zone,
            said.weekdays or before.weekdays,
        )
        self._memory.asked(visit.destination, visit.person, wish)
        hindrances = [problem for problem in said.problems if problem.kind not in _CHOOSE]
        if hindrances:
            return Screen(lines(*(escape(problem.sentence) for problem in hindrances)))
        if said.problems:
            return _choice(visit, wish, said)
        agreed = await self._agree(visit, wish)
        if isinstance(agreed, Screen):
            return agreed
        return scheduling.subscribed(visit.words, agreed, self._clock.now())

    async def set_schedule(self, visit: Visit, action: SetSchedule) -> None:
        """A button that says a time, a zone or both; a chat that had its briefing before sees its settings again."""
        before = await self._subscriptions.find(visit.destination)
        agreed = await self._agree(visit, action)
        if isinstance(agreed, Subscription):
            view = settings.settings if before is not None and before.active else scheduling.subscribed
            agreed = view(visit.words, agreed, self._clock.now())
        await self._answers.edit(visit, agreed)

    async def _agree(self, visit: Visit, wish: Wish) -> Subscription | Screen:
        """The subscription, when nothing is missing for it, else the question for what is."""
        known = await self._subscriptions.find(visit.destination)
        if known is not None:
            wish = Wish(wish.at, wish.zone or known.zone, wish.weekdays)
        if wish.zone is not None and (wish.at is not None or known is not None):
            self._memory.answered(visit.destination, visit.person)
            times = () if wish.at is None else (Wished(wish.at),)
            change = Change(times, wish.zone, wish.weekdays)
            return await self._subscriptions.subscribe(visit.profile, visit.destination.thread_id, change)
        self._memory.asked(visit.destination, visit.person, wish)
        if wish.at is None:
            return scheduling.ask_time(visit.words, wish)
        return scheduling.ask_zone(visit.words, wish, self._suggested(visit))

    def _suggested(self, visit: Visit) -> tuple[str, ...]:
        return suggested_zones(visit.language, self._subscriptions.defaults.zone)

    async def ask_time(self, visit: Visit, action: AskTime) -> None:
        """Show the times again."""
        self._memory.asked(visit.destination, visit.person, action)
        await self._answers.edit(visit, scheduling.ask_time(visit.words, action))

    async def ask_region(self, visit: Visit, action: AskRegion) -> None:
        """Show the parts of the world."""
        self._memory.asked(visit.destination, visit.person, action)
        await self._answers.edit(visit, scheduling.ask_region(visit.words, action))

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

    async def resume(self, visit: Visit, _action: Resume) -> None:
        """Start again with the settings that were kept."""
        try:
            subscription = await self._subscriptions.resume(visit.destination)
        except NotFound:
            await self._answers.edit(visit, await self._opening(visit))
            return
        await self._answers.edit(visit, scheduling.resumed(visit.words, subscription, self._clock.now()))


def _choice(visit: Visit, wish: Wish, said: ScheduleText) -> Screen:
    question = next(problem.sentence for problem in said.problems)
    return scheduling.ask_which_place(visit.words, wish, question, said.choices)
