"""Searches are answered from indexes on both databases."""

from collections.abc import AsyncIterator, Sequence
from typing import Any

import pytest
from sqlalchemy import event, text
from sqlalchemy.engine import Connection
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.search.query import parse
from bot.search.question import ask
from bot.storage import search
from bot.storage.engine import Store
from tests.factories import load_articles, new_article, parsed

MANY = 3000


@pytest.fixture
async def plans(store: Store) -> AsyncIterator[tuple[AsyncConnection, list[str]]]:
    """A connection to a larger library, and the plan of every question that goes over it."""
    told: list[str] = []
    words = [f"w{chr(97 + n % 26)}{chr(97 + n // 26 % 26)}{chr(97 + n // 676)}" for n in range(MANY)]
    await load_articles(store, [new_article(word, content=parsed(f"Ferry {word}")) for word in words])
    explain = "EXPLAIN QUERY PLAN " if store.dialect == "sqlite" else "EXPLAIN "

    def note(connection: Connection, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        if statement.lstrip().startswith("SELECT"):
            rows = connection.exec_driver_sql(explain + statement, parameters)
            told.append("\n".join(str(row[-1]) for row in rows))

    async with store.write() as connection:
        if store.dialect == "postgresql":
            # What autovacuum does in time: new entries wait in a list outside the index.
            await connection.execute(text("SELECT gin_clean_pending_list('ix_article_terms_terms')"))
        for table in ("article_terms", "search_docs", "search_words"):
            if table != "article_terms" or store.dialect == "postgresql":
                await connection.execute(text(f"ANALYZE {table}"))
    async with store.write() as connection:
        if store.dialect == "postgresql":
            # Of so small a table PostgreSQL would rather read the whole; a library is not small.
            await connection.execute(text("SET LOCAL enable_seqscan = off"))
        event.listen(connection.sync_connection, "before_cursor_execute", note)
        yield connection, told
        event.remove(connection.sync_connection, "before_cursor_execute", note)


def scans(plan: str, tables: Sequence[str]) -> list[str]:
    """The lines of a plan that go through a whole table."""
    whole = [line for line in plan.splitlines() if "Seq Scan" in line or line.startswith("SCAN")]
    return [line for line in whole if any(table in line.split() for table in tables) and "VIRTUAL TABLE" not in line]


async def test_a_word_is_looked_up(plans: tuple[AsyncConnection, list[str]]) -> None:
    connection, told = plans
    assert (await search.find(connection, ask(parse("waba"), ()))).complete
    plan = next(each for each in told if "article_terms" in each and "search_docs" in each)
    assert "VIRTUAL TABLE INDEX" in plan or "ix_article_terms_terms" in plan
    assert scans(plan, ("articles", "search_docs")) == []
    assert "TEMP B-TREE" not in plan


async def test_a_common_word_is_looked_up_from_the_newest_on(plans: tuple[AsyncConnection, list[str]]) -> None:
    connection, told = plans
    found = await search.find(connection, ask(parse("ferry"), ()))
    assert found.more
    plan = next(each for each in told if "article_terms" in each and "search_docs" in each)
    assert scans(plan, ("article_terms",)) == []
    assert "TEMP B-TREE" not in plan


async def test_copies_are_told_by_their_index_alone(plans: tuple[AsyncConnection, list[str]]) -> None:
    connection, told = plans
    await search.find(connection, ask(parse("ferry"), ()))
    assert "ix_articles_copies" in told[-1]


async def test_similar_words_are_looked_up(plans: tuple[AsyncConnection, list[str]]) -> None:
    connection, told = plans
    await search.similar_words(connection, "ferryy", 3)
    assert told
    for plan in told:
        assert scans(plan, ("search_words",)) == []
