"""Over any sequence of loads, briefings and what became of them: nothing that reached a chat comes again."""

import asyncio
import json
import shutil
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.digest.pool import KNOWN
from bot.models import DeliveryState
from bot.schedule.planner import Planner
from bot.storage.engine import Store, open_store
from bot.storage.schema import articles, deliveries, edition_articles, edition_parts
from tests.factories import load_articles, new_article, parsed, subscribe
from tests.fakes import START, FakeClock

_STORY = func.coalesce(articles.c.story_id, articles.c.id).label("story")
REACHED = {"sent", "unconfirmed", "planned"}
OUTCOMES = st.sampled_from(["sent", "sent", "sent", "expired", "dead", "unconfirmed", "planned"])
# An article: hours between its date and the load (None: undated), and the article whose story it continues, if any.
ARTICLES = st.tuples(st.none() | st.integers(0, 90), st.none() | st.integers(0, 40))


@dataclass(frozen=True)
class Morning:
    """What comes in, how many days pass, and what becomes of each message of the briefing."""

    loaded: list[tuple[int | None, int | None]]
    days: int
    outcomes: tuple[str, str, str]


MORNINGS = st.lists(
    st.builds(
        Morning,
        st.lists(ARTICLES, max_size=14),
        st.sampled_from([1, 1, 1, 2, 5, 20]),
        st.tuples(OUTCOMES, OUTCOMES, OUTCOMES),
    ),
    min_size=2,
    max_size=7,
)


@dataclass
class History:
    """The articles that the chat has got, and when, and whether some of the last briefing did not reach it."""

    articles: dict[int, datetime] = field(default_factory=dict)
    lost: bool = False


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(mornings=MORNINGS, minutes=st.sampled_from([2, 5, 10]))
def test_nothing_comes_twice_and_nothing_is_lost(
    mornings: list[Morning], minutes: int, sqlite_path: Path, tmp_path: Path
) -> None:
    fresh = tmp_path / "example.db"
    shutil.copyfile(sqlite_path, fresh)
    asyncio.run(_live_through(f"sqlite+aiosqlite:///{fresh}", mornings, minutes))


async def _live_through(url: str, mornings: list[Morning], minutes: int) -> None:
    store, clock, history = await open_store(url), FakeClock(START), History()
    try:
        planner = Planner(store, clock, read_button=lambda key: f"read:{key}", more_button=lambda *more: f"more:{more}")
        await subscribe(store, 1, at=START.time(), minutes=minutes, next_due=START)
        for morning in mornings:
            await _load(store, morning, clock.now())
            news = history.lost or (bool(morning.loaded) and await _untold(store, history))
            report = await planner.run_once()
            assert report.planned or not news, "what came in, or did not reach the chat the last time, is told"
            await _settle(store, clock.now(), morning.outcomes, history)
            clock.advance(timedelta(days=morning.days))
    finally:
        await store.close()


async def _load(store: Store, morning: Morning, now: datetime) -> None:
    """Load the articles; some continue a story that is there."""
    if not morning.loaded:
        return
    new = []
    for place, (hours, _) in enumerate(morning.loaded):
        published = None if hours is None else now - timedelta(hours=hours)
        named = f"{now:%m%d}-{place}"
        summary = "It was so. " * 8
        content = parsed(f"News {named}", source=f"Outlet {place}", published=published, summary=summary)
        new.append(new_article(named, content=content))
    load = await load_articles(store, new, now=now)
    async with store.write() as connection:
        rows = select(articles.c.id).where(articles.c.load_id == load).order_by(articles.c.id)
        for key, (_, continued) in zip((await connection.execute(rows)).scalars(), morning.loaded, strict=True):
            if continued is None or continued >= key or continued == 0:
                continue
            row = (await connection.execute(select(articles.c.story_id).where(articles.c.id == continued))).scalar_one()
            story = row or continued
            await connection.execute(update(articles).where(articles.c.id.in_((continued, key))).values(story_id=story))


async def _untold(store: Store, history: History) -> bool:
    """Whether there is a story, of what came in last, of which the chat has got nothing."""
    async with store.read() as connection:
        last = select(articles.c.load_id).order_by(articles.c.load_id.desc()).limit(1).scalar_subquery()
        newest = set((await connection.execute(select(_STORY).where(articles.c.load_id == last))).scalars())
        told = await connection.execute(select(_STORY).where(articles.c.id.in_(history.articles)))
        return bool(newest.difference(told.scalars()))


async def _settle(store: Store, now: datetime, outcomes: tuple[str, ...], history: History) -> None:
    """Let the messages of the briefing of that moment fare as they do, and check what they held."""
    async with store.write() as connection:
        query = (
            select(deliveries.c.id, deliveries.c.part, deliveries.c.edition_id, edition_parts.c.keyboard)
            .join(edition_parts, edition_parts.c.edition_id == deliveries.c.edition_id)
            .where(deliveries.c.slot_at == now, deliveries.c.part == edition_parts.c.part)
            .order_by(deliveries.c.part)
        )
        stopped = False
        rows = (await connection.execute(query)).all()
        if rows:
            history.lost = False
        for row in rows:
            outcome = "dead" if stopped else outcomes[(row.part - 1) % len(outcomes)]
            stopped = stopped or outcome not in REACHED
            history.lost = history.lost or stopped
            values = {"state": DeliveryState(outcome).value, "finished_at": now}
            await connection.execute(update(deliveries).where(deliveries.c.id == row.id).values(values))
            if outcome in REACHED:
                ids = [int(data[5:]) for data in _pressed(row.keyboard) if data.startswith("read:")]
                await _check(connection, row.edition_id, ids, history, now)


async def _check(connection: AsyncConnection, edition_id: int, ids: list[int], history: History, now: datetime) -> None:
    """An article never comes again; a story only when it is marked, or when it was told long ago."""
    rows = await connection.execute(
        select(articles.c.id, _STORY, edition_articles.c.factors)
        .join(edition_articles, edition_articles.c.article_id == articles.c.id)
        .where(articles.c.id.in_(ids), edition_articles.c.edition_id == edition_id)
    )
    told = await connection.execute(select(_STORY, articles.c.id).where(articles.c.id.in_(history.articles)))
    last: dict[int, datetime] = {}
    for story, key in told:
        last[story] = max(history.articles[key], last.get(story, history.articles[key]))
    for row in rows:
        assert row.id not in history.articles, "an article came twice"
        if row.story not in last or now - last[row.story] < KNOWN - timedelta(days=1):
            assert (row.story in last) == bool(row.factors.get("update")), "a story came again unmarked"
    history.articles |= dict.fromkeys(ids, now)


def _pressed(keyboard: str) -> list[str]:
    return [button["callback_data"] for row in json.loads(keyboard)["inline_keyboard"] for button in row]
