"""The search index on SQLite: an FTS5 table without content (https://sqlite.org/fts5.html).

Taking a document out of such a table needs its exact terms, and wrong ones spoil it unseen. So nothing is taken out: a
document of a former text or of a withdrawn article belongs to no article any more, until the index is filled anew.
"""

import json
from collections.abc import Mapping, Sequence

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.search.document import Document
from bot.search.question import Phrase, Question, Wanted

COSTLY = 100_000
"""Of words that are in so many articles only a few are weighed by."""

_ADD = text("INSERT INTO article_terms (rowid, title, lead, body, facets) VALUES (:id, :title, :lead, :body, :facets)")
_NUMBERS = text(
    "SELECT day.value, (SELECT max(id) FROM article_terms_docsize WHERE id >= day.value AND id < day.value + :size) "
    "FROM json_each(:days) AS day"
)
# What the columns count for; conditions for nothing. CROSS JOIN keeps the order of the tables: index first.
_FROM = (
    "FROM article_terms CROSS JOIN search_docs ON search_docs.id = article_terms.rowid "
    "WHERE article_terms MATCH :query AND article_terms.rowid >= :first AND article_terms.rowid < :last "
    "ORDER BY article_terms.rowid DESC LIMIT :most"
)
_BEST = text(f"SELECT search_docs.article_id, search_docs.id, -bm25(article_terms, 8.0, 2.5, 1.0, 0.0) {_FROM}")
_NEWEST = text(f"SELECT search_docs.article_id, search_docs.id, 0.0 {_FROM}")
_COUNT = text("SELECT count(*) FROM (SELECT 1 FROM article_terms WHERE article_terms MATCH :query LIMIT :most)")
_STORED = text("SELECT count(*) FROM article_terms_docsize")
_CLEAR = text("INSERT INTO article_terms (article_terms) VALUES ('delete-all')")


async def add(connection: AsyncConnection, documents: Mapping[int, Document]) -> None:
    """Store documents under their numbers, in their order: FTS5 writes a segment whenever a number is smaller."""
    rows = [
        {
            "id": number,
            "title": " ".join(documents[number].title),
            "lead": " ".join(documents[number].lead),
            "body": " ".join(documents[number].body),
            "facets": " ".join(documents[number].facets),
        }
        for number in sorted(documents)
    ]
    await connection.execute(_ADD, rows)


async def remove(_connection: AsyncConnection, _numbers: Sequence[int]) -> None:
    """Nothing: see above."""


async def clear(connection: AsyncConnection) -> None:
    """Take everything out."""
    await connection.execute(_CLEAR)


async def stored(connection: AsyncConnection) -> int:
    """How many documents there are, also those that belong to no article any more."""
    count: int = (await connection.execute(_STORED)).scalar_one()
    return count


async def last_numbers(connection: AsyncConnection, days: Sequence[int], size: int) -> dict[int, int | None]:
    """For each beginning of a range of numbers the last one taken in it."""
    rows = await connection.execute(_NUMBERS, {"days": json.dumps(days), "size": size})
    return {row[0]: row[1] for row in rows}


async def prepare(_connection: AsyncConnection) -> None:
    """Nothing: SQLite has one plan for all words, and it is the right one."""


async def best(
    connection: AsyncConnection, question: Question, days: tuple[int, int], most: int
) -> list[tuple[int, int, float]]:
    """Of the newest articles with everything asked for: (article, document, bm25), newest first."""
    first, last = days
    bound = {"query": expression(question), "first": first, "last": last, "most": most}
    # All at once: to fetch row by row costs more than to rank them.
    rows = (await connection.execute(_BEST if question.ranked else _NEWEST, bound)).all()
    return [(row[0], row[1], row[2]) for row in rows]


async def weight(_connection: AsyncConnection, _wanted: Wanted) -> float:
    """What a word alone counts for beside others: bm25 has that in it already."""
    return 1.0


async def is_costly(connection: AsyncConnection, wanted: Wanted) -> bool:
    """Whether weighing by these words costs as much as by ten thousand rare ones: bm25 counts every article that has
    them, some 30 ms for a million.
    """
    return await count(connection, wanted, COSTLY) == COSTLY


async def count(connection: AsyncConnection, wanted: Wanted, most: int) -> int:
    """How many documents have one of the phrases; `most` when there are more."""
    found: int = (await connection.execute(_COUNT, {"query": _any_of(wanted), "most": most})).scalar_one()
    return found


def expression(question: Question) -> str:
    """The question in FTS5's syntax; terms stand in quotes, where nothing has a meaning but the quote itself."""
    said = " AND ".join(_any_of(wanted) for wanted in (*question.ranked, *question.conditions))
    if not question.excluded:
        return said
    return f"({said}) NOT ({' OR '.join(_any_of(wanted) for wanted in question.excluded)})"


def _any_of(wanted: Wanted) -> str:
    return f"({' OR '.join(_phrase(phrase) for phrase in wanted)})"


def _phrase(phrase: Phrase) -> str:
    quoted = '"' + " ".join(phrase.terms).replace('"', '""') + '"'
    column = "title : " if phrase.in_title else ""
    return f"({column}{quoted}{' *' if phrase.prefix else ''})"
