"""Past briefings as they are stored: which there were, what they held, and by which names they are found."""

from datetime import time, timedelta
from typing import Any

from sqlalchemy import insert

from bot.models import DeliveryState, Edition, EditionPart
from bot.storage import archive
from bot.storage.archive import GotEdition
from bot.storage.engine import Store
from bot.storage.schema import edition_articles, edition_parts, editions
from tests.factories import days_after, insert_delivery, load_articles, new_article, subscribe
from tests.fakes import START


async def stored(store: Store, places: dict[int, int], *, parts: int = 1, token: str | None = None) -> int:
    """An edition with these articles at these places; gives back its id."""
    async with store.write() as connection:
        added = await connection.execute(
            insert(editions).values(through_load=1, created_at=START, token=token).returning(editions.c.id)
        )
        edition_id: int = added.scalar_one()
        for part in range(1, parts + 1):
            row = {"html": f"<b>{part}</b>", "plain": f"{part}", "keyboard": ""}
            await connection.execute(insert(edition_parts).values(edition_id=edition_id, part=part, **row))
        for article_id, place in places.items():
            told: dict[str, Any] = {"edition_id": edition_id, "article_id": article_id, "place": place}
            await connection.execute(insert(edition_articles).values(**told, factors={"sources": place}))
    return edition_id


async def delivered(
    store: Store, subscription: int, edition: int | None, *, days: int = 0, at: time = time(7, 30), **columns: Any
) -> None:
    when = START + timedelta(days=days)
    values = {"slot_date": days_after(days), "slot_time": at, "slot_at": when, "state": "sent", "finished_at": when}
    await insert_delivery(store, subscription, edition, **(values | columns))


async def library(store: Store) -> int:
    """Three articles and a subscription; gives back the subscription's id."""
    await load_articles(store, [new_article(f"{number}.txt") for number in range(3)])
    return (await subscribe(store)).id


async def test_slots_come_newest_first_also_several_a_day(store: Store) -> None:
    key = await library(store)
    first, second = await stored(store, {1: 101, 2: 102, 3: -1}), await stored(store, {3: 101}, parts=2)
    await delivered(store, key, first, days=0)
    await delivered(store, key, None, days=1, at=time(7), state="skipped", finished_at=None, reason="nothing new")
    await delivered(store, key, second, days=1, at=time(19), part=1)
    await delivered(store, key, second, days=1, at=time(19), part=2, state="dead", reason="blocked")
    other = await subscribe(store, 200)
    await delivered(store, other.id, first, days=5)
    async with store.read() as connection:
        assert await archive.count(connection, key) == 3
        found = await archive.page(connection, key, most=8, skip=0)
        assert await archive.page(connection, key, most=1, skip=1) == found[1:2]
        assert await archive.page(connection, key, most=8, skip=3) == []
    assert [(each.edition_id, each.stories) for each in found] == [(second, 1), (None, 0), (first, 2)]
    assert [each.states for each in found] == [
        (DeliveryState.SENT, DeliveryState.DEAD),
        (DeliveryState.SKIPPED,),
        (DeliveryState.SENT,),
    ]
    assert [each.reason for each in found] == ["blocked", "nothing new", ""]
    assert [each.sent_at for each in found] == [START + timedelta(days=1), None, START]


async def test_an_edition_is_found_by_its_token_and_belongs_to_who_was_to_get_it(store: Store) -> None:
    key, other = await library(store), await subscribe(store, 200)
    named, nameless = await stored(store, {1: 101}, parts=2, token="abc"), await stored(store, {2: 101})
    await delivered(store, key, named)
    async with store.read() as connection:
        assert await archive.by_token(connection, "abc") == named
        assert await archive.by_token(connection, "") is None
        assert await archive.by_token(connection, "abcd") is None
        assert await archive.token_of(connection, named) == "abc"
        assert await archive.token_of(connection, nameless) == ""
        assert await archive.belongs(connection, key, named)
        assert not await archive.belongs(connection, key, nameless)
        assert not await archive.belongs(connection, other.id, named)
        assert await archive.parts(connection, named) == (EditionPart("<b>1</b>", "1"), EditionPart("<b>2</b>", "2"))
        assert await archive.parts(connection, 999) == ()


async def test_the_latest_is_one_that_came(store: Store) -> None:
    key = await library(store)
    first, second, third = [await stored(store, {1: 102, number: 101}) for number in (2, 3, 2)]
    await delivered(store, key, first, days=0)
    await delivered(store, key, second, days=1)
    await delivered(store, key, third, days=2, state="expired", finished_at=None)
    async with store.read() as connection:
        assert await archive.latest_got(connection, key) == GotEdition(second, START + timedelta(days=1))
        assert await archive.latest_with(connection, key, 2) == first
        assert await archive.latest_with(connection, key, 1) == second
        assert await archive.latest_with(connection, key, 99) is None


async def test_stories_are_told_in_their_order_without_those_that_were_spared(store: Store) -> None:
    await library(store)
    edition = await stored(store, {1: 201, 2: 102, 3: -1})
    async with store.read() as connection:
        told = await archive.told(connection, edition)
    assert [(each.number, each.article_id, each.title, each.factors) for each in told] == [
        (1, 2, "Title of 1.txt", {"sources": 102}),
        (2, 1, "Title of 0.txt", {"sources": 201}),
    ]
    assert [each.age for each in told] == [timedelta(0)] * 2
    async with store.read() as connection:
        spared = await archive.spared(connection, edition, 3)
        assert await archive.spared(connection, edition, 1) is None
    assert spared == archive.ToldStory(0, 3, "Title of 2.txt", START, timedelta(0), {})


async def test_an_edition_that_is_not_stored_is_told_in_its_order(store: Store) -> None:
    await library(store)
    edition = Edition((), (3, 1, 99), {3: {"outlets": 2}})
    async with store.read() as connection:
        told = await archive.shown(connection, edition, START + timedelta(hours=2))
    assert [(each.number, each.article_id, each.age, each.factors) for each in told] == [
        (1, 3, timedelta(hours=2), {"outlets": 2}),
        (2, 1, timedelta(hours=2), {}),
    ]
