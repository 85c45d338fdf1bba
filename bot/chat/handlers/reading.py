"""/headlines and /read, and every button with which people turn pages."""

import re
from contextlib import suppress

from bot.chat.answer import Answers
from bot.chat.callbacks.reading import SendArticle, SendHeadlines, ShowArticle, ShowHeadlines
from bot.chat.memory import Listed
from bot.chat.numbers import HEADLINES, Numbers
from bot.chat.routes import Routes
from bot.chat.services import ChatServices
from bot.chat.views import reading
from bot.chat.views.reading import Place
from bot.chat.views.screen import Screen
from bot.chat.visit import Visit
from bot.errors import NotFound, StorageError
from bot.markup import Html, one_line
from bot.services.library import HEADLINES_A_PAGE
from bot.texts import say

ECHO = 40


class Reading:
    """Everybody in a chat may read."""

    def __init__(self, services: ChatServices, answers: Answers) -> None:
        self._library = services.library
        self._history = services.history
        self._clock = services.clock
        self._numbers = Numbers(services)
        self._answers = answers
        self.routes = Routes(
            {"headlines": self.headlines, "read": self.read},
            {
                ShowHeadlines: self.show_headlines,
                SendHeadlines: self.press_headlines,
                ShowArticle: self.show_article,
                SendArticle: self.send_article,
            },
        )

    async def headlines(self, visit: Visit, arguments: str = "") -> None:
        """The newest headlines, or that page of them (from 1, the last one for any beyond), as a new message."""
        page = typed_number(arguments) if arguments else 1
        if page is None:
            text = one_line(arguments, ECHO)
            await self._answers.send(visit, Screen(say(visit.words.headlines_usage, text=text)))
            return
        await self._answers.send(visit, await self._headlines(visit, page - 1))

    async def press_headlines(self, visit: Visit, _action: SendHeadlines) -> None:
        """The newest headlines, by a button."""
        await self.headlines(visit)

    async def show_headlines(self, visit: Visit, action: ShowHeadlines) -> None:
        """Another page, in place."""
        await self._answers.edit(visit, await self._headlines(visit, action.page))

    async def _headlines(self, visit: Visit, number: int) -> Screen:
        page = await self._library.headlines(number)
        numbered = {place: headline.id for place, headline in enumerate(page.headlines, page.first)}
        self._numbers.saw(visit.here, HEADLINES, numbered)
        return reading.headlines(visit.words, page, self._clock.now())

    async def read(self, visit: Visit, arguments: str) -> None:
        """The article with this number in the list that the chat was shown last."""
        if not arguments:
            await self._answers.send(visit, Screen(Html(visit.words.read_usage)))
            return
        number = typed_number(arguments)
        if number is None:
            text = one_line(arguments, ECHO)
            await self._answers.send(visit, Screen(say(visit.words.read_not_a_number, text=text)))
            return
        listed = await self._numbers.last(visit.here)
        found = await self._numbers.article(listed, number)
        if found is None:
            await self._answers.send(visit, await self._out_of_range(visit, listed, number))
            return
        of_headlines = listed is None or listed.of == HEADLINES
        place = Place(listed=(number - 1) // HEADLINES_A_PAGE if of_headlines else 0)
        screen, known = await self._article(visit, found, place)
        await self._answers.send(visit, screen)
        if known:
            await self._opened(visit, found)

    async def _out_of_range(self, visit: Visit, listed: Listed | None, number: int) -> Screen:
        if listed is not None and listed.of != HEADLINES and listed.numbers:
            first, last = min(listed.numbers), max(listed.numbers)
            return Screen(say(visit.words.beyond_list, number=number, first=first, last=last))
        total = await self._library.total()
        return Screen(visit.words.out_of_range(number, total) if total else Html(visit.words.read_no_articles))

    async def show_article(self, visit: Visit, action: ShowArticle) -> None:
        """A page of an article, in place."""
        screen, known = await self._article(visit, action.article_id, Place(action.page, action.listed))
        await self._answers.edit(visit, screen)
        if known and action.page == 0:
            await self._opened(visit, action.article_id)

    async def send_article(self, visit: Visit, action: SendArticle) -> None:
        """An article as a new message, answering the briefing whose button was pressed."""
        screen, known = await self._article(visit, action.article_id, Place())
        await self._answers.send(visit, screen, reply_to=visit.message_id)
        if known:
            await self._opened(visit, action.article_id)

    async def _article(self, visit: Visit, article_id: int, place: Place) -> tuple[Screen, bool]:
        """The article, or that there is none."""
        try:
            return reading.article(visit.words, await self._library.article(article_id), place), True
        except NotFound:
            return reading.article_missing(visit.words), False

    async def _opened(self, visit: Visit, article_id: int) -> None:
        """No briefing need tell it again. Who has the article on the screen is not told that this went wrong."""
        with suppress(StorageError):
            await self._history.opened(visit.profile, article_id)


def typed_number(text: str) -> int | None:
    """The number that a person typed: `3`, `#3`, `3.` and digits of any script."""
    found = re.fullmatch(r"[#№]?\s*(\d{1,6})\.?", text)
    return None if found is None else int(found[1])
