"""/briefing and /status: what is new now, what came and what comes next."""

from bot.chat.answer import Answers
from bot.chat.callbacks.briefings import MoreStories
from bot.chat.callbacks.reading import SendBriefing, SendHeadlines
from bot.chat.memory import Shown
from bot.chat.numbers import Numbers
from bot.chat.routes import Routes
from bot.chat.services import ChatServices
from bot.chat.views import scheduling, status
from bot.chat.views.screen import Button, Screen
from bot.chat.views.times import local_moment
from bot.chat.visit import Visit
from bot.markup import Html
from bot.models import DeliveryState
from bot.texts import say

# Every slot shown has at most a few parts.
RECORDS = 30


class OnDemand:
    """Asking uses up nothing: tomorrow's briefing is the same with or without."""

    def __init__(self, services: ChatServices, answers: Answers) -> None:
        self._library = services.library
        self._subscriptions = services.subscriptions
        self._briefings = services.briefings
        self._clock = services.clock
        self._memory = services.memory
        self._numbers = Numbers(services)
        self._answers = answers
        self.routes = Routes(
            {"briefing": self.briefing, "status": self.status},
            {
                SendBriefing: self.press_briefing,
                MoreStories: self.press_more,
            },
        )

    async def briefing(self, visit: Visit, _arguments: str = "") -> None:
        """What is new, as the briefing would show it."""
        edition = await self._briefings.now(visit.destination, visit.words.locale)
        if edition is None:
            await self._answers.send(visit, await self._nothing_new(visit))
            return
        self._memory.briefed(visit.destination, Shown(edition, self._clock.now()))
        self._numbers.saw_briefing(visit.here, 0, edition.parts)
        for part in edition.parts:
            await self._answers.part(visit, part)

    async def press_briefing(self, visit: Visit, _action: SendBriefing) -> None:
        """The same, by a button."""
        await self.briefing(visit)

    async def press_more(self, visit: Visit, action: MoreStories) -> None:
        """Further stories of a briefing, as a new message, so that the briefing stays."""
        words = visit.words
        part = await self._briefings.more(visit.destination, action.edition_id, action.page, words.locale)
        if part is None:
            await self._answers.send(visit, Screen(Html(words.briefing_more_gone)))
        else:
            await self._numbers.saw_more(visit.here, action.edition_id, part)
            await self._answers.part(visit, part)

    async def _nothing_new(self, visit: Visit) -> Screen:
        words = visit.words
        if not await self._library.total():
            return Screen(Html(words.nothing_at_all))
        headlines = ((Button(words.button_headlines, SendHeadlines()),),)
        known = await self._subscriptions.find(visit.destination)
        records = await self._briefings.recent(visit.destination, RECORDS)
        sent = next((record.sent_at for record in records if record.state is DeliveryState.SENT), None)
        if known is None or sent is None:
            return Screen(Html(words.nothing_new), headlines)
        return Screen(say(words.nothing_new_since, when=local_moment(words, sent, known.zone)), headlines)

    async def status(self, visit: Visit, _arguments: str = "") -> None:
        """Schedule, history and next time; everybody in a chat may look."""
        known = await self._subscriptions.find(visit.destination)
        if known is None:
            screen = scheduling.not_subscribed(visit.words, self._subscriptions.defaults.local_time)
        else:
            recent = await self._briefings.recent(visit.destination, RECORDS)
            screen = status.status(visit.words, known, recent, self._clock.now())
        await self._answers.send(visit, screen)
