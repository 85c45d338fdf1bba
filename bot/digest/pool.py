"""The stories that can be told now: read once for all chats that are due, and weighed once. Pure.

What differs from chat to chat (what it has got, follows, mutes and wants to read) is in `choice`.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property, lru_cache

from bot.digest.score import Factors, age, recency, source_weights, sources, substance
from bot.digest.words import WordFinder
from bot.models import EditorMark
from bot.search.folding import words
from bot.storage.news import News

# A new chat is told the best of the last days in which something came in, and they count nearly alike.
FIRST_DAYS = 7
FIRST_GAP = 3
OTHER_TOPIC = ""
# Of the articles of a story, those with at least this share of the words of the longest tell it whole.
COMPLETE = 2 / 3
# What had no room yesterday and the day before may still be told.
LEFT_OVER = timedelta(days=2)
# So far back it is looked what a chat has got, if it has got anything in these days; else all that it ever got.
KNOWN = timedelta(days=10)

Marks = Mapping[int, tuple[EditorMark, bool]]


@lru_cache(maxsize=4096)
def folded(text: str) -> str:
    """The form that interests are compared in (`bot.storage.interests`)."""
    return " ".join(words(text))


@dataclass(frozen=True)
class Story:
    """A story with its articles that are in the library, newest first."""

    id: int
    articles: tuple[News, ...]
    pinned: bool = False

    @cached_property
    def load(self) -> int:
        """The newest load that brought something of it."""
        return max(each.load_id for each in self.articles)

    @cached_property
    def entered(self) -> datetime:
        """When something of it came in last."""
        return max(each.entered for each in self.articles)

    @cached_property
    def teller(self) -> News:
        """The article that tells it: the newest among those that tell it whole; of equals the first."""
        longest = max(each.headline.words for each in self.articles)
        whole = [each for each in self.articles if each.headline.words >= COMPLETE * longest]
        return max(whole, key=lambda each: each.headline.shown_at)

    @property
    def topic(self) -> str:
        """The topic that it stands under."""
        topics = self.teller.headline.topics
        return topics[0] if topics else OTHER_TOPIC

    def others(self, teller: News) -> tuple[str, ...]:
        """The sources beside the one that tells it, that of the newest article first."""
        named = dict.fromkeys(each.headline.source for each in self.articles)
        return tuple(source for source in named if source and source != teller.headline.source)

    def without(self, dropped: Collection[int]) -> "Story | None":
        """The story as the other articles tell it; None when none are left."""
        left = tuple(each for each in self.articles if each.headline.id not in dropped)
        return Story(self.id, left, self.pinned) if left else None


@dataclass(frozen=True, slots=True)
class Window:
    """Which stories are of now to a chat: what came in from then on, or after that load. `gap` days count as one.

    What came in before `known` may have been told when nobody looks back any more, so it tells nothing again.
    """

    since: datetime
    after_load: int
    gap: int
    known: datetime | None = None


@dataclass(frozen=True, slots=True)
class Ranking:
    """What every chat shares: the stories of a window by their ids, what matters most first, with their scores."""

    stories: Mapping[int, Story]
    factors: Mapping[int, Factors]
    scores: Mapping[int, float]
    places: Mapping[int, int]


class Pool:
    """The stories of one moment. Whatever is asked for twice is computed once."""

    def __init__(
        self,
        articles: Iterable[News],
        *,
        at: datetime,
        through_load: int,
        marks: Marks | None = None,
        notes: Mapping[date, str] | None = None,
    ) -> None:
        marks = marks or {}
        self.at = at
        self.through_load = through_load
        self.notes = notes or {}
        self.articles = {each.headline.id: each for each in articles}
        self.stories = _stories(self.articles.values(), marks)
        self.story_of = {each.headline.id: story.id for story in self.stories.values() for each in story.articles}
        self.pinned = frozenset(story.id for story in self.stories.values() if story.pinned)
        self.weights = source_weights(Counter(each.headline.source for each in self.articles.values()))
        self.newest = min(at, max((each.entered for each in self.articles.values()), default=at))
        # Where nothing has come in for long, everything is old alike, and its order is kept.
        self._anchor = min(at, self.newest + timedelta(days=1))
        self._new: dict[int, frozenset[int]] = {}
        self._ranked: dict[Window, Ranking] = {}
        self._said: dict[str, frozenset[int]] = {}
        self._finder = WordFinder()

    def window(self, since: date | None, day: date, after_load: int) -> Window:
        """For a chat whose last briefing was of that local day and covered that load; None: it has had none."""
        if since is None:
            return Window(self.newest - timedelta(days=FIRST_DAYS), self.through_load, FIRST_GAP)
        gap = max((day - since).days, 1)
        # A slot's day may be the day after or before that of its instant.
        known = self.at - KNOWN + timedelta(days=1) if since >= (self.at - KNOWN).date() else None
        return Window(self.at - timedelta(days=gap) - LEFT_OVER, after_load, gap, known)

    def ranked(self, window: Window) -> Ranking:
        """The stories of the window."""
        if window not in self._ranked:
            stories = {story.id: story for each in self.stories.values() if (story := _within(each, window))}
            factors = {key: self.weigh(each, window) for key, each in stories.items()}
            scores = {key: each.score for key, each in factors.items()}
            ordered = sorted(stories, key=lambda key: (-scores[key], -key))
            places = {key: place for place, key in enumerate(ordered)}
            self._ranked[window] = Ranking({key: stories[key] for key in ordered}, factors, scores, places)
        return self._ranked[window]

    def weigh(self, story: Story, window: Window) -> Factors:
        """What the story is worth to every chat with this window."""
        outlets = {each.headline.source for each in story.articles}
        youngest = min(age(self._anchor, each.entered, each.headline.published) for each in story.articles)
        return Factors(
            outlets=len(outlets),
            sources=sources(outlets, self.weights),
            substance=substance(max(each.headline.words for each in story.articles)),
            recency=recency(youngest, window.gap),
            pinned=story.pinned,
        )

    def new_since(self, load: int) -> frozenset[int]:
        """The stories of which something came in after that load."""
        if load not in self._new:
            self._new[load] = frozenset(key for key, story in self.stories.items() if story.load > load)
        return self._new[load]

    @cached_property
    def by_topic(self) -> Mapping[str, frozenset[int]]:
        """The stories of each topic, by its folded name."""
        return self._by(lambda each: map(folded, each.headline.topics))

    @cached_property
    def by_place(self) -> Mapping[str, frozenset[int]]:
        """The stories of each country, by its code in small letters."""
        return self._by(lambda each: map(str.lower, each.places))

    @cached_property
    def by_source(self) -> Mapping[str, frozenset[int]]:
        """The stories that each source tells, by its folded name."""
        return self._by(lambda each: (folded(each.headline.source),))

    @cached_property
    def by_language(self) -> Mapping[str, frozenset[int]]:
        """The stories told in each language, by the first part of its tag."""
        return self._by(lambda each: (language_of(each),))

    def by_word(self, value: str) -> frozenset[int]:
        """The stories that say these words, in any of their forms."""
        if value not in self._said:
            said = self._finder.saying(value, self.articles.values())
            self._said[value] = frozenset(self.story_of[key] for key in said if key in self.story_of)
        return self._said[value]

    def _by(self, values: Callable[[News], Iterable[str]]) -> Mapping[str, frozenset[int]]:
        found: defaultdict[str, set[int]] = defaultdict(set)
        for story in self.stories.values():
            for each in story.articles:
                for value in values(each):
                    found[value].add(story.id)
        return {value: frozenset(stories) for value, stories in found.items()}


def language_of(article: News) -> str:
    """The first part of the tag of the article's language; empty when nobody knows."""
    return article.headline.language.lower().split("-")[0]


def _within(story: Story, window: Window) -> Story | None:
    """The story as it may be told in that window, if at all."""
    if not (story.entered >= window.since or story.load > window.after_load or story.pinned):
        return None
    if window.known is None or story.pinned:
        return story
    old = [
        each.headline.id for each in story.articles if each.entered < window.known and each.load_id <= window.after_load
    ]
    return story.without(old) if old else story


def _stories(articles: Collection[News], marks: Marks) -> dict[int, Story]:
    """The articles by their stories, without what editors have hidden; a pinned article tells its story first."""
    hidden = {key for key, (mark, _) in marks.items() if mark is EditorMark.HIDE}
    pins = {key for key, (mark, _) in marks.items() if mark is EditorMark.PIN}
    gone = {each.story for each in articles if each.headline.id in hidden and marks[each.headline.id][1]}
    found: defaultdict[int, list[News]] = defaultdict(list)
    for each in articles:
        if each.story not in gone and each.headline.id not in hidden:
            found[each.story].append(each)
    stories = {}
    for key, members in found.items():
        members.sort(key=lambda each: (each.headline.shown_at, each.headline.id), reverse=True)
        stories[key] = Story(key, tuple(members), any(each.headline.id in pins for each in members))
    return stories
