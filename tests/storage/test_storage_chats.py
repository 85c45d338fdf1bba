"""Chats and what becomes of them when a group turns into a supergroup."""

import asyncio
from datetime import datetime, time

import pytest
from sqlalchemy import select

from bot.models import ChatKind, Destination
from bot.storage import chats, slots, subscriptions
from bot.storage.engine import Store
from bot.storage.schema import subscriptions as table
from tests.factories import subscribe
from tests.fakes import START

OLD, NEW = -42, -1000000000042


async def active(store: Store, telegram_id: int) -> dict[int, bool]:
    """Which topics of the chat have a subscription, and whether it is active."""
    async with store.read() as connection:
        found = await subscriptions.find_all(connection, telegram_id)
    return {each.destination.thread_id: each.active for each in found}


async def migrate(store: Store) -> list[int]:
    async with store.write() as connection:
        return await chats.migrate(connection, OLD, NEW)


async def test_remember_makes_a_chat_once_and_follows_its_title(store: Store) -> None:
    async with store.write() as connection:
        first = await chats.remember(connection, 5, ChatKind.GROUP, "Old", "tr", now=START)
        again = await chats.remember(connection, 5, ChatKind.SUPERGROUP, "New", "en", now=START)
        known = await chats.find(connection, 5)
        assert await chats.count(connection) == 1
    assert first == again
    assert known == chats.KnownChat(first, 5, ChatKind.SUPERGROUP, "New", "tr")


async def test_unknown_chat_is_none(store: Store) -> None:
    async with store.read() as connection:
        assert await chats.find(connection, 5) is None


async def test_two_processes_may_meet_one_chat_at_once(store: Store, second_store: Store) -> None:
    async def remember(each: Store) -> int:
        async with each.write() as connection:
            return await chats.remember(connection, 5, ChatKind.GROUP, "Group", "en", now=START)

    assert len(set(await asyncio.gather(*[remember(each) for each in (store, second_store) * 5]))) == 1


async def test_migration_re_points_the_chat_with_its_topics(store: Store) -> None:
    before = await subscribe(store, OLD, kind=ChatKind.GROUP)
    await subscribe(store, OLD, 3, kind=ChatKind.GROUP)
    assert await migrate(store) == []
    assert await active(store, NEW) == {0: True, 3: True}
    assert await active(store, OLD) == {}
    async with store.read() as connection:
        after = await subscriptions.find(connection, Destination(NEW))
    assert after is not None
    assert (after.id, after.kind, after.next_due) == (before.id, ChatKind.SUPERGROUP, before.next_due)


async def test_migration_of_an_unknown_chat_and_a_second_one_do_nothing(store: Store) -> None:
    assert await migrate(store) == []
    await subscribe(store, OLD)
    await migrate(store)
    assert await migrate(store) == []
    assert await active(store, NEW) == {0: True}


async def test_migration_into_a_known_chat_moves_what_it_does_not_have(store: Store) -> None:
    await subscribe(store, OLD, 3)
    await subscribe(store, NEW, 4)
    assert await migrate(store) == []
    assert await active(store, NEW) == {3: True, 4: True}
    assert await active(store, OLD) == {}


async def test_migration_never_leaves_two_briefings_for_one_topic(store: Store) -> None:
    left = await subscribe(store, OLD, 0)
    await subscribe(store, OLD, 3)
    await subscribe(store, NEW, 0)
    assert await migrate(store) == [left.id]
    assert await active(store, NEW) == {0: True, 3: True}
    assert await active(store, OLD) == {0: False}
    async with store.read() as connection:
        row = (await connection.execute(select(table).where(table.c.id == left.id))).one()
    assert "supergroup" in row.inactive_reason
    assert await due_times(store, left.id) == [None]


async def due_times(store: Store, subscription_id: int) -> list[datetime | None]:
    async with store.read() as connection:
        found = await slots.of(connection, [subscription_id])
    return [each.next_due for each in found[subscription_id]]


async def test_an_active_subscription_wins_over_one_that_was_stopped(store: Store) -> None:
    moved = await subscribe(store, OLD, 0, kind=ChatKind.GROUP)
    stopped = await subscribe(store, NEW, 0, at=time(9))
    both = await subscribe(store, OLD, 3)
    ended = await subscribe(store, NEW, 3)
    async with store.write() as connection:
        await subscriptions.deactivate(connection, [stopped.id], "unsubscribed")
        await subscriptions.deactivate(connection, [both.id, ended.id], "unsubscribed")
    assert await migrate(store) == []
    async with store.read() as connection:
        there = await subscriptions.find_all(connection, NEW)
        left = await subscriptions.find_all(connection, OLD)
    assert [(each.id, each.active) for each in there] == [(moved.id, True), (ended.id, False)]
    assert [(each.id, each.active, each.inactive_reason) for each in left] == [
        (stopped.id, False, "unsubscribed"),
        (both.id, False, "unsubscribed"),
    ]
    assert await due_times(store, moved.id) == [START]


@pytest.mark.parametrize("kind", list(ChatKind))
async def test_every_kind_of_chat_is_stored(store: Store, kind: ChatKind) -> None:
    async with store.write() as connection:
        await chats.remember(connection, 1, kind, "", "", now=START)
        known = await chats.find(connection, 1)
    assert known is not None
    assert known.kind is kind


async def test_a_private_chats_language_follows_until_one_is_chosen(store: Store) -> None:
    async def language() -> tuple[str, bool]:
        async with store.read() as connection:
            known = await chats.language(connection, 5)
        assert known is not None
        return known.language, known.chosen

    async with store.write() as connection:
        assert await chats.language(connection, 5) is None
        key = await chats.remember(connection, 5, ChatKind.PRIVATE, "", "tr", now=START)
        await chats.remember(connection, 5, ChatKind.PRIVATE, "", "ru", now=START)
    assert await language() == ("ru", False)
    async with store.write() as connection:
        await chats.follow_language(connection, 5, "es")
    assert await language() == ("es", False)
    async with store.write() as connection:
        await chats.choose_language(connection, key, "ar", chosen=True)
        await chats.remember(connection, 5, ChatKind.PRIVATE, "", "ru", now=START)
        await chats.follow_language(connection, 5, "es")
    assert await language() == ("ar", True)
    async with store.write() as connection:
        await chats.choose_language(connection, key, "tr", chosen=False)
        await chats.follow_language(connection, 5, "es")
    assert await language() == ("es", False)


async def test_a_move_that_is_told_twice_at_once_happens_once(store: Store) -> None:
    """Telegram tells it in both chats."""
    groups = [(-number, -1000000000000 - number) for number in range(100, 140)]
    for old, _ in groups:
        await subscribe(store, old, kind=ChatKind.GROUP)

    async def told(old: int, new: int) -> list[int]:
        async with store.write() as connection:
            return await chats.migrate(connection, old, new)

    for old, new in groups:
        assert await asyncio.gather(*(told(old, new) for _ in range(3))) == [[], [], []]
        assert await active(store, new) == {0: True}
