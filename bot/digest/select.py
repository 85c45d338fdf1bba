"""Which of the new articles go into a briefing, and in which order. Pure."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field

from bot.models import Headline

# Adults read about 238 English words a minute silently (Brysbaert 2019, a review of 190 studies).
WORDS_A_MINUTE = 238
# A story costs its words and a moment to find the next one.
GLANCE_WORDS = 12
MOST_STORIES = {2: 5, 5: 9, 10: 18}
OTHER_TOPIC = ""
# Of the articles of a story, those with at least this share of the words of the longest tell it whole.
COMPLETE = 2 / 3


@dataclass(frozen=True, slots=True)
class Candidate:
    """An article that could be in a briefing; articles of one story are told once."""

    headline: Headline
    story: Hashable


@dataclass(frozen=True, slots=True)
class Selection:
    """One big story, the rest by topic, and how many fitted no more.

    `others` are the further sources of a story, by the id of the article that tells it.
    """

    lead: Headline
    groups: tuple[tuple[str, tuple[Headline, ...]], ...]
    more: int
    others: Mapping[int, tuple[str, ...]] = field(default_factory=dict)

    @property
    def stories(self) -> tuple[Headline, ...]:
        """All chosen stories, in the order in which they are shown."""
        return (self.lead, *(story for _, stories in self.groups for story in stories))


def words(headline: Headline) -> int:
    """The words that a reader of the briefing reads for this story."""
    return len(headline.title.split()) + len(headline.summary.split())


def minutes(stories: Sequence[Headline]) -> int:
    """The reading time of these stories, in whole minutes, at least one."""
    total = sum(words(story) + GLANCE_WORDS for story in stories)
    return max(1, round(total / WORDS_A_MINUTE))


def select(candidates: Sequence[Candidate], *, budget: int, most: int | None = None) -> Selection | None:
    """The newest stories that fit a budget in minutes, each told once; None when there is nothing to tell.

    `most` bounds their number further. The newest leads. A topic stands where its newest story would; stories of no
    known topic come last.
    """
    told = _told(candidates)
    if not told:
        return None
    stories = list(told)
    chosen = _within(stories, budget)[:most]
    groups: dict[str, list[Headline]] = {}
    for story in chosen[1:]:
        groups.setdefault(story.topics[0] if story.topics else OTHER_TOPIC, []).append(story)
    ordered = sorted(groups.items(), key=lambda group: group[0] == OTHER_TOPIC)
    return Selection(
        lead=chosen[0],
        groups=tuple((topic, tuple(members)) for topic, members in ordered),
        more=len(stories) - len(chosen),
        others={story.id: told[story] for story in chosen if told[story]},
    )


def _told(candidates: Sequence[Candidate]) -> dict[Headline, tuple[str, ...]]:
    """The article that tells each story with the story's other sources, in the order of the stories' first articles."""
    stories: dict[Hashable, list[Headline]] = {}
    for candidate in candidates:
        stories.setdefault(candidate.story, []).append(candidate.headline)
    told = {}
    for articles in stories.values():
        best = best_of(articles)
        named = dict.fromkeys(each.source for each in articles if each.source and each.source != best.source)
        told[best] = tuple(named)
    return told


def best_of(articles: Sequence[Headline]) -> Headline:
    """The newest among those that tell the story whole; of equals the first."""
    longest = max(each.words for each in articles)
    whole = [each for each in articles if each.words >= COMPLETE * longest]
    return max(whole, key=lambda each: each.shown_at)


def _within(stories: Sequence[Headline], budget: int) -> list[Headline]:
    room = budget * WORDS_A_MINUTE
    chosen: list[Headline] = []
    for story in stories[: MOST_STORIES.get(budget, 2 * budget)]:
        room -= words(story) + GLANCE_WORDS
        if chosen and room < 0:
            break
        chosen.append(story)
    return chosen
