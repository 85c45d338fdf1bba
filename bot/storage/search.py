"""Finds articles. Articles with all the words come first, those with some of them after.

A common word has more articles than can be weighed: only the newest are, CANDIDATES of them. What is asked for reaches
the database as bound text in which every term stands in quotes (`fts5.expression`, `tsvector.expression`).
"""

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from types import ModuleType

from sqlalchemy import bindparam, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.search.question import Question, Wanted
from bot.search.spelling import nearest, one_slip
from bot.storage.schema import search_words
from bot.storage.search_index import day_of, day_start, index_of

CANDIDATES = 1000
CANDIDATES_A_WORD = 300
ENOUGH = 10
"""With so many articles that have all the words, nobody needs those that have some."""

# A word that is everywhere costs most and tells least.
_MOST_COSTLY_WORDS = 2
_MOST_PARTS_UNCHECKED = 3
# The newest of them counts for a third more than an old one as relevant; the gain halves every month.
_GAIN, _HALVES_AFTER = 1 / 3, 30

_LONG = 8

_KNOWN_WORDS = select(search_words.c.word).where(search_words.c.word.in_(bindparam("words", expanding=True)))
_WORDS_BETWEEN = (
    select(search_words.c.word)
    .where(search_words.c.word >= bindparam("first"), search_words.c.word < bindparam("last"))
    .order_by(search_words.c.word)
    .limit(4000)
)
# By the index of copies alone: an article's own row is a long way.
_COPIES = {
    "sqlite": text("SELECT id FROM articles WHERE copy_of IN (SELECT value FROM json_each(:ids))"),
    "postgresql": text("SELECT id FROM articles WHERE copy_of = ANY(CAST(:ids AS bigint[]))"),
}


@dataclass(frozen=True, slots=True)
class Found:
    """Ids of articles, best first. With `more`, there are older ones that were not weighed."""

    complete: tuple[int, ...]
    partial: tuple[int, ...]
    more: bool


@dataclass(frozen=True, slots=True)
class _Weighed:
    article_id: int
    document: int
    score: float


async def find(connection: AsyncConnection, question: Question) -> Found:
    """The articles with all the words, and where those are few, the ones with some; conditions always hold."""
    index, days = index_of(connection), _days(question)
    await index.prepare(connection)
    asked = await _affordable(connection, index, question)
    weighed = await _best(connection, index, asked, days, CANDIDATES)
    complete = _in_order(weighed)
    partial: list[int] = []
    if len(asked.loose) > 1 and len(complete) < ENOUGH:
        known = set(complete)
        scored = await _with_any(connection, index, asked, days)
        partial = [article_id for article_id in _in_order(scored) if article_id not in known]
    copies = await _copies(connection, [*complete, *partial])
    return Found(
        tuple(each for each in complete if each not in copies),
        tuple(each for each in partial if each not in copies),
        more=len(weighed) == CANDIDATES,
    )


async def _copies(connection: AsyncConnection, ids: Sequence[int]) -> set[int]:
    """The copies of these articles, which say nothing that their originals do not say."""
    dialect = connection.dialect.name
    bound = list(ids) if dialect == "postgresql" else json.dumps(list(ids))
    return set((await connection.execute(_COPIES[dialect], {"ids": bound})).scalars().all())


async def _best(
    connection: AsyncConnection, index: ModuleType, question: Question, days: tuple[int, int], most: int
) -> list[_Weighed]:
    return [_Weighed(*row) for row in await index.best(connection, question, days, most)]


async def _with_any(
    connection: AsyncConnection, index: ModuleType, question: Question, days: tuple[int, int]
) -> list[_Weighed]:
    """Each word by itself, so that a common one cannot crowd out a rare one; bm25 is the sum over the words."""
    scores: dict[tuple[int, int], float] = defaultdict(float)
    for wanted in question.loose:
        alone = replace(question, ranked=(wanted,))
        weight = await index.weight(connection, wanted)
        for each in await _best(connection, index, alone, days, CANDIDATES_A_WORD):
            scores[each.article_id, each.document] += weight * each.score
    return [_Weighed(*key, score) for key, score in scores.items()]


async def _affordable(connection: AsyncConnection, index: ModuleType, question: Question) -> Question:
    """The question without some of its commonest words, where weighing by all of its parts would take too long."""
    parts = len(question.ranked) + len(question.filters)
    if parts <= _MOST_PARTS_UNCHECKED or len(question.ranked) <= _MOST_COSTLY_WORDS:
        return question
    costly = [wanted for wanted in question.ranked if await index.is_costly(connection, wanted)]
    allowed = _MOST_COSTLY_WORDS if len(costly) == len(question.ranked) else _MOST_COSTLY_WORDS - 1
    dropped = set(costly[allowed:])
    ranked, loose = ([each for each in group if each not in dropped] for group in (question.ranked, question.loose))
    return replace(question, ranked=tuple(ranked), loose=tuple(loose))


def _days(question: Question) -> tuple[int, int]:
    """The documents of the days asked for: from the first number to before the last."""
    first = 0 if question.after is None else day_start(question.after)
    last = day_start(date.max) if question.before is None else day_start(question.before)
    return first, last


def _in_order(weighed: Sequence[_Weighed]) -> list[int]:
    """Best first, by how well the words fit and how new the article is; of equals the one of the later day, then the
    one that came last: both databases have the same, which numbers within a day are not once articles are edited.
    """
    newest = max((day_of(each.document) for each in weighed), default=0)

    def worth(each: _Weighed) -> tuple[float, int, int]:
        day = day_of(each.document)
        return each.score * (1 + _GAIN * 0.5 ** ((newest - day) / _HALVES_AFTER)), day, each.article_id

    return [each.article_id for each in sorted(weighed, key=worth, reverse=True)]


async def count(connection: AsyncConnection, wanted: Wanted, most: int) -> int:
    """How many articles have one of these phrases, also former texts of articles; at most `most`."""
    found: int = await index_of(connection).count(connection, wanted, most)
    return found


async def similar_words(connection: AsyncConnection, word: str, most: int) -> list[str]:
    """Words of the library that are one slip away from this one, else two, nearest first.

    The second slip is only looked for in long words, and behind their first letters, where few slips happen: short
    words that are two slips apart have nothing to do with each other.
    """
    near = await connection.execute(_KNOWN_WORDS, {"words": sorted(one_slip(word))})
    found = list(near.scalars())
    if not found and len(word) >= _LONG:
        start = word[:3]
        last = start[:-1] + chr(ord(start[-1]) + 1)
        there = await connection.execute(_WORDS_BETWEEN, {"first": start, "last": last})
        found = nearest(word, there.scalars(), 2)
    return found[:most]
