"""What chats follow and mute, and what was opened in them."""

from datetime import timedelta

from bot.models import ChatKind, Destination, Interest, InterestKind, Stance
from bot.storage import chats, interests, readings
from bot.storage.engine import Store
from tests.factories import load_articles, new_article
from tests.fakes import START

SPACE = Interest(InterestKind.TOPIC, "space", Stance.FOLLOW)
TURKEY = Interest(InterestKind.PLACE, "tr", Stance.FOLLOW)
PLANET = Interest(InterestKind.SOURCE, "daily planet", Stance.MUTE)


async def a_chat(store: Store, telegram_id: int = 100) -> int:
    """A known chat; gives back its internal id."""
    async with store.write() as connection:
        return await chats.remember(connection, telegram_id, ChatKind.PRIVATE, "", "en", now=START)


async def put(store: Store, chat_id: int, *wanted: Interest, thread_id: int = 0) -> None:
    async with store.write() as connection:
        for each in wanted:
            await interests.put(connection, chat_id, thread_id, each, now=START)


async def listed(store: Store, telegram_id: int = 100, thread_id: int = 0) -> list[Interest]:
    async with store.read() as connection:
        return [each.interest for each in await interests.listed(connection, Destination(telegram_id, thread_id))]


async def test_interests_are_listed_in_the_order_in_which_they_came(store: Store) -> None:
    chat_id = await a_chat(store)
    await put(store, chat_id, TURKEY, SPACE, PLANET)
    assert await listed(store) == [TURKEY, SPACE, PLANET]
    async with store.read() as connection:
        assert await interests.count(connection, chat_id, 0) == 3


async def test_a_thing_is_followed_or_muted_but_not_both(store: Store) -> None:
    chat_id = await a_chat(store)
    muted = Interest(SPACE.kind, SPACE.value, Stance.MUTE)
    await put(store, chat_id, SPACE, SPACE, muted)
    assert await listed(store) == [muted]


async def test_removing_says_whether_there_was_anything(store: Store) -> None:
    chat_id = await a_chat(store)
    await put(store, chat_id, SPACE, TURKEY)
    async with store.write() as connection:
        assert await interests.remove(connection, chat_id, 0, SPACE.kind, SPACE.value)
        assert not await interests.remove(connection, chat_id, 0, SPACE.kind, SPACE.value)
        assert not await interests.remove(connection, chat_id, 7, TURKEY.kind, TURKEY.value)
    assert await listed(store) == [TURKEY]


async def test_each_topic_of_a_forum_has_its_own(store: Store) -> None:
    chat_id, other = await a_chat(store), await a_chat(store, 200)
    await put(store, chat_id, SPACE)
    await put(store, chat_id, PLANET, TURKEY, thread_id=7)
    await put(store, other, TURKEY)
    async with store.read() as connection:
        found = await interests.of_chats(connection, [(chat_id, 0), (chat_id, 7), (chat_id, 8), (999, 0)])
    assert found == {(chat_id, 0): frozenset({SPACE}), (chat_id, 7): frozenset({PLANET, TURKEY})}
    assert await listed(store, thread_id=7) == [PLANET, TURKEY]


async def test_interests_of_very_many_chats_are_found(store: Store) -> None:
    chat_id = await a_chat(store)
    await put(store, chat_id, SPACE)
    async with store.read() as connection:
        found = await interests.of_chats(connection, [(number, 0) for number in range(chat_id, chat_id + 33_000)])
    assert found == {(chat_id, 0): frozenset({SPACE})}


async def test_what_was_opened_is_remembered_by_chat(store: Store) -> None:
    chat_id, other = await a_chat(store), await a_chat(store, 200)
    await load_articles(store, [new_article(f"{number}.txt") for number in range(3)])
    async with store.write() as connection:
        await readings.remember(connection, chat_id, 1, START)
        await readings.remember(connection, chat_id, 2, START + timedelta(days=1))
        await readings.remember(connection, other, 3, START)
    async with store.read() as connection:
        assert await readings.read_lately(connection, [chat_id, other, 999], START) == {
            chat_id: frozenset({1, 2}),
            other: frozenset({3}),
        }
        later = START + timedelta(hours=1)
        assert await readings.read_lately(connection, [chat_id, other], later) == {chat_id: frozenset({2})}


async def test_opening_again_counts_anew(store: Store) -> None:
    chat_id = await a_chat(store)
    await load_articles(store, [new_article()])
    later = START + timedelta(days=3)
    async with store.write() as connection:
        await readings.remember(connection, chat_id, 1, START)
        await readings.remember(connection, chat_id, 1, later)
        assert await readings.read_lately(connection, [chat_id], later) == {chat_id: frozenset({1})}


async def test_what_was_opened_long_ago_is_forgotten(store: Store) -> None:
    chat_id = await a_chat(store)
    await load_articles(store, [new_article(f"{number}.txt") for number in range(2)])
    async with store.write() as connection:
        await readings.remember(connection, chat_id, 1, START)
        await readings.remember(connection, chat_id, 2, START + readings.KEPT + timedelta(seconds=1))
        assert await readings.read_lately(connection, [chat_id], START) == {chat_id: frozenset({2})}


async def test_interests_and_readings_move_with_a_group_into_a_supergroup_that_is_known(store: Store) -> None:
    group, supergroup = await a_chat(store, -42), await a_chat(store, -1000000000042)
    await load_articles(store, [new_article(f"{number}.txt") for number in range(2)])
    await put(store, group, SPACE)
    await put(store, group, PLANET, thread_id=7)
    await put(store, supergroup, TURKEY)
    async with store.write() as connection:
        for chat_id, article_id in ((group, 1), (group, 2), (supergroup, 1)):
            await readings.remember(connection, chat_id, article_id, START)
        await chats.migrate(connection, -42, -1000000000042)
        assert await readings.read_lately(connection, [supergroup], START) == {supergroup: frozenset({1, 2})}
    assert await listed(store, -1000000000042) == [TURKEY]
    assert await listed(store, -1000000000042, 7) == [PLANET]


async def test_interests_stay_with_a_group_that_becomes_a_supergroup(store: Store) -> None:
    await put(store, await a_chat(store, -42), SPACE)
    async with store.write() as connection:
        await chats.migrate(connection, -42, -1000000000042)
    assert await listed(store, -1000000000042) == [SPACE]
