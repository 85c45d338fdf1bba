"""Search as readers ask for it: a page of articles with the passage that fits, and a better spelling."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.models import Headline
from bot.remarks import Remark
from bot.search.marking import Marker
from bot.search.query import parse
from bot.search.question import Question, ask
from bot.search.terms import Analyser
from bot.services import search_conditions, search_spelling
from bot.storage import articles, search, search_index
from bot.storage.engine import Store
from bot.storage.search import Found

HITS_A_PAGE = 5


@dataclass(frozen=True, slots=True)
class Hit:
    """An article found. In `title` and `snippet` what was looked for stands between `marking.MARK` and `UNMARK`;
    everything else in them is the article's own text, not escaped. `complete`: it has all the words.
    """

    headline: Headline
    title: str
    snippet: str
    complete: bool


@dataclass(frozen=True, slots=True)
class SearchPage:
    """A page of the hits, from 0. The first `complete` of the `total` have all the words.

    With `more` there are older articles that were not weighed, so `total` is "at least". `suggestion` is the question
    in a better spelling, or None. `problems` are sentences on what was left out of account.
    """

    hits: tuple[Hit, ...]
    page: int
    pages: int
    total: int
    complete: int
    more: bool = False
    suggestion: str | None = None
    problems: tuple[Remark, ...] = field(default=())

    @property
    def relaxed(self) -> bool:
        """Whether some of the hits have only some of the words."""
        return self.total > self.complete


class Search:
    """Searches the library; every call sees it as it is now."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def find(self, text: str, page: int = 0, per_page: int = HITS_A_PAGE) -> SearchPage:
        """That page of what is found, or the last one when there are fewer. Never raises for what is typed."""
        query = parse(text)
        if query.is_empty:
            problems = query.problems or (Remark("there is nothing to search for; type a word"),)
            return SearchPage((), 0, 1, 0, 0, problems=problems)
        async with self._store.read() as connection:
            languages = await search_index.languages(connection)
            question = ask(query, languages)
            found = await search.find(connection, question)
            ids = (*found.complete, *found.partial)
            pages = max(1, -(-len(ids) // per_page))
            shown = min(max(page, 0), pages - 1)
            hits = await _hits(connection, ids[shown * per_page : (shown + 1) * per_page], question, found)
            unmet = await search_conditions.unmet(connection, query, languages, found=bool(ids))
            better = None if found.complete else await search_spelling.better(connection, query, found, languages)
        problems = (*query.problems, *unmet)
        return SearchPage(hits, shown, pages, len(ids), len(found.complete), found.more, better, problems)


async def _hits(connection: AsyncConnection, ids: Sequence[int], question: Question, found: Found) -> tuple[Hit, ...]:
    there = await articles.with_texts(connection, ids)
    complete, analyser, hits = set(found.complete), Analyser(), []
    for article_id in (each for each in ids if each in there):
        headline, paragraphs = there[article_id]
        marker = Marker(question.ranked, headline.language, analyser)
        snippet = marker.snippet(paragraphs or (headline.summary,))
        hits.append(Hit(headline, marker.marked(headline.title), snippet, article_id in complete))
    return tuple(hits)
