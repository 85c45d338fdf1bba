"""How much a story matters to a chat at a slot, factor by factor. Pure; docs/briefing.md gives the reasons.

    score = sources * substance * recency * followed * foreign * read * variety

What an editor pins comes before every score; what is hidden or muted has none.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

# What came in since the last briefing counts nearly alike, however long that is; what was left over fades.
HALF_LIFE = timedelta(hours=48)
LONGEST_GAP = 7
# What is dated before it came in is older news, but an editor has just chosen it: this much of its age counts.
COUNTED_LAG = timedelta(hours=36)
UNDATED_LAG = timedelta(hours=24)
LAG_A_DECADE = timedelta(hours=12)
# A notice of a few lines is rarely what a day is remembered for.
FULL_WORDS = 500
LEAST_SUBSTANCE = 0.4
UNNAMED_SOURCE = 0.5
# What is taken off an outlet for every doubling of what the others print on average.
PROLIFIC = 0.25
FOLLOWED = {"topic": 0.5, "place": 0.6, "source": 0.3, "word": 0.9}
MOST_FOLLOWED = 2.5
# Somebody in the group has opened it: the others may not have read it.
READ = 0.5
# Who has chosen no languages mostly reads the one that the chat speaks.
FOREIGN = 0.5
# Each further story of a topic or a source in the same briefing counts that much less.
SAME_TOPIC = 0.9
SAME_SOURCE = 0.85


@dataclass(frozen=True, slots=True)
class Factors:
    """Why a story stands where it stands. `follows` are things like `place:tr`; the rest are multipliers."""

    outlets: int = 1
    sources: float = 1.0
    substance: float = 1.0
    recency: float = 1.0
    followed: float = 1.0
    foreign: float = 1.0
    read: float = 1.0
    variety: float = 1.0
    follows: tuple[str, ...] = ()
    pinned: bool = False
    update: bool = False

    @property
    def score(self) -> float:
        """The product of the multipliers."""
        shared = self.sources * self.substance * self.recency
        return shared * self.followed * self.foreign * self.read * self.variety

    def as_json(self) -> dict[str, Any]:
        """As an edition keeps them, and `preview` and `/why` show them; what says nothing is left out."""
        numbers = {
            "score": self.score,
            "sources": self.sources,
            "substance": self.substance,
            "recency": self.recency,
            "followed": self.followed,
            "foreign": self.foreign,
            "read": self.read,
            "variety": self.variety,
        }
        said: dict[str, Any] = {name: round(value, 3) for name, value in numbers.items() if value != 1.0}
        said["score"] = round(self.score, 4)
        said["outlets"] = self.outlets
        if self.follows:
            said["follows"] = list(self.follows)
        return said | {name: True for name in ("pinned", "update") if getattr(self, name)}


def source_weights(counts: Mapping[str, int]) -> dict[str, float]:
    """What a report of each outlet counts, by how much it prints now: one that prints everything chooses less."""
    named = [count for source, count in counts.items() if source]
    mean = sum(named) / len(named) if named else 1.0
    weights = {
        source: 1 / (1 + PROLIFIC * math.log2(max(1.0, count / mean))) for source, count in counts.items() if source
    }
    return weights | {"": UNNAMED_SOURCE}


def sources(outlets: Iterable[str], weights: Mapping[str, float]) -> float:
    """What independent editors thought: each further outlet says less than the one before (a logarithm)."""
    return math.log2(1 + sum(weights[outlet] for outlet in set(outlets)))


def substance(words: int) -> float:
    """How much there is to tell, by the longest report."""
    return LEAST_SUBSTANCE + (1 - LEAST_SUBSTANCE) * min(1.0, words / FULL_WORDS)


def age(at: datetime, entered: datetime, published: datetime | None) -> timedelta:
    """How old an article counts: since it came in, and a part of how old it was then.

    The logarithm lets an archive that is loaded at once stand in the order of its dates, and well behind today's news.
    """
    lag = UNDATED_LAG if published is None else max(entered - published, timedelta(0))
    beyond = max(lag - COUNTED_LAG, timedelta(0))
    older = LAG_A_DECADE * math.log10(1 + beyond / timedelta(days=1))
    return max(at - entered, timedelta(0)) + min(lag, COUNTED_LAG) + older


def recency(aged: timedelta, gap: int) -> float:
    """Halves with every half-life, which is as long as the days since the chat's last briefing."""
    return float(0.5 ** (aged / (HALF_LIFE * min(max(gap, 1), LONGEST_GAP))))


def followed(follows: Iterable[str]) -> float:
    """What it adds that the chat follows these things in the story, such as `place:tr`."""
    return min(MOST_FOLLOWED, 1 + sum(FOLLOWED[thing.partition(":")[0]] for thing in follows))


def variety(same_topic: int, same_source: int) -> float:
    """What is left of a story beside those that are chosen already."""
    return float(SAME_TOPIC**same_topic * SAME_SOURCE**same_source)
