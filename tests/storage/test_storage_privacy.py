"""What is kept of a person is found whole and deleted whole."""

import json

from sqlalchemy import BigInteger, insert, select

from bot.models import ChatKind, EditorMark
from bot.storage import chats, editorial, facts, privacy, replies
from bot.storage.engine import Store
from bot.storage.schema import articles, channel_managers, interests, loads, metadata, pauses, readings
from tests.factories import DAY, load_articles, new_article, plan_briefing, subscribe
from tests.fakes import START

ADA, DENIZ, CHANNEL = 1001, 1002, -1005


async def live(store: Store) -> None:
    """Two people with everything that the bot keeps of anybody, one of whom also edits and manages a channel."""
    await load_articles(store, [new_article("a.txt")])
    for person in (ADA, DENIZ):
        subscription = await subscribe(store, person)
        await plan_briefing(store, subscription.id, parts=1)
        async with store.write() as connection:
            article = (await connection.execute(select(articles.c.id))).scalar_one()
            owned = {"chat_id": subscription.chat_id}
            await connection.execute(insert(readings).values(**owned, article_id=article, read_at=START))
            wish = {"kind": "word", "value": "harbour", "stance": "follow", "created_at": START}
            await connection.execute(insert(interests).values(**owned, thread_id=0, **wish))
            await connection.execute(insert(pauses).values(subscription_id=subscription.id, first_day=DAY))
            await replies.keep(connection, person, {"html": "an answer that waits"}, START)
    async with store.write() as connection:
        channel = await chats.remember(connection, CHANNEL, ChatKind.CHANNEL, "News", "en", now=START)
        await connection.execute(insert(channel_managers).values(chat_id=channel, person=ADA))
        await connection.execute(insert(loads).values(id=99, started_at=START, requested_by=ADA))
        await editorial.mark(connection, article, EditorMark.PIN, whole_story=True, person=ADA, now=START)
        await editorial.put_note(connection, DAY, "Hello", person=ADA, now=START)
        told = {f"stuck:{ADA}": START.isoformat(), f"stuck:{DENIZ}": START.isoformat(), "disk": START.isoformat()}
        await facts.put(connection, facts.TROUBLES_TOLD, json.dumps(told))


async def mentions(store: Store, number: int) -> set[str]:
    """The columns of the whole database in which this number stands."""
    found = set()
    async with store.read() as connection:
        for table in metadata.sorted_tables:
            for row in (await connection.execute(select(table))).mappings():
                found |= {f"{table.name}.{name}" for name, value in row.items() if str(number) in str(value)}
    return found


async def test_what_is_kept_is_handed_out(store: Store) -> None:
    await live(store)
    async with store.read() as connection:
        found = await privacy.gather(connection, ADA)
        nobody = await privacy.gather(connection, 5)
    assert {
        "chats",
        "subscriptions",
        "deliveries",
        "interests",
        "readings",
        "pauses",
        "channels",
        "replies",
        "loads",
        "editor_marks",
        "editor_notes",
    } <= found.keys()
    assert all(len(rows) == 1 for rows in found.values())
    assert nobody == {}


async def test_deleting_leaves_no_trace_and_nobody_else_loses_anything(store: Store) -> None:
    await live(store)
    async with store.read() as connection:
        before = await privacy.gather(connection, DENIZ)
    async with store.write() as connection:
        assert await privacy.forget(connection, ADA)
        assert not await privacy.forget(connection, ADA)
        assert await privacy.gather(connection, ADA) == {}
        assert await privacy.gather(connection, DENIZ) == before
        assert await editorial.note(connection, DAY) == "Hello"
    assert await mentions(store, ADA) == set()
    assert "chats.telegram_id" in await mentions(store, DENIZ)


def test_every_column_that_can_name_a_person_is_known() -> None:
    """A new column with a person's number must be handed out and deleted too."""
    handled = {column for column, _ in privacy.ACTORS} | {channel_managers.c.person}
    names = {"person", "requested_by", "created_by"}
    found = {
        column
        for table in metadata.sorted_tables
        for column in table.c
        if isinstance(column.type, BigInteger) and column.name in names
    }
    assert found == handled
