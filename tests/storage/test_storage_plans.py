"""The questions asked every second are answered from an index on both databases, however many rows there are."""

from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from dataclasses import replace
from datetime import time, timedelta
from typing import Any

import pytest
from sqlalchemy import Select, event, insert, text
from sqlalchemy.engine import Connection
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage import articles, claims, direct, history, interests, outbox, outcomes, pauses, readings, subscriptions
from bot.storage import chats as chat_storage
from bot.storage import slots as slot_storage
from bot.storage.engine import Store
from bot.storage.schema import articles as article_table
from bot.storage.schema import chats, deliveries, loads, slots
from bot.storage.schema import subscriptions as subscription_table
from bot.storage.slots import Step
from tests.factories import DAY, add_edition, planned
from tests.fakes import START

MANY = 4000
# One delivery in so many is not settled.
WAITING = 40


@pytest.fixture
async def full(store: Store) -> Store:
    """A database with thousands of chats that share one due time, and as many articles and settled deliveries."""
    edition_id = await add_edition(store)
    numbers = range(1, MANY + 1)
    async with store.write() as connection:
        await connection.execute(insert(loads).values(id=1, started_at=START, finished_at=START))
        await connection.execute(insert(chats), [_chat(number) for number in numbers])
        await connection.execute(insert(subscription_table), [_subscription(number) for number in numbers])
        await connection.execute(insert(slots), [_slot(number) for number in numbers])
        await connection.execute(insert(deliveries), [_delivery(number, edition_id) for number in numbers])
        await connection.execute(insert(article_table), [_article(number) for number in numbers])
    async with store.write() as connection:
        await connection.execute(text("ANALYZE"))
    return store


def _chat(number: int) -> dict[str, Any]:
    return {"id": number, "telegram_id": number, "kind": "private", "title": "", "language": "", "created_at": START}


def _subscription(number: int) -> dict[str, Any]:
    return {
        "id": number,
        "chat_id": number,
        "thread_id": 0,
        "zone": "UTC",
        "minutes": 5,
        "active": True,
        "inactive_reason": "",
        "created_at": START,
    }


def _slot(number: int) -> dict[str, Any]:
    due = START if number % 50 == 0 else START + timedelta(days=1)
    return {"subscription_id": number, "local_time": time(7, 30), "weekdays": 127, "next_due_at": due}


def _delivery(number: int, edition_id: int) -> dict[str, Any]:
    return {
        "subscription_id": number,
        "slot_date": DAY,
        "slot_time": time(7, 30),
        "slot_at": START,
        "part": 1,
        "edition_id": edition_id,
        "state": "planned" if number % WAITING == 0 else "sent",
        "reason": "",
        "not_before": START,
        "expires_at": START + timedelta(days=1),
        "attempts": 0,
        "uncertain": 0,
        "silent": False,
        "as_plain": False,
        "epoch": 0,
        "finished_at": None if number % WAITING == 0 else START + timedelta(seconds=number),
    }


def _article(number: int) -> dict[str, Any]:
    texts = dict.fromkeys(("title", "body", "summary", "byline", "source", "section", "url", "language"), "")
    return {
        **texts,
        "seed_path": str(number),
        "position": 0,
        "content_hash": str(number),
        "load_id": 1,
        "live": True,
        "captions": [],
        "topics": [],
        "places": [],
        "words": 1,
        "first_seen_at": START,
        "changed_at": START,
        "shown_at": START - timedelta(minutes=number % 500),
    }


@pytest.fixture
async def plans(full: Store) -> AsyncIterator[tuple[AsyncConnection, list[str]]]:
    """A connection, and the plan of every SELECT and UPDATE that goes over it."""
    told: list[str] = []
    explain = "EXPLAIN QUERY PLAN " if full.dialect == "sqlite" else "EXPLAIN "

    def note(connection: Connection, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        if statement.startswith(("SELECT", "UPDATE")):
            rows = connection.exec_driver_sql(explain + statement, parameters)
            told.append("\n".join(str(row[-1]) for row in rows))

    async with full.write() as connection:
        event.listen(connection.sync_connection, "before_cursor_execute", note)
        yield connection, told
        event.remove(connection.sync_connection, "before_cursor_execute", note)


def sorts(plan: str) -> bool:
    return "TEMP B-TREE" in plan or "Sort" in plan


async def as_if_large(connection: AsyncConnection) -> None:
    """PostgreSQL rightly reads a few thousand rows from end to end; what it does with a million is in question."""
    if connection.dialect.name == "postgresql":
        for road in ("seqscan", "hashjoin", "mergejoin"):
            await connection.execute(text(f"SET LOCAL enable_{road} = off"))


async def plans_of(connection: AsyncConnection, work: Coroutine[Any, Any, object]) -> list[str]:
    """The plan of every statement of this work, also of those that go to the driver itself."""
    said: list[tuple[str, Any]] = []

    def note(_connection: Connection, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        said.append((statement, parameters[0] if isinstance(parameters, list) else parameters))

    driver: Any = (await connection.get_raw_connection()).driver_connection
    on_sqlite = connection.dialect.name == "sqlite"
    if on_sqlite:
        await driver.set_trace_callback(lambda statement: said.append((statement, ())))
        await work
        await driver.set_trace_callback(None)
    else:
        event.listen(connection.sync_connection, "before_cursor_execute", note)
        await work
        event.remove(connection.sync_connection, "before_cursor_execute", note)
    explain = "EXPLAIN QUERY PLAN " if on_sqlite else "EXPLAIN "
    return [
        "\n".join(str(row[-1]) for row in await connection.exec_driver_sql(explain + statement, parameters))
        for statement, parameters in said
    ]


PLANNING: dict[str, Callable[[AsyncConnection, Sequence[int]], Coroutine[Any, Any, object]]] = {
    "times": slot_storage.of,
    "pauses": pauses.of,
    "history": lambda connection, ids: history.got(connection, ids, since=DAY),
    "interests": lambda connection, ids: interests.of_chats(connection, [(key, 0) for key in ids]),
    "readings": lambda connection, ids: readings.read_lately(connection, ids, START),
    "languages": chat_storage.languages,
    "advance": lambda connection, ids: slot_storage.advance(connection, [(Step(time(7, 30), DAY, START), ids)]),
    "plan": lambda connection, ids: outbox.plan(connection, [replace(planned(0, None), subscription_ids=ids)], START),
}


async def test_due(full: Store) -> None:
    async with full.write() as connection:
        await as_if_large(connection)
        (asked,) = await plans_of(connection, subscriptions.any_due(connection, START))
        first, *others = await plans_of(connection, subscriptions.due(connection, START, 20))
    for plan in (asked, first):
        assert "ix_slots_due" in plan
        assert not sorts(plan)
    assert len(others) == 2
    assert not reads_a_table("".join(others))


@pytest.mark.parametrize("work", PLANNING)
async def test_what_planning_asks_and_writes(full: Store, work: str) -> None:
    """Each statement goes from the list of chats to their rows, and reads no table through."""
    async with full.write() as connection:
        await as_if_large(connection)
        (plan,) = await plans_of(connection, PLANNING[work](connection, range(1, 21)))
    assert not reads_a_table(plan)


def reads_a_table(plan: str) -> bool:
    """Whether any is read from end to end; the list that is given is no table, and the empty ones do not count."""
    full = ("chats", "subscriptions", "slots", "deliveries")
    return any(f"SCAN {table}" in plan or f"Seq Scan on {table}" in plan for table in full)


@pytest.mark.parametrize("query", [claims.CLAIMABLE, claims.WITH_CONTENT])
async def test_claim(full: Store, query: Select[Any]) -> None:
    """The rows that are picked are not sorted; beside them, the few that were picked may be."""
    explain = "EXPLAIN QUERY PLAN " if full.dialect == "sqlite" else "EXPLAIN "
    async with full.write() as connection:
        compiled = direct.compile_for(query, connection.dialect)
        arguments = compiled.arguments({"now": START, "most": 5, "doubts": 1})
        rows = await connection.exec_driver_sql(explain + compiled.sql, arguments)
        plan = "\n".join(str(row[-1]) for row in rows)
        assert len(await claims.claim(connection, now=START, epoch=1, most=5)) == 5
    assert "ix_deliveries_claim" in plan
    for table in ("deliveries", "subscriptions", "chats"):
        assert f"Seq Scan on {table}" not in plan
    assert "SCAN deliveries" not in plan
    if query is claims.CLAIMABLE:
        assert not sorts(plan)


async def test_next_due(plans: tuple[AsyncConnection, list[str]]) -> None:
    connection, told = plans
    await outbox.next_due(connection)
    assert len(told) == 2
    for plan in told:
        assert "ix_deliveries_claim" in plan


def reads_all(plan: str) -> bool:
    return "SCAN deliveries\n" in f"{plan}\n" or "Seq Scan on deliveries" in plan


async def test_expired(plans: tuple[AsyncConnection, list[str]]) -> None:
    """However many are due, the question costs what is too late."""
    connection, told = plans
    assert await outbox.expire(connection, START) == 0
    assert await outbox.expire(connection, START + timedelta(days=1), most=7) == 7
    assert await outbox.expire(connection, START + timedelta(days=1)) == MANY // WAITING - 7
    assert "ix_deliveries_expiry" in told[0]
    assert not reads_all(told[0])


async def test_doubts(plans: tuple[AsyncConnection, list[str]]) -> None:
    connection, told = plans
    assert await outbox.resolve_uncertain(connection, now=START, resend=True) == (0, 0)
    assert len(told) == 2
    for plan in told:
        assert "ix_deliveries_claim" in plan


async def test_figures(plans: tuple[AsyncConnection, list[str]]) -> None:
    """What `/stats`, every scrape and every look for trouble ask."""
    connection, told = plans
    last = START + timedelta(seconds=MANY)
    assert await history.counts(connection, since=last - timedelta(seconds=3)) == {
        "planned": MANY // WAITING,
        "sent": 3,
    }
    found = await outcomes.latest(connection, since=last - timedelta(seconds=3))
    assert await outcomes.sent_since(connection, last - timedelta(seconds=3)) == 3
    assert len(await outcomes.stuck(connection, before=last, most=4)) == 4
    assert [(state.value, count) for state, _, count in found.by_reason] == [("sent", 3)]
    assert found.lateness == pytest.approx((MANY - 3, MANY - 2, MANY - 1), abs=0.001)
    assert [plan for plan in told if reads_all(plan)] == []


async def test_latest_headlines(plans: tuple[AsyncConnection, list[str]]) -> None:
    connection, told = plans
    await articles.latest(connection, most=8)
    assert "ix_articles_latest" in told[0]
    assert not sorts(told[0])
