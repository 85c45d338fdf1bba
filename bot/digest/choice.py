"""What one chat can be told, and what of it first. Pure; docs/briefing.md tells the rules."""

import heapq
import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import NamedTuple

from bot.digest.pool import OTHER_TOPIC, Pool, Ranking, Story
from bot.digest.score import FOREIGN, READ, Factors, followed, variety
from bot.digest.stories import ToldStory, development
from bot.digest.wishes import Wishes
from bot.models import Headline, Interest
from bot.storage.news import News

# A briefing and its further pages show some fifty stories: of those that matter most to every chat, so many are looked
# at, and of those with something that the chat follows as many again.
LOOKED_AT = 100


@dataclass(frozen=True, slots=True)
class EditionRequest:
    """What an edition depends on, beside the library. Chats with equal requests share one edition.

    `after_load` is the newest load that the chat's last briefing covered, and `since` the local day of it; 0 and None
    for a chat that has had none. `told` are the stories that it has got, or has read where it is one person; `read` the
    articles that somebody of many opened in it.
    The bot speaks `language`; the chat's people speak `tongue`, the first part of a tag, as far as anybody knows.
    `weekly`: it is the one briefing of the chat's week.
    """

    after_load: int
    through_load: int
    day: date
    minutes: int
    since: date | None = None
    told: frozenset[ToldStory] = frozenset()
    read: frozenset[int] = frozenset()
    interests: frozenset[Interest] = frozenset()
    language: str = "en"
    tongue: str = ""
    weekly: bool = False


@dataclass(frozen=True, slots=True)
class Telling:
    """A story as a chat is told it: by which article, who else reports it, and why it is there."""

    news: News
    others: tuple[str, ...]
    factors: Factors

    @property
    def headline(self) -> Headline:
        """The article that tells it."""
        return self.news.headline

    @property
    def topic(self) -> str:
        """The topic that it stands under."""
        return self.headline.topics[0] if self.headline.topics else OTHER_TOPIC


@dataclass(frozen=True, slots=True)
class Choice:
    """The stories for a chat, what matters most to it first; `total` counts also those beyond `tellings`."""

    tellings: tuple[Telling, ...]
    total: int


class Candidate(NamedTuple):
    """A story that may be told; a few hundred are made for every request.

    `score` is without variety, which depends on what else is told.
    """

    story: Story
    shared: Factors
    score: float
    follows: tuple[str, ...]
    followed: float
    foreign: float
    read: float
    update: bool

    def telling(self, variety: float) -> Telling:
        """The story told, with the reasons."""
        shared, teller = self.shared, self.story.teller
        factors = Factors(
            outlets=shared.outlets,
            sources=shared.sources,
            substance=shared.substance,
            recency=shared.recency,
            pinned=shared.pinned,
            follows=self.follows,
            followed=self.followed,
            foreign=self.foreign,
            read=self.read,
            variety=variety,
            update=self.update,
        )
        return Telling(teller, self.story.others(teller), factors)


def choose(pool: Pool, request: EditionRequest, *, most: int) -> Choice | None:
    """The first `most` stories for this chat; None when there is nothing that has come in since its last briefing.

    What had no room lately takes part, but by itself is no reason for a briefing.
    """
    wishes = Wishes.of(pool, request.interests)
    window = pool.window(request.since, request.day, request.after_load)
    told = {each.story: each for each in request.told}
    ranking = pool.ranked(window)
    changed: dict[int, Story | None] = dict(wishes.narrowed(pool, ranking))
    for key in told:
        changed[key] = _development(pool, told[key], changed)
    shut = wishes.shut | {key for key, story in changed.items() if story is None}
    able = ranking.stories.keys() - shut
    if able.isdisjoint(pool.new_since(request.after_load)):
        return None
    read = {pool.story_of[key] for key in request.read if key in pool.story_of}
    foreign = wishes.foreign(pool, request.tongue)
    found = []
    for key in _looked_at(ranking, able, wishes.follows, pool.pinned):
        story = changed.get(key)
        shared = ranking.factors[key] if story is None else pool.weigh(story, window)
        score = ranking.scores[key] if story is None else shared.score
        follows = wishes.follows.get(key, ())
        own = (followed(follows), FOREIGN if key in foreign else 1.0, READ if key in read else 1.0)
        found.append(
            Candidate(story or ranking.stories[key], shared, score * math.prod(own), follows, *own, key in told)
        )
    return Choice(tuple(islice(_varied(found), most)), len(able))


def _development(pool: Pool, told: ToldStory, changed: Mapping[int, Story | None]) -> Story | None:
    """What is new in a told story, in the articles that the chat wants."""
    new = development(pool, told)
    if new is None or told.story not in changed:
        return new
    wanted = changed[told.story]
    kept = set() if wanted is None else {each.headline.id for each in wanted.articles}
    return new.without([each.headline.id for each in new.articles if each.headline.id not in kept])


def _looked_at(
    ranking: Ranking, able: Set[int], follows: Mapping[int, tuple[str, ...]], pinned: frozenset[int]
) -> list[int]:
    """The stories that can come among the first: nothing but what is followed can overtake what everybody gets."""
    first = list(islice((key for key in ranking.stories if key in able), LOOKED_AT))
    wanted = sorted(follows.keys() & able, key=ranking.places.__getitem__)[:LOOKED_AT]
    return list(dict.fromkeys((*sorted(pinned & able), *first, *wanted)))


def _varied(found: Sequence[Candidate]) -> Iterator[Telling]:
    """What is pinned first, then whatever counts most beside what has been given: no topic and no source fills all."""
    # Each stands here with the score that it had when it was looked at last; beside more stories it can only sink.
    waiting = [(not each.shared.pinned, -each.score, -each.story.id, each) for each in found]
    heapq.heapify(waiting)
    topics: Counter[str] = Counter()
    outlets: Counter[str] = Counter()
    while waiting:
        unpinned, score, key, each = waiting[0]
        topic, source = each.story.topic, each.story.teller.headline.source
        varied = variety(topics[topic] if topic else 0, outlets[source] if source else 0)
        if -each.score * varied != score:
            heapq.heapreplace(waiting, (unpinned, -each.score * varied, key, each))
            continue
        heapq.heappop(waiting)
        topics[topic] += 1
        outlets[source] += 1
        yield each.telling(varied)


def telling_of(pool: Pool, article_id: int) -> Telling:
    """The story of an article of the pool, told by that article."""
    news = pool.articles[article_id]
    return Telling(news, pool.stories[news.story].others(news), Factors())
