"""Builders of values and rows with defaults, so that a test names only what it is about."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import insert, select

from bot.models import (
    ChatKind,
    DailyTime,
    DeliveryState,
    Destination,
    Edition,
    EditionPart,
    Headline,
    ParsedArticle,
    Subscription,
)
from bot.storage import articles, chats, editions, outbox, seeds, subscriptions
from bot.storage.articles import NewArticle
from bot.storage.engine import Store
from bot.storage.outbox import PlannedDelivery
from bot.storage.schema import deliveries
from bot.storage.slots import PlannedTime
from bot.storage.subscriptions import Plan
from tests.fakes import START

DAY = START.date()
EVERY_DAY = 127


def parsed(
    title: str = "Harbour reopens", body: Sequence[str] = ("The harbour reopened.",), **more: Any
) -> ParsedArticle:
    """What reading a seed gives."""
    return ParsedArticle(title=title, body=tuple(body), **more)


def new_article(
    path: str = "a.txt", position: int = 0, content: ParsedArticle | None = None, **more: Any
) -> NewArticle:
    """An article as a load writes it; its hash follows from its title unless given."""
    content = content or parsed(title=f"Title of {path}")
    return NewArticle(
        seed_path=path,
        position=position,
        content=content,
        content_hash=more.get("content_hash", f"hash of {content.title}"),
        words=more.get("words", 100),
    )


def headline(number: int = 1, **more: Any) -> Headline:
    """A headline; the larger the number, the older."""
    shown = START - timedelta(hours=number)
    defaults = Headline(
        id=number,
        title=f"Story {number}",
        summary=f"What happened in story {number}.",
        source="Harbour Post",
        language="en",
        topics=("world",),
        published=shown,
        shown_at=shown,
        words=100,
    )
    return replace(defaults, **more)


async def load_articles(store: Store, new: Iterable[NewArticle], *, now: datetime = START) -> int:
    """One finished load that adds these articles; gives back its number."""
    async with store.write() as connection:
        load_id = await seeds.begin_load(connection, requested_by=None, now=now)
        await articles.add(connection, list(new), load_id=load_id, now=now)
        await seeds.finish_load(connection, load_id, {}, now=now)
    return load_id


async def the_slot(store: Store, telegram_id: int = 100) -> DailyTime:
    """The one daily time of a chat."""
    async with store.read() as connection:
        found = await subscriptions.find(connection, Destination(telegram_id))
    assert found is not None
    (each,) = found.times
    return each


async def subscribe(
    store: Store,
    telegram_id: int = 100,
    thread_id: int = 0,
    *,
    kind: ChatKind = ChatKind.PRIVATE,
    at: time = time(7, 30),
    zone: str = "UTC",
    weekdays: int = EVERY_DAY,
    minutes: int = 5,
    next_due: datetime = START,
) -> Subscription:
    """An active subscription of a chat that is made when it is not there."""
    async with store.write() as connection:
        chat_id = await chats.remember(connection, telegram_id, kind, f"Chat {telegram_id}", "en", now=START)
        known = await subscriptions.find(connection, Destination(telegram_id, thread_id))
        last = known.times[0].last_slot_date if known else None
        plan = Plan((PlannedTime(at, weekdays, next_due, last),), zone, minutes)
        await subscriptions.save(connection, chat_id, thread_id, plan, now=START)
        found = await subscriptions.find(connection, Destination(telegram_id, thread_id))
    assert found is not None
    return found


def edition(parts: int = 1, article_ids: Sequence[int] = ()) -> Edition:
    """An edition of that many messages."""
    return Edition(
        parts=tuple(
            EditionPart(
                html=f"<b>Part {number}</b>",
                plain=f"Part {number}",
                keyboard=(({"text": "1", "callback_data": "read:1"},),),
            )
            for number in range(1, parts + 1)
        ),
        article_ids=tuple(article_ids),
    )


async def add_edition(store: Store, parts: int = 1, *, through_load: int = 1) -> int:
    """A stored edition; gives back its id."""
    async with store.write() as connection:
        return await editions.add(connection, edition(parts), through_load=through_load, now=START)


def planned(subscription_id: int, edition_id: int | None, part: int = 1, **more: Any) -> PlannedDelivery:
    """A row for the outbox, due at START and good for a day."""
    defaults = PlannedDelivery(
        subscription_ids=[subscription_id],
        slot_date=DAY,
        slot_time=time(7, 30),
        slot_at=START,
        part=part,
        edition_id=edition_id,
        expires_at=START + timedelta(days=1),
    )
    return replace(defaults, **more)


async def plan_briefing(store: Store, subscription_id: int, *, parts: int = 1, **more: Any) -> list[int]:
    """A whole briefing in the outbox; gives back the ids of its deliveries, in the order of its parts."""
    edition_id = await add_edition(store, parts)
    rows = [planned(subscription_id, edition_id, part, **more) for part in range(1, parts + 1)]
    async with store.write() as connection:
        await outbox.plan(connection, rows, START)
        query = select(deliveries.c.id).where(deliveries.c.edition_id == edition_id).order_by(deliveries.c.part)
        return list((await connection.execute(query)).scalars())


async def insert_delivery(store: Store, subscription_id: int, edition_id: int | None, **columns: Any) -> int:
    """A delivery in any state that the outbox itself would take several steps to reach."""
    values: dict[str, Any] = {
        "subscription_id": subscription_id,
        "slot_date": DAY,
        "slot_time": time(7, 30),
        "slot_at": START,
        "part": 1,
        "edition_id": edition_id,
        "state": DeliveryState.PLANNED.value,
        "reason": "",
        "not_before": START,
        "expires_at": START + timedelta(days=1),
        "attempts": 0,
        "uncertain": 0,
        "silent": False,
        "as_plain": False,
        "epoch": 0,
    } | columns
    async with store.write() as connection:
        added = await connection.execute(insert(deliveries).values(values).returning(deliveries.c.id))
        return added.scalar_one()


async def delivery_rows(store: Store) -> dict[int, Any]:
    """Every delivery by its id."""
    async with store.read() as connection:
        return {row.id: row for row in await connection.execute(select(deliveries).order_by(deliveries.c.id))}


async def delivery_states(store: Store) -> dict[int, str]:
    """The state of every delivery by its id."""
    return {key: row.state for key, row in (await delivery_rows(store)).items()}


def utc(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    """An instant."""
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


def days_after(days: int, start: date = DAY) -> date:
    """The date that many days later."""
    return start + timedelta(days=days)
