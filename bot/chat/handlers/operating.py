"""/stats, for operators in their private chat."""

from bot.chat.answer import Answers
from bot.chat.handlers.loading import Loading
from bot.chat.routes import Routes
from bot.chat.services import ChatServices
from bot.chat.views import administration
from bot.chat.visit import Visit


class Operating:
    """The router lets only operators in."""

    def __init__(self, services: ChatServices, answers: Answers) -> None:
        self._administration = services.administration
        self._answers = answers
        self.routes = Routes({"stats": self.stats}) | Loading(services, answers).routes

    async def stats(self, visit: Visit, _arguments: str = "") -> None:
        """Figures of the installation."""
        await self._answers.send(visit, administration.figures(visit.words, await self._administration.figures()))
