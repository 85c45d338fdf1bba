"""/mydata and /forgetme: a person's own, in the private chat with them."""

from bot.chat.answer import Answers
from bot.chat.callbacks.privacy import ForgetPerson, KeepPerson
from bot.chat.routes import Routes
from bot.chat.services import ChatServices
from bot.chat.views.screen import Button, Screen
from bot.chat.visit import Visit
from bot.markup import Html

FILE_NAME = "mydata.json"


class Privately:
    """What a group has set up belongs to the group, so it is told to ask in private."""

    def __init__(self, services: ChatServices, answers: Answers) -> None:
        self._privacy = services.privacy
        self._memory = services.memory
        self._answers = answers
        self.routes = Routes(
            {"mydata": self.my_data, "forgetme": self.forget_me},
            {ForgetPerson: self.forget, KeepPerson: self.keep},
        )

    async def my_data(self, visit: Visit, _arguments: str = "") -> None:
        """Everything as a file."""
        words = visit.words
        if not visit.private:
            await self._answers.send(visit, Screen(Html(words.privately_only)))
            return
        data = await self._privacy.export(visit.destination.telegram_id)
        if data is None:
            await self._answers.send(visit, Screen(Html(words.mydata_nothing)))
            return
        await self._answers.document(visit, FILE_NAME, data, Html(words.mydata_here))

    async def forget_me(self, visit: Visit, _arguments: str = "") -> None:
        """Ask first."""
        words = visit.words
        if not visit.private:
            await self._answers.send(visit, Screen(Html(words.privately_only)))
            return
        buttons = ((Button(words.button_forget, ForgetPerson()), Button(words.button_keep, KeepPerson())),)
        await self._answers.send(visit, Screen(Html(words.forgetme_ask), buttons))

    async def forget(self, visit: Visit, _action: ForgetPerson) -> None:
        """Delete, and say so in place of the question."""
        if not visit.private:
            return
        self._memory.forget(visit.destination)
        there = await self._privacy.forget(visit.destination.telegram_id)
        said = visit.words.forgetme_done if there else visit.words.forgetme_nothing
        await self._answers.edit(visit, Screen(Html(said)))

    async def keep(self, visit: Visit, _action: KeepPerson) -> None:
        """Say that nothing was done."""
        await self._answers.edit(visit, Screen(Html(visit.words.forgetme_kept)))
