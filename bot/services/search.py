"""Search as readers ask for it: a page of articles with the passage that fits, and a better spelling."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.models import Headline
from bot.remarks import Remark
from bot.search.document import LONGEST_WORD
from bot.search.folding import WORD, words
from bot.search.marking import Marker
from bot.search.query import Field, Part, Query, is_ranked, parse
from bot.search.question import Question, Wording, ask
from bot.search.spelling import SHORTEST
from bot.search.terms import Analyser
from bot.storage import articles, search, search_index
from bot.storage.engine import Store
from bot.storage.search import Found

HITS_A_PAGE = 5
_MOST_SUGGESTED_WORDS = 4
_CANDIDATES_A_WORD = 8
_SEEN = 500


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
            suggestion = None if found.complete else await _suggestion(connection, query, languages)
        return SearchPage(hits, shown, pages, len(ids), len(found.complete), found.more, suggestion, query.problems)


async def _hits(connection: AsyncConnection, ids: Sequence[int], question: Question, found: Found) -> tuple[Hit, ...]:
    there = await articles.with_texts(connection, ids)
    complete, analyser, hits = set(found.complete), Analyser(), []
    for article_id in (each for each in ids if each in there):
        headline, paragraphs = there[article_id]
        marker = Marker(question.ranked, headline.language, analyser)
        snippet = marker.snippet(paragraphs or (headline.summary,))
        hits.append(Hit(headline, marker.marked(headline.title), snippet, article_id in complete))
    return tuple(hits)


async def _suggestion(connection: AsyncConnection, query: Query, languages: tuple[str, ...]) -> str | None:
    """The question with the words that no article has exchanged for the likeliest ones that some have."""
    text, changes = query.text, 0
    for part in reversed(query.parts):
        if not is_ranked(part) or part.prefix:
            continue
        for match in reversed(list(WORD.finditer(part.text))):
            if changes == _MOST_SUGGESTED_WORDS:
                break
            better = await _better(connection, match.group(), languages)
            if better is not None:
                start = part.start + match.start()
                text = f"{text[:start]}{better}{text[start + len(match.group()) :]}"
                changes += 1
    return re.sub(r"\s+", " ", text).strip() if changes else None


async def _better(connection: AsyncConnection, typed: str, languages: tuple[str, ...]) -> str | None:
    folded = words(typed)
    if len(folded) != 1 or not SHORTEST <= len(folded[0]) <= LONGEST_WORD or not folded[0].isalpha():
        return None
    word = folded[0]
    if await _articles_with(connection, word, languages):
        return None
    candidates = await search.similar_words(connection, word, _CANDIDATES_A_WORD)
    counted = [(await _articles_with(connection, each, languages), each) for each in candidates]
    frequency, best = max(counted, key=lambda pair: pair[0], default=(0, word))
    return best if frequency else None


async def _articles_with(connection: AsyncConnection, word: str, languages: tuple[str, ...]) -> int:
    wanted = Wording(languages).phrases(Part(Field.ANYWHERE, word, 0, len(word)))
    return await search.count(connection, wanted, _SEEN)
