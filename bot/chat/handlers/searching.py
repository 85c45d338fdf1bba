"""/search, its pages, and "did you mean"."""

from bot.chat.answer import Answers
from bot.chat.callbacks.reading import SearchSuggested, ShowHits
from bot.chat.numbers import Numbers
from bot.chat.routes import Routes
from bot.chat.services import ChatServices
from bot.chat.views import searching
from bot.chat.views.screen import Screen
from bot.chat.visit import Visit
from bot.markup import Html, one_line
from bot.services.search import HITS_A_PAGE

LONGEST_QUERY = 256


class Searching:
    """Everybody in a chat may search.

    What was looked for is read from the message itself, where it stands in fixed width, and before the better spelling
    if there is one: so an old list turns its pages also after a restart.
    """

    def __init__(self, services: ChatServices, answers: Answers) -> None:
        self._search = services.search
        self._clock = services.clock
        self._numbers = Numbers(services)
        self._answers = answers
        self.routes = Routes(
            {"search": self.search},
            {
                ShowHits: self.show_hits,
                SearchSuggested: self.search_suggested,
            },
        )

    async def search(self, visit: Visit, arguments: str) -> None:
        """What is found, as a new message."""
        query = one_line(arguments, LONGEST_QUERY)
        if query:
            await self._answers.send(visit, await self._found(visit, query, 0))
        else:
            await self._answers.send(visit, Screen(Html(visit.words.search_usage)))

    async def show_hits(self, visit: Visit, action: ShowHits) -> None:
        """Another page, in place."""
        await self._edit(visit, 0, action.page)

    async def search_suggested(self, visit: Visit, _action: SearchSuggested) -> None:
        """The better spelling, in place."""
        await self._edit(visit, 1, 0)

    async def _edit(self, visit: Visit, place: int, page: int) -> None:
        if len(visit.codes) > place:
            await self._answers.edit(visit, await self._found(visit, visit.codes[place], page))

    async def _found(self, visit: Visit, query: str, number: int) -> Screen:
        page = await self._search.find(query, number, HITS_A_PAGE)
        first = page.page * HITS_A_PAGE + 1
        numbered = {place: hit.headline.id for place, hit in enumerate(page.hits, first)}
        if numbered:
            self._numbers.saw(visit.here, f"hits {query}", numbered)
        return searching.hits(visit.words, query, page, self._clock.now())
