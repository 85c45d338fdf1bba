"""Planning what is due at one minute: so many subscriptions, of so many different wishes, over 100,000 articles.

Every chat has had a briefing on each of the last days. What a different wish costs is measured by itself, without a
database. `python -m bench million` plans for a million chats.
"""

import random
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from datetime import time as wall_time
from pathlib import Path
from typing import Any

from sqlalchemy import delete, insert, text

from bench.figures import Figure
from bench.setting import database
from bot.chat.callbacks import article_button, more_button
from bot.digest.builder import Buttons, compose, prepare, read_pool
from bot.digest.choice import EditionRequest
from bot.models import Edition, EditionPart, Interest, InterestKind, Stance
from bot.schedule.planner import Planner
from bot.storage import editions
from bot.storage.engine import Store
from bot.storage.schema import articles, chats, deliveries, interests, loads, slots, subscriptions
from tests.fakes import FakeClock

ARTICLES = 100_000
A_DAY = 400
BATCH = 10_000
SIZES = (1_000, 10_000, 100_000)
WISHES = (1, 100, 1_000)
DAYS_BEFORE = 7
TOPICS = (
    "world",
    "politics",
    "business",
    "technology",
    "science",
    "space",
    "health",
    "environment",
    "sport",
    "culture",
)
NOW = datetime(2026, 11, 24, 7, 30, tzinfo=UTC)
AT = wall_time(7, 30)


async def measure() -> AsyncIterator[Figure]:
    """Fill a library, then plan for ever more chats."""
    async for figure in _measured(SIZES):
        yield figure


async def million() -> AsyncIterator[Figure]:
    """The same for a thousand chats and for a million."""
    async for figure in _measured((SIZES[0], 1_000_000)):
        yield figure


async def _measured(sizes: Sequence[int]) -> AsyncIterator[Figure]:
    async with database() as (store, _):
        await _fill(store, ARTICLES)
        async for figure in _alone(store):
            yield figure
        first: float | None = None
        for size in sizes:
            for wishes in WISHES if size == sizes[-1] else WISHES[:1]:
                await _subscribe(store, size, wishes)
                before = _forget_peak()
                took, busy = await _planned(store, size)
                each = busy / size * 1e6
                first = first or each
                named = f"{size:,} chats, {wishes:,} {'wish' if wishes == 1 else 'wishes'}"
                yield Figure(f"{named}: planned in", took, "s")
                yield Figure(f"{named}: CPU each", each, "µs", "a thousand of one", each / first)
                yield Figure(f"{named}: memory for it", _memory("VmHWM") - before, "MB")


async def _alone(store: Store) -> AsyncIterator[Figure]:
    async with store.read() as connection:
        await read_pool(connection, NOW)
        start = time.process_time()
        pool = await read_pool(connection, NOW)
        yield Figure("the library read for a tick, CPU", (time.process_time() - start) * 1000, "ms")
    asked = [
        EditionRequest(0, pool.through_load, NOW.date(), 5, interests=frozenset(_wishes(number)))
        for number in range(500)
    ]
    prepare(pool, asked[0])
    start = time.process_time()
    chosen = [prepare(pool, request) for request in asked]
    yield Figure("a different wish: choosing, CPU", (time.process_time() - start) / len(asked) * 1e6, "µs")
    start = time.process_time()
    buttons = Buttons(article_button, more_button)
    made = [compose(pool, each, buttons, edition_id=1) for each in chosen if each is not None]
    yield Figure("a different wish: rendering, CPU", (time.process_time() - start) / len(made) * 1e6, "µs")


def _wishes(number: int) -> Iterator[Interest]:
    """What the chats of that number follow: topics and words in combinations that differ."""
    chance = random.Random(number)  # noqa: S311 - the same wishes in every run
    for topic in chance.sample(TOPICS, 2):
        yield Interest(InterestKind.TOPIC, topic, Stance.FOLLOW)
    yield Interest(InterestKind.WORD, f"w{number % 97}", Stance.FOLLOW)
    yield Interest(InterestKind.PLACE, f"p{number % 50}", Stance.FOLLOW)
    yield Interest(InterestKind.SOURCE, f"paper {number % 40}", Stance.MUTE)


async def _planned(store: Store, size: int) -> tuple[float, float]:
    """Seconds by the wall, and of the processor."""
    planner = Planner(store, FakeClock(NOW), read_button=article_button, more_button=more_button)
    start, busy = time.perf_counter(), time.process_time()
    report = await planner.run_once()
    took = time.perf_counter() - start, time.process_time() - busy
    if report.planned != size:
        raise RuntimeError(f"not every briefing was planned: {report}")
    return took


def _memory(name: str) -> float:
    """What Linux says of this process, in MB: `VmRSS` is what it has, `VmHWM` the most that it had."""
    lines = Path("/proc/self/status").read_text("ascii", "replace").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{name}:")) / 1024


def _forget_peak() -> float:
    """From now on the most counts anew; gives back what it is now."""
    Path("/proc/self/clear_refs").write_text("5", "ascii")
    return _memory("VmRSS")


async def _fill(store: Store, count: int) -> None:
    chance = random.Random(7)  # noqa: S311 - the same news in every run
    oldest = NOW - timedelta(days=count / A_DAY)
    async with store.write() as connection:
        finished = {"started_at": oldest, "finished_at": oldest}
        await connection.execute(
            insert(loads),
            [{**finished, "id": 1}] + [{"id": 2 + day, "started_at": at, "finished_at": at} for day, at in _mornings()],
        )
    for start in range(0, count, BATCH):
        rows = [_article(chance, number, oldest) for number in range(start + 1, min(start + BATCH, count) + 1)]
        async with store.write() as connection:
            await connection.execute(insert(articles), rows)


def _mornings() -> list[tuple[int, datetime]]:
    """A load on each of the last days, an hour before the briefings, and one today."""
    return [(day, NOW - timedelta(days=DAYS_BEFORE - day, hours=1)) for day in range(DAYS_BEFORE + 1)]


def _article(chance: random.Random, number: int, oldest: datetime) -> dict[str, Any]:
    at = oldest + timedelta(days=number / A_DAY)
    load = max((2 + day for day, loaded in _mornings() if loaded - timedelta(days=1) < at), default=1)
    words = [f"w{chance.randrange(3000)}" for _ in range(40)]
    return {
        "id": number,
        "title": " ".join(words[:8]),
        "body": " ".join(words),
        "summary": f"{' '.join(words[8:24]).capitalize()}. {' '.join(words[24:])}.",
        "source": f"Paper {chance.randrange(40)}",
        "section": "",
        "byline": "",
        "url": "https://example.com/",
        "language": "en",
        "seed_path": str(number),
        "position": 0,
        "content_hash": str(number),
        "load_id": load,
        "live": True,
        "captions": [],
        "topics": [chance.choice(TOPICS)],
        "places": [f"P{chance.randrange(50)}"],
        "words": 400,
        "published_at": at,
        "first_seen_at": at,
        "changed_at": at,
        "shown_at": at,
        # One of three stands with its neighbours in a story.
        "story_id": number - number % 3 if number % 9 < 3 and number > 3 else None,
        "compared": True,
    }


async def _subscribe(store: Store, size: int, wishes: int) -> None:
    """So many chats, due now, each with a week of briefings behind it, of which chats of one wish got the same."""
    async with store.write() as connection:
        for table in (deliveries, interests, slots, subscriptions, chats):
            await connection.execute(delete(table))
    told = [[await _told(store, day, wish) for day in range(DAYS_BEFORE)] for wish in range(min(wishes, 100))]
    for start in range(0, size, BATCH):
        numbers = range(start + 1, min(start + BATCH, size) + 1)
        async with store.write() as connection:
            await connection.execute(insert(chats), [_chat(number) for number in numbers])
            if wishes > 1:
                rows = [row for number in numbers for row in _interests(number, number % wishes)]
                await connection.execute(insert(interests), rows)
            await connection.execute(insert(subscriptions), [_subscription(number) for number in numbers])
            await connection.execute(insert(slots), [_slot(number) for number in numbers])
            rows = [row for number in numbers for row in _had(number, told[number % len(told)])]
            await connection.execute(insert(deliveries), rows)
    async with store.write() as connection:
        await connection.execute(text("ANALYZE"))


async def _told(store: Store, day: int, wish: int) -> int:
    """An edition of that day; gives back its number."""
    part = EditionPart("x", "x", (), ())
    last = ARTICLES - (DAYS_BEFORE - day) * A_DAY - wish
    ids = tuple(range(last - 8, last + 1))
    async with store.write() as connection:
        made = Edition((part,), ids)
        return await editions.add(connection, made, through_load=2 + day, now=NOW - timedelta(days=DAYS_BEFORE - day))


def _chat(number: int) -> dict[str, Any]:
    named = {"kind": "private", "title": "", "language": "en", "created_at": NOW}
    return {"id": number, "telegram_id": 1000 + number, **named}


def _interests(number: int, wish: int) -> list[dict[str, Any]]:
    return [
        {
            "chat_id": number,
            "thread_id": 0,
            "kind": each.kind.value,
            "value": each.value,
            "stance": each.stance.value,
            "created_at": NOW,
        }
        for each in _wishes(wish)
    ]


def _subscription(number: int) -> dict[str, Any]:
    chosen = {"zone": "UTC", "minutes": 5, "active": True, "inactive_reason": "", "created_at": NOW}
    return {"id": number, "chat_id": number, "thread_id": 0, **chosen}


def _slot(number: int) -> dict[str, Any]:
    last = {"last_slot_date": (NOW - timedelta(days=1)).date()}
    return {"subscription_id": number, "local_time": AT, "weekdays": 127, "next_due_at": NOW, **last}


def _had(number: int, told: Sequence[int]) -> Iterator[dict[str, Any]]:
    for day, edition in enumerate(told):
        at = NOW - timedelta(days=DAYS_BEFORE - day)
        yield {
            "subscription_id": number,
            "slot_date": at.date(),
            "slot_time": AT,
            "slot_at": at,
            "part": 1,
            "edition_id": edition,
            "state": "sent",
            "reason": "",
            "not_before": at,
            "expires_at": at + timedelta(days=1),
            "attempts": 1,
            "uncertain": 0,
            "silent": False,
            "as_plain": False,
            "epoch": 1,
            "message_id": 1,
            "finished_at": at,
        }
