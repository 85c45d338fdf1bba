"""/history: past briefings, and links to them."""

from bot.chat.answer import Answers
from bot.chat.callbacks.briefings import SendEdition, ShowHistory
from bot.chat.handlers.reading import typed_number
from bot.chat.numbers import Numbers
from bot.chat.routes import Routes
from bot.chat.services import BotProfile, ChatServices
from bot.chat.views import history
from bot.chat.visit import Visit
from bot.errors import NotFound
from bot.services.history import SentEdition


class PastBriefings:
    """Everybody in a chat may look back. A link opens its briefing for whoever has it."""

    def __init__(self, services: ChatServices, answers: Answers, profile: BotProfile) -> None:
        self._history = services.history
        self._answers = answers
        self._numbers = Numbers(services)
        self._bot_name = profile.username
        self.routes = Routes(
            {"history": self.history},
            {
                ShowHistory: self.show_history,
                SendEdition: self.send_edition,
            },
        )

    async def history(self, visit: Visit, arguments: str = "") -> None:
        """The newest briefings, or that page of them (from 1), as a new message."""
        page = await self._history.page(visit.destination, (typed_number(arguments) or 1) - 1)
        await self._answers.send(visit, history.history(visit.words, page))

    async def show_history(self, visit: Visit, action: ShowHistory) -> None:
        """Another page, in place."""
        page = await self._history.page(visit.destination, action.page)
        await self._answers.edit(visit, history.history(visit.words, page))

    async def send_edition(self, visit: Visit, action: SendEdition) -> None:
        """A briefing of this chat, as it was sent."""
        try:
            edition = await self._history.again(visit.destination, action.edition_id)
        except NotFound:
            await self._answers.send(visit, history.gone(visit.words))
            return
        await self._send(visit, edition, action.edition_id)

    async def send_linked(self, visit: Visit, token: str) -> None:
        """The briefing that a link names."""
        try:
            edition = await self._history.linked(token)
        except NotFound:
            await self._answers.send(visit, history.unknown_link(visit.words))
            return
        await self._send(visit, edition, token)

    async def _send(self, visit: Visit, edition: SentEdition, name: int | str) -> None:
        self._numbers.saw_briefing(visit.here, name, edition.parts)
        for part in edition.parts:
            await self._answers.part(visit, part)
        if edition.token:
            await self._answers.send(visit, history.linked(visit.words, self._bot_name, edition.token))
