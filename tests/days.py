"""Sample days with an editor's judgement of each article, and how well an order of their stories does.

A line of `tests/data/days/*.tsv`: judgement, hours before the slot (`published/came in`; `d` for days, `-` for not
known), story, source, topic, country, words, title. Judgement 3 is what nobody should miss, 2 what is worth it, 1 what
may fill a page, 0 what may not.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.digest.choice import EditionRequest, choose
from bot.digest.pool import Pool
from bot.models import Headline, Interest, InterestKind, Stance
from bot.storage.news import News

FOLDER = Path(__file__).parent / "data" / "days"
AT = datetime(2026, 11, 24, 7, 30, tzinfo=UTC)
# What a briefing of five minutes tells.
SHOWN = 9
MUST = 3


@dataclass(frozen=True, slots=True)
class Day:
    """The articles of some days, what an editor thinks of their stories, and who reads them."""

    name: str
    articles: tuple[News, ...]
    judged: dict[int, int]
    since: int
    interests: frozenset[Interest]

    def ours(self) -> list[int]:
        """The stories as a briefing has them."""
        day = AT.date()
        last = day - timedelta(days=self.since)
        request = EditionRequest(0, 1, day, 5, since=last, interests=self.interests)
        choice = choose(Pool(self.articles, at=AT, through_load=1), request, most=len(self.judged))
        return [] if choice is None else [each.news.story for each in choice.tellings]

    def newest_first(self) -> list[int]:
        """The stories in the order of their newest articles."""
        return list(dict.fromkeys(each.story for each in _newest(self.articles)))

    def top_per_source(self) -> list[int]:
        """The newest article of every source, then the second of each."""
        of_source: defaultdict[str, list[News]] = defaultdict(list)
        for each in _newest(self.articles):
            of_source[each.headline.source].append(each)
        ranked = [(place, each) for found in of_source.values() for place, each in enumerate(found)]
        ordered = sorted(ranked, key=lambda entry: (entry[0], AT - entry[1].headline.shown_at))
        return list(dict.fromkeys(each.story for _, each in ordered))


def days() -> list[Day]:
    """All sample days."""
    return [_read(path) for path in sorted(FOLDER.glob("*.tsv"))]


def ndcg(order: Sequence[int], judged: dict[int, int], shown: int = SHOWN) -> float:
    """How near the first stories of an order come to the best order (normalised discounted cumulative gain)."""
    best = sorted(judged.values(), reverse=True)
    return _gain(judged[story] for story in order[:shown]) / _gain(best[:shown])


def covered(order: Sequence[int], judged: dict[int, int], shown: int = SHOWN) -> float:
    """The share of what nobody should miss that is among the first stories of an order."""
    must = {story for story, grade in judged.items() if grade == MUST}
    return len(must.intersection(order[:shown])) / len(must)


def _gain(grades: Iterable[int]) -> float:
    return sum((2**grade - 1) / math.log2(place + 1) for place, grade in enumerate(grades, 1))


def _newest(articles: Iterable[News]) -> list[News]:
    return sorted(articles, key=lambda each: each.headline.shown_at, reverse=True)


def _read(path: Path) -> Day:
    since, interests, articles = 1, set(), []
    judged: dict[int, int] = {}
    stories: dict[str, int] = {}
    for line in path.read_text("utf-8").splitlines():
        if line.startswith("# since="):
            since = int(line.partition("=")[2])
        elif line.startswith(("# follow=", "# mute=")):
            stance, _, things = line[2:].partition("=")
            interests |= {_interest(stance, thing) for thing in _things(things)}
        elif not line.startswith("#"):
            grade, when, story, source, topic, place, words, title = line.split("\t")
            key = stories.setdefault(story, 1000 + len(stories))
            judged[key] = max(judged.get(key, 0), int(grade))
            articles.append(_article(len(articles) + 1, key, when, title, source, topic, place, int(words)))
    return Day(path.stem, tuple(articles), judged, since, frozenset(interests))


def _things(text: str) -> list[str]:
    """`place:tr source:celeb wire`, whose values may have spaces."""
    things: list[str] = []
    for word in text.split():
        if ":" in word:
            things.append(word)
        else:
            things[-1] += f" {word}"
    return things


def _interest(stance: str, thing: str) -> Interest:
    kind, _, value = thing.partition(":")
    return Interest(InterestKind(kind), value, Stance(stance))


def _article(number: int, story: int, when: str, title: str, source: str, topic: str, place: str, words: int) -> News:
    said, _, came = when.partition("/")
    published = None if said == "-" else AT - _ago(said)
    entered = AT - _ago(came or said)
    headline = Headline(
        id=number,
        title=title,
        summary="",
        source=source,
        language="en",
        topics=(topic,) if topic else (),
        published=published,
        shown_at=published or entered,
        words=words,
    )
    return News(headline, story, (place,) if place else (), "", "", 1, entered)


def _ago(text: str) -> timedelta:
    return timedelta(days=int(text[:-1])) if text.endswith("d") else timedelta(hours=int(text))
