"""The search index on PostgreSQL: a tsvector an article, written by us term by term, with a GIN index over it.

PostgreSQL's own parser and dictionaries have no part in it, so that both databases find the same articles
(https://www.postgresql.org/docs/current/datatype-textsearch.html). Its ranks know nothing of how rare a word is; that
is put in here.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.search.document import Document
from bot.search.question import Phrase, Question, Wanted

# So many matches are counted; of commoner words the planner's statistics say how common they are.
COUNTED = 2000
_GAP = 20
"""Positions between title, opening and body, so that no phrase goes over from one into the other."""

_ADD = text("INSERT INTO article_terms (id, terms) VALUES (:id, CAST(:terms AS tsvector))")
_REMOVE = text("DELETE FROM article_terms WHERE id = ANY(CAST(:numbers AS bigint[]))")
_NUMBERS = text(
    "SELECT day, (SELECT max(id) FROM article_terms WHERE id >= day AND id < day + CAST(:size AS bigint)) "
    "FROM unnest(CAST(:days AS bigint[])) AS day"
)
_COUNT = text(
    "SELECT count(*) FROM (SELECT 1 FROM article_terms WHERE terms @@ CAST(:query AS tsquery) LIMIT :most) AS found"
)
_ESTIMATE = text("EXPLAIN (FORMAT JSON) SELECT 1 FROM article_terms WHERE terms @@ CAST(:query AS tsquery)")
_TOTAL = text("SELECT greatest(reltuples, 0) FROM pg_class WHERE oid = 'article_terms'::regclass")
_PREPARE = text("SELECT set_config('plan_cache_mode', 'force_custom_plan', true)")
_STORED = text("SELECT count(*) FROM article_terms")
_CLEAR = text("TRUNCATE article_terms")
# ts_rank's weights are those of body, conditions, opening and title (D, C, B, A); 1: long articles count for less.
_RANK = "CAST(:rarity{0} AS float8) * ts_rank('{{0.125, 0, 0.3, 1}}', terms, CAST(:query{0} AS tsquery), 1)"
_BEST = """
SELECT article_id, id, {rank} FROM (
    SELECT search_docs.article_id, article_terms.id, article_terms.terms
    FROM article_terms JOIN search_docs USING (id)
    WHERE article_terms.terms @@ CAST(:query AS tsquery) AND article_terms.id >= :first AND article_terms.id < :last
    ORDER BY article_terms.id DESC LIMIT :most
) AS found ORDER BY id DESC
"""


async def add(connection: AsyncConnection, documents: Mapping[int, Document]) -> None:
    """Store documents under their numbers."""
    await connection.execute(
        _ADD, [{"id": number, "terms": vector(document)} for number, document in sorted(documents.items())]
    )


async def remove(connection: AsyncConnection, numbers: Sequence[int]) -> None:
    """Take documents out."""
    await connection.execute(_REMOVE, {"numbers": list(numbers)})


async def clear(connection: AsyncConnection) -> None:
    """Take everything out."""
    await connection.execute(_CLEAR)


async def stored(connection: AsyncConnection) -> int:
    """How many documents there are."""
    found: int = (await connection.execute(_STORED)).scalar_one()
    return found


async def last_numbers(connection: AsyncConnection, days: Sequence[int], size: int) -> dict[int, int | None]:
    """For each beginning of a range of numbers the last one taken in it."""
    rows = await connection.execute(_NUMBERS, {"days": list(days), "size": size})
    return {row[0]: row[1] for row in rows}


async def prepare(connection: AsyncConnection) -> None:
    """Have each question planned for its own words: a plan for any word walks through half the library for a rare one
    or sorts it for a common one (https://www.postgresql.org/docs/current/runtime-config-query.html, plan_cache_mode).
    """
    await connection.execute(_PREPARE)


async def best(
    connection: AsyncConnection, question: Question, days: tuple[int, int], most: int
) -> list[tuple[int, int, float]]:
    """Of the newest articles with everything asked for: (article, document, rank by rarity), newest first."""
    first, last = days
    bound: dict[str, Any] = {"query": expression(question), "first": first, "last": last, "most": most}
    ranks = []
    for place, wanted in enumerate(question.ranked):
        rarity = await weight(connection, wanted) if len(question.ranked) > 1 else 1.0
        bound |= {f"query{place}": _any_of(wanted), f"rarity{place}": rarity}
        ranks.append(_RANK.format(place))
    statement = _BEST.format(rank=" + ".join(ranks) or "CAST(0 AS float8)")
    return [(row[0], row[1], row[2]) for row in (await connection.execute(text(statement), bound)).all()]


async def weight(connection: AsyncConnection, wanted: Wanted) -> float:
    """What a word alone counts for beside others: its inverse document frequency, as in bm25 (Robertson and Zaragoza
    2009, section 3).
    """
    total = max((await connection.execute(_TOTAL)).scalar_one(), COUNTED)
    found: float = await count(connection, wanted, COUNTED)
    if found == COUNTED:
        plan = (await connection.execute(_ESTIMATE, {"query": _any_of(wanted)})).scalar_one()
        found = min(max(found, plan[0]["Plan"]["Plan Rows"]), total)
    return math.log(1 + (total - found + 0.5) / (found + 0.5))


async def is_costly(_connection: AsyncConnection, _wanted: Wanted) -> bool:
    """No word is: ranks are made of the candidates alone."""
    return False


async def count(connection: AsyncConnection, wanted: Wanted, most: int) -> int:
    """How many documents have one of the phrases; `most` when there are more."""
    found: int = (await connection.execute(_COUNT, {"query": _any_of(wanted), "most": most})).scalar_one()
    return found


def expression(question: Question) -> str:
    """The question as a tsquery; terms stand in quotes, where only quote and backslash have a meaning."""
    said = [_any_of(wanted) for wanted in (*question.ranked, *question.conditions)]
    return " & ".join([*said, *(f"!{_any_of(wanted)}" for wanted in question.excluded)])


def _any_of(wanted: Wanted) -> str:
    return f"({' | '.join(_phrase(phrase) for phrase in wanted)})"


def _phrase(phrase: Phrase) -> str:
    weight = "A" if phrase.in_title else ""
    *body, last = (_quoted(term) for term in phrase.terms)
    marks = [f"{term}:{weight}" if weight else term for term in body]
    ending = ("*" if phrase.prefix else "") + weight
    return f"({' <-> '.join([*marks, f'{last}:{ending}' if ending else last])})"


def vector(document: Document) -> str:
    """The document as a tsvector: each term with its positions, and where it stands as its weight."""
    places: dict[str, list[str]] = {}
    first = 1
    for terms, weight in ((document.title, "A"), (document.lead, "B"), (document.body, ""), (document.facets, "C")):
        for place, term in enumerate(terms, first):
            places.setdefault(term, []).append(f"{place}{weight}")
        first += len(terms) + _GAP
    return " ".join(f"{_quoted(term)}:{','.join(found)}" for term, found in places.items())


def _quoted(term: str) -> str:
    return "'" + term.replace("\\", "\\\\").replace("'", "''") + "'"
