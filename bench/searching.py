"""How long a search takes in a library of 10,000 and 100,000 articles, or of as many as `--articles N` says.

The library is made up: words by Zipf's law, 250 an article, ten years of articles. Each question is asked of the
service, with its headlines and passages, and compared with the same terms asked of the database alone (sqlite3, FTS5's
bm25 over everything that matches). Different words are taken for every question; each is asked once before it counts,
so that it is the program that is measured and not the disk.
"""

import asyncio
import random
import sqlite3
import statistics
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import accumulate
from pathlib import Path

from sqlalchemy import insert, update

from bench.figures import Figure
from bench.setting import database
from bot.models import ParsedArticle
from bot.search.document import LONGEST_WORD, Document, describe
from bot.search.folding import words
from bot.search.spelling import SHORTEST
from bot.search.terms import Analyser
from bot.services.library import Library
from bot.services.search import Search
from bot.storage import articles
from bot.storage.articles import NewArticle
from bot.storage.engine import Store
from bot.storage.schema import articles as article_table
from bot.storage.schema import loads

SIZES = (10_000, 100_000)
WORDS_AN_ARTICLE = 250
BATCH = 500
ASKED = 60
YEARS = 10
_PAPERS = 50
# One article of so many is a copy of the one before.
_COPIED = 50
_VOCABULARY = 200_000
_EXPONENT = 1.05
_RAW = (
    "SELECT rowid FROM article_terms WHERE article_terms MATCH ? "
    "ORDER BY bm25(article_terms, 8.0, 2.5, 1.0, 0.0) LIMIT 5"
)
_LATEST = (
    "SELECT id, title, summary, source, shown_at FROM articles WHERE live = 1 ORDER BY shown_at DESC, id DESC LIMIT 10"
)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of question: words with these ranks in the vocabulary, the commonest first."""

    name: str
    ranks: tuple[range, ...]
    joined: str = " OR "


def kinds(size: int) -> tuple[Kind, ...]:
    """The questions for a library of this size; a rare word is in some 50 to 100 of its articles."""
    rare = range(_rank(100, size), _rank(50, size))
    return (
        Kind("rare word", (rare,)),
        Kind("two words", (range(300, 3_000), range(300, 3_000)), " AND "),
        Kind("two words, any of them", (range(1_000, 5_000), rare)),
        Kind("common word", (range(40),)),
        Kind("six words, some common", (range(20), range(20), *(range(50, 3_000),) * 4)),
    )


def _rank(articles_with: int, size: int) -> int:
    """The rank of a word that about so many articles have, by the law below."""
    return min(int((size * WORDS_AN_ARTICLE / 10 / articles_with) ** (1 / _EXPONENT)), _VOCABULARY - 1)


async def measure() -> AsyncIterator[Figure]:
    """Fill a library of each size and search it."""
    for size in _sizes():
        async with database() as (store, folder):
            start = time.perf_counter()
            await _fill(store, size)
            yield Figure(f"articles stored and indexed, {size:,}", size / (time.perf_counter() - start), "articles/s")
            for figure in _bytes(folder / "bench.db", size):
                yield figure
            async for figure in _latencies(store, folder / "bench.db", size):
                yield figure


def _sizes() -> Sequence[int]:
    if "--articles" in sys.argv:
        return (int(sys.argv[sys.argv.index("--articles") + 1]),)
    return SIZES


def vocabulary() -> list[str]:
    """Made-up words that stand for themselves: none of them is a stem of another."""
    analyser = Analyser()
    spelled = (
        "".join("bdfgklmnprtvz"[digit] + "aou"[digit % 3] for digit in _digits(n)) + "k" for n in range(_VOCABULARY)
    )
    return [word for word in spelled if analyser.terms(words(word), "en") == [word]]


def _digits(number: int) -> Iterator[int]:
    number += 13
    while number:
        number, digit = divmod(number, 13)
        yield digit


async def _fill(store: Store, size: int) -> None:
    chance = random.Random(1)  # noqa: S311 - the same library in every run
    known = vocabulary()
    weights = list(accumulate(1 / (rank + 2.7) ** _EXPONENT for rank in range(len(known))))
    now = datetime.now(UTC)
    async with store.write() as connection:
        await connection.execute(insert(loads).values(id=1, started_at=now, finished_at=now))
    step, facets = timedelta(days=365 * YEARS) / size, _facets()
    for first in range(0, size, BATCH):
        numbers = range(first, min(first + BATCH, size))
        chosen = chance.choices(known, cum_weights=weights, k=len(numbers) * WORDS_AN_ARTICLE)
        new = [
            _article(
                number,
                chosen[place * WORDS_AN_ARTICLE : (place + 1) * WORDS_AN_ARTICLE],
                now - (size - number) * step,
                facets,
            )
            for place, number in enumerate(numbers)
        ]
        async with store.write() as connection:
            await articles.add(connection, new, load_id=1, now=now)
    copies = update(article_table).where(article_table.c.id % _COPIED == 0).values(copy_of=article_table.c.id - 1)
    async with store.write() as connection:
        await connection.execute(copies)


def _facets() -> list[list[str]]:
    """What conditions find an article by, by its paper."""
    contents = (_content(paper, [""] * WORDS_AN_ARTICLE, datetime.now(UTC)) for paper in range(_PAPERS))
    return [describe(content, Analyser()).facets for content in contents]


def _article(number: int, chosen: list[str], published: datetime, facets: list[list[str]]) -> NewArticle:
    # Terms come with an article, as a load's do, which finds them before it stores anything.
    found = frozenset(word for word in chosen if SHORTEST <= len(word) <= LONGEST_WORD)
    document = Document(chosen[:8], chosen[8:40], chosen[40:], facets[number % _PAPERS], found)
    content = _content(number, chosen, published)
    return NewArticle(f"{number}.txt", 0, content, str(number), len(chosen), document)


def _content(number: int, chosen: list[str], published: datetime) -> ParsedArticle:
    lead, body = " ".join(chosen[8:40]), " ".join(chosen[40:])
    return ParsedArticle(
        title=" ".join(chosen[:8]),
        body=(lead, body),
        summary=lead,
        source=f"Paper {number % _PAPERS}",
        published=published,
        language="en",
        topics=("world",),
        places=("GB",),
    )


def _bytes(path: Path, size: int) -> Iterator[Figure]:
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        rows = connection.execute("SELECT name, sum(pgsize) FROM dbstat GROUP BY name").fetchall()
        text = connection.execute("SELECT sum(length(title) + length(body)) FROM articles").fetchone()[0]
    index = sum(
        taken for name, taken in rows if name.startswith(("article_terms", "search_", "sqlite_autoindex_search"))
    )
    yield Figure(
        f"bytes an article, all, {size:,}", path.stat().st_size / size, "bytes", "its text", path.stat().st_size / text
    )
    yield Figure(f"bytes an article, search index, {size:,}", index / size, "bytes", "its text", index / text)


async def _latencies(store: Store, path: Path, size: int) -> AsyncIterator[Figure]:
    search, library = Search(store), Library(store)
    known, analyser = vocabulary(), Analyser()
    chance = random.Random(2)  # noqa: S311 - the same questions in every run
    with sqlite3.connect(path) as raw:
        for kind in kinds(size):
            asked = [[known[chance.choice(rank)] for rank in kind.ranks] for _ in range(ASKED)]
            ours = await _timed([partial(search.find, " ".join(question)) for question in asked])
            terms = [analyser.terms(question, "en") for question in asked]
            alone = [_raw(raw, _RAW, kind.joined.join(f'"{term}"' for term in question)) for question in terms * 2]
            for figure in _compared(f"{kind.name}, {size:,}", ours, alone[ASKED:]):
                yield figure
        ours = await _timed([lambda: library.headlines(0)] * 300)
        alone = [_raw(raw, _LATEST) for _ in range(300)]
        for figure in _compared(f"latest headlines, {size:,}", ours, alone):
            yield replace(figure, value=figure.value * 1000, unit="µs")


async def _timed(questions: Sequence[Callable[[], Awaitable[object]]]) -> list[float]:
    for question in questions:
        await question()
    found = []
    for question in questions:
        start = time.perf_counter()
        await question()
        found.append((time.perf_counter() - start) * 1000)
    return found


def _raw(connection: sqlite3.Connection, statement: str, *bound: str) -> float:
    start = time.perf_counter()
    connection.execute(statement, bound).fetchall()
    return (time.perf_counter() - start) * 1000


def _compared(name: str, ours: list[float], alone: list[float]) -> Iterator[Figure]:
    for label, take in (("p50", statistics.median), ("p99", _p99)):
        yield Figure(f"{name}, {label}", take(ours), "ms", "raw SQL", take(ours) / take(alone))


def _p99(values: list[float]) -> float:
    return sorted(values)[int(len(values) * 0.99)]


async def _main() -> None:
    async for figure in measure():
        ratio = "" if figure.ratio is None else f"{figure.ratio:8.2f} x {figure.baseline}"
        sys.stderr.write(f"{figure.name:48} {figure.value:12,.2f} {figure.unit:10} {ratio}\n")


if __name__ == "__main__":
    asyncio.run(_main())
