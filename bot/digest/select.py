"""Which of the new articles go into a briefing, and in which order. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.models import Headline

# Adults read about 238 English words a minute silently (Brysbaert 2019, a review of 190 studies).
WORDS_A_MINUTE = 238
# A story costs its words and a moment to find the next one.
GLANCE_WORDS = 12
MOST_STORIES = {2: 5, 5: 9, 10: 18}
OTHER_TOPIC = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An article that could be in a briefing; seeds with one content hash are copies of one text."""

    headline: Headline
    content_hash: str


@dataclass(frozen=True, slots=True)
class Selection:
    """One big story, the rest by topic, and how many fitted no more."""

    lead: Headline
    groups: tuple[tuple[str, tuple[Headline, ...]], ...]
    more: int

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
    """The newest stories that fit a budget in minutes, copies told once; None when there is nothing to tell.

    `most` bounds their number further. The newest leads. A topic stands where its newest story would; stories of no
    known topic come last.
    """
    stories = _distinct(candidates)
    if not stories:
        return None
    chosen = _within(stories, budget)[:most]
    groups: dict[str, list[Headline]] = {}
    for story in chosen[1:]:
        groups.setdefault(story.topics[0] if story.topics else OTHER_TOPIC, []).append(story)
    ordered = sorted(groups.items(), key=lambda group: group[0] == OTHER_TOPIC)
    return Selection(
        lead=chosen[0],
        groups=tuple((topic, tuple(members)) for topic, members in ordered),
        more=len(stories) - len(chosen),
    )


def _distinct(candidates: Sequence[Candidate]) -> list[Headline]:
    kept: dict[str, Headline] = {}
    for candidate in candidates:
        kept.setdefault(candidate.content_hash, candidate.headline)
    return list(kept.values())


def _within(stories: Sequence[Headline], budget: int) -> list[Headline]:
    room = budget * WORDS_A_MINUTE
    chosen: list[Headline] = []
    for story in stories[: MOST_STORIES.get(budget, 2 * budget)]:
        room -= words(story) + GLANCE_WORDS
        if chosen and room < 0:
            break
        chosen.append(story)
    return chosen
