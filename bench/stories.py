"""Stories kept up while 100,000 articles come in, two of three of them on an event that others are on too.

Made-up news: every event has its own names, words and numbers from a vocabulary as skewed as that of real text, and
one to six reports of it, each in other words. What an article costs must not grow with the library.
"""

import random
import time
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta

from sqlalchemy import insert, select, text

from bench.figures import Figure
from bench.setting import database
from bot.storage import seeds
from bot.storage.engine import Store
from bot.storage.schema import articles
from bot.storage.story_follow import BATCH, StoryFollower

ARTICLES = 100_000
A_DAY = 200
WORDS = 30_000
OWN_PAGES = """
SELECT sum(pgsize) FROM dbstat WHERE name LIKE '%fingerprint%' OR name LIKE '%story%' OR name LIKE 'ix_articles_copies'
"""
START = datetime(2024, 1, 1, tzinfo=UTC)


async def measure() -> AsyncIterator[Figure]:
    """Follow all of them in the order in which they appear, and compare the first tenth with the last."""
    async with database() as (store, _):
        follower = StoryFollower()
        async with store.write() as connection:
            await seeds.begin_load(connection, requested_by=None, now=START)
        costs = [await _timed(store, follower, batch) for batch in _batches()]
        tenth = len(costs) // 10
        first, last = sum(costs[:tenth]) / tenth, sum(costs[-tenth:]) / tenth
        await _checked(store)
        yield Figure("articles put into stories", BATCH / (sum(costs) / len(costs)), "articles/s")
        yield Figure("the last tenth of the library", BATCH / last, "articles/s", "the first tenth", first / last)
        async with store.read() as connection:
            size = (await connection.execute(text(OWN_PAGES))).scalar_one()
            bodies = (await connection.execute(text("SELECT sum(length(body)) FROM articles"))).scalar_one()
        yield Figure("what the stories store", size / ARTICLES, "bytes/article", "the text", size / bodies)


async def _timed(store: Store, follower: StoryFollower, batch: list[dict[str, object]]) -> float:
    async with store.write() as connection:
        await connection.execute(insert(articles), batch)
    start = time.perf_counter()
    async with store.write() as connection:
        await follower.follow(connection)
    return time.perf_counter() - start


async def _checked(store: Store) -> None:
    """That it did the work: most events with several reports are stories, and no story holds two events."""
    async with store.read() as connection:
        rows = (await connection.execute(select(articles.c.story_id, articles.c.section))).all()
    events: dict[str, list[int | None]] = {}
    for story, event in rows:
        events.setdefault(event, []).append(story)
    several = [stories for stories in events.values() if len(stories) > 1]
    whole = sum(1 for stories in several if stories[0] is not None and len(set(stories)) == 1)
    mixed = len({(story, event) for story, event in rows if story}) - len({story for story, _ in rows if story})
    if whole < 0.8 * len(several) or mixed > 0.01 * len(several):
        raise RuntimeError(f"of {len(several)} events only {whole} are stories, and {mixed} were mixed up")


def _batches() -> Iterator[list[dict[str, object]]]:
    chance = random.Random(7)  # noqa: S311 - the same news in every run, nothing secret
    vocabulary = ["".join(chance.choices("abcdefghiklmnoprstuvz", k=chance.randint(4, 10))) for _ in range(WORDS)]
    weights = [1 / (rank + 10) for rank in range(WORDS)]
    number, batch, event = 0, [], 0
    while number < ARTICLES:
        event += 1
        subject = chance.choices(vocabulary, weights, k=25) + chance.choices(vocabulary, k=12)
        names = [word.capitalize() for word in chance.choices(vocabulary, k=5)]
        for source in range(min(chance.choice((1, 1, 2, 2, 3, 6)), ARTICLES - number)):
            number += 1
            prose = chance.choices(vocabulary, weights, k=150)
            told = chance.sample(subject, 22) * 2 + chance.sample(names, 4) * 3
            body = _prose(chance, prose + told)
            title = " ".join(chance.sample(subject, 5) + chance.sample(names, 2))
            batch.append(_row(number, title, body, f"Outlet {source}", str(event)))
            if len(batch) == BATCH:
                yield batch
                batch = []
    if batch:
        yield batch


def _prose(chance: random.Random, words: list[str]) -> str:
    chance.shuffle(words)
    sentences = [["So", *words[start : start + 14]] for start in range(0, len(words), 14)]
    return "\n\n".join(" ".join(sentence) + "." for sentence in sentences)


def _row(number: int, title: str, body: str, source: str, event: str) -> dict[str, object]:
    at = START + timedelta(days=number / A_DAY)
    empty = dict.fromkeys(("summary", "byline", "url"), "")
    return {
        **empty,
        "id": number,
        "title": title,
        "body": body,
        "source": source,
        "section": event,
        "language": "en",
        "seed_path": str(number),
        "position": 0,
        "content_hash": str(number),
        "load_id": 1,
        "live": True,
        "captions": [],
        "topics": [],
        "places": [],
        "words": 220,
        "published_at": at,
        "first_seen_at": at,
        "changed_at": at,
        "shown_at": at,
    }
