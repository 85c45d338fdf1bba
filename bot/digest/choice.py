"""What one chat can be told, and what of it first. Pure; docs/briefing.md tells the rules."""

import heapq
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice

from bot.digest.pool import Pool, Story
from bot.digest.score import FOREIGN, READ, Factors, followed
from bot.digest.stories import ToldStory, development
from bot.digest.wishes import Wishes
from bot.models import Headline, Interest
from bot.storage.news import News

OTHER_TOPIC = ""
# Of the articles of a story, those with at least this share of the words of the longest tell it whole.
COMPLETE = 2 / 3
# A briefing and its further pages show some fifty stories: of those that matter most to every chat, so many are looked
# at, and of those with something that the chat follows as many again.
LOOKED_AT = 150


@dataclass(frozen=True, slots=True)
class EditionRequest:
    """What an edition depends on, beside the library. Chats with equal requests share one edition.

    `after_load` is the newest load that the chat's last briefing covered, and `since` the local day of it; 0 and None
    for a chat that has had none. `told` are the stories that it has got, `read` the articles that were opened in it.
    The bot speaks `language`; the chat's people speak `tongue`, the first part of a tag, as far as anybody knows.
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


def choose(pool: Pool, request: EditionRequest, *, most: int) -> Choice | None:
    """The first `most` stories for this chat; None when there is nothing that has come in since its last briefing.

    What had no room lately takes part, but by itself is no reason for a briefing.
    """
    wishes = Wishes.of(pool, request.interests)
    window = pool.window(request.since, request.day, request.after_load)
    told = {each.story: each for each in request.told}
    changed: dict[int, Story | None] = dict(wishes.narrowed(pool))
    for key in told:
        changed[key] = _development(pool, told[key], changed)
    shut = wishes.shut | {key for key, story in changed.items() if story is None}
    ranked = pool.ranked(window)
    able = ranked.keys() - shut
    if able.isdisjoint(pool.new_since(request.after_load)):
        return None
    read = {pool.story_of[key] for key in request.read if key in pool.story_of}
    foreign = wishes.foreign(pool, request.tongue)
    found = []
    for key in _looked_at(ranked, able, wishes.follows, pool.pinned):
        story = changed.get(key) or pool.stories[key]
        shared = ranked[key] if key not in changed else pool.weigh(story, window)
        follows = wishes.follows.get(key, ())
        factors = replace(
            shared,
            followed=followed(name.split(":", 1)[0] for name in follows),
            follows=follows,
            foreign=FOREIGN if key in foreign else 1.0,
            read=READ if key in read else 1.0,
            update=key in told,
        )
        found.append((story, factors))
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
    ranked: Mapping[int, Factors],
    able: Set[int],
    follows: Mapping[int, tuple[str, ...]],
    pinned: frozenset[int],
) -> list[int]:
    """The stories that can come among the first: nothing but what is followed can overtake what everybody gets."""
    first = list(islice((key for key in ranked if key in able), LOOKED_AT))
    wanted = (follows.keys() | pinned) & able
    more = heapq.nlargest(LOOKED_AT, wanted, key=lambda key: (key in pinned, ranked[key].score, key))
    return list(dict.fromkeys(first + more))


def _varied(found: Sequence[tuple[Story, Factors]]) -> Iterator[Telling]:
    """What is pinned first, then whatever counts most beside what has been given: no topic and no source fills all."""
    ordered = _by_score([_telling(story, factors) for story, factors in found])
    # Each stands here with the rank that it had when it was weighed last; beside more stories it can only sink.
    waiting = [(_rank(each.factors), place) for place, each in enumerate(ordered)]
    topics: Counter[str] = Counter()
    outlets: Counter[str] = Counter()
    while waiting:
        rank, place = waiting[0]
        each = ordered[place]
        factors = each.factors.varied(
            same_topic=topics[each.topic] if each.topic else 0,
            same_source=outlets[each.headline.source] if each.headline.source else 0,
        )
        if _rank(factors) != rank:
            heapq.heapreplace(waiting, (_rank(factors), place))
            continue
        heapq.heappop(waiting)
        topics[each.topic] += 1
        outlets[each.headline.source] += 1
        yield replace(each, factors=factors)


def _by_score(tellings: Sequence[Telling]) -> list[Telling]:
    return sorted(tellings, key=lambda each: (_rank(each.factors), -each.headline.id))


def _rank(factors: Factors) -> tuple[bool, float]:
    """Smaller is better."""
    return not factors.pinned, -factors.score


def _telling(story: Story, factors: Factors) -> Telling:
    best = best_of([each.headline for each in story.articles])
    named = dict.fromkeys(each.headline.source for each in story.articles)
    others = tuple(source for source in named if source and source != best.source)
    return Telling(next(each for each in story.articles if each.headline.id == best.id), others, factors)


def telling_of(pool: Pool, article_id: int) -> Telling:
    """The story of an article of the pool, told by that article."""
    news = pool.articles[article_id]
    named = dict.fromkeys(each.headline.source for each in pool.stories[news.story].articles)
    return Telling(news, tuple(each for each in named if each and each != news.headline.source), Factors())


def best_of(articles: Sequence[Headline]) -> Headline:
    """The newest among those that tell the story whole; of equals the first."""
    longest = max(each.words for each in articles)
    whole = [each for each in articles if each.words >= COMPLETE * longest]
    return max(whole, key=lambda each: each.shown_at)
