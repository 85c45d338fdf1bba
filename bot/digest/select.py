"""Which of the chosen stories fit the minutes that a chat has, and how they stand together. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.digest.brief import WORDS_A_MINUTE, brief, count_words
from bot.digest.choice import Choice, Telling
from bot.digest.pool import OTHER_TOPIC

# A story costs its words and a moment to find the next one.
GLANCE_WORDS = 12
# As many as these minutes have words for, and the messages room: one of about 600 words, three for ten minutes.
MOST_STORIES = {2: 6, 5: 12, 10: 30}
# The big story is told in more sentences than the others.
LEAD_SENTENCES, LEAD_ROOM = 3, 420
SENTENCES, ROOM = 2, 260
# Further stories, by pages, for whoever asks for more.
PAGE = 8
MOST_PAGES = 3


@dataclass(frozen=True, slots=True)
class Selection:
    """One big story, the rest by topic, how many had no room, and those of them that come next."""

    lead: Telling
    groups: tuple[tuple[str, tuple[Telling, ...]], ...]
    more: int
    spare: tuple[Telling, ...] = ()

    @property
    def stories(self) -> tuple[Telling, ...]:
        """All selected stories, in the order in which they are shown."""
        return (self.lead, *(story for _, stories in self.groups for story in stories))


def most_stories(budget: int) -> int:
    """How many stories a budget in minutes may have."""
    return MOST_STORIES.get(budget, 2 * budget)


def most_chosen(budget: int) -> int:
    """How many stories have to be chosen for a briefing and its further pages."""
    return most_stories(budget) + PAGE * MOST_PAGES


def text_of(telling: Telling, *, lead: bool = False) -> str:
    """What is told of a story below its headline."""
    sentences, room = (LEAD_SENTENCES, LEAD_ROOM) if lead else (SENTENCES, ROOM)
    return brief(telling.headline.summary, sentences=sentences, room=room, title=telling.headline.title)


def cost(telling: Telling, *, lead: bool = False) -> int:
    """The words that a reader of the briefing reads for this story, and the moment to find it."""
    return count_words(telling.headline.title) + count_words(text_of(telling, lead=lead)) + GLANCE_WORDS


def minutes(selection: Selection) -> int:
    """The reading time of the stories, in whole minutes, at least one."""
    first, *others = selection.stories
    total = cost(first, lead=True) + sum(cost(each) for each in others)
    return max(1, round(total / WORDS_A_MINUTE))


def select(choice: Choice, *, budget: int, most: int | None = None) -> Selection:
    """The first of the chosen stories that fit a budget in minutes; at least one. `most` bounds their number further.

    What matters most leads. A topic stands where the first of its stories would; stories of no known topic come last.
    """
    count = _fitting(choice.tellings, budget)
    if most is not None:
        count = max(1, min(count, most))
    lead, *others = choice.tellings[:count]
    groups: dict[str, list[Telling]] = {}
    for each in others:
        groups.setdefault(each.topic, []).append(each)
    ordered = sorted(groups.items(), key=lambda group: group[0] == OTHER_TOPIC)
    return Selection(
        lead=lead,
        groups=tuple((topic, tuple(members)) for topic, members in ordered),
        more=choice.total - count,
        spare=choice.tellings[count : count + PAGE * MOST_PAGES],
    )


def _fitting(tellings: Sequence[Telling], budget: int) -> int:
    left = budget * WORDS_A_MINUTE
    for place, each in enumerate(tellings[: most_stories(budget)]):
        left -= cost(each, lead=place == 0)
        if place and left < 0:
            return place
    return min(len(tellings), most_stories(budget))
