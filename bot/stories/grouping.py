"""From likenesses of pairs to stories: the strongest first, and only while the whole group stays alike."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from bot.stories.sets import DisjointSets

# Two groups become one story while the pairs between them are this alike on average. Without it, one article that
# speaks of two events would join everything said of either.
MEAN = 0.28


@dataclass(frozen=True, slots=True)
class Link:
    """Two articles (`low` < `high` by id) and how alike they are.

    `same`: they tell of one event, so they may start a story. `copy`: one is the other, shortened, edited or whole.
    """

    low: int
    high: int
    likeness: float
    same: bool = True
    copy: bool = False


def group(articles: Collection[int], links: Iterable[Link]) -> dict[int, int]:
    """The story of each article that shares one, by the smallest id in it; articles on their own are left out.

    A function of the set: in whatever order articles came, the stories are the same.
    """
    known = [link for link in links if link.low in articles and link.high in articles]
    strongest = sorted(known, key=lambda link: (-link.likeness, link.low, link.high))
    texts = DisjointSets(articles)
    for link in known:
        if link.copy:
            texts.join(link.low, link.high)
    groups = _Groups(texts, strongest)
    for link in strongest:
        if link.same:
            groups.join_if_alike(texts.of(link.low), texts.of(link.high))
    together = DisjointSets(articles)
    for text, members in texts.all().items():
        for article in members:
            together.join(groups.of(text), article)
    return {article: story for story, found in together.all().items() if len(found) > 1 for article in found}


class _Groups:
    """Groups of texts, with the sum of the likenesses between each two of them."""

    def __init__(self, texts: DisjointSets, strongest: Sequence[Link]) -> None:
        self._sets = DisjointSets(texts.all())
        self._sums: dict[int, dict[int, float]] = defaultdict(dict)
        for link in strongest:
            low, high = texts.of(link.low), texts.of(link.high)
            if low != high:
                # Between the copies of two texts, the pair that is most alike counts.
                self._sums[low].setdefault(high, link.likeness)
                self._sums[high].setdefault(low, link.likeness)

    def of(self, text: int) -> int:
        """The text that stands for the group."""
        return self._sets.of(text)

    def join_if_alike(self, first: int, second: int) -> None:
        """Make one group of two, if the pairs between them are alike; a pair without a link counts as nothing."""
        low, high = sorted((self.of(first), self.of(second)))
        pairs = self._sets.size(low) * self._sets.size(high)
        if low == high or self._sums[low].get(high, 0.0) < MEAN * pairs:
            return
        self._sets.join(low, high)
        for other, total in self._sums.pop(high).items():
            del self._sums[other][high]
            if other != low:
                self._sums[low][other] = self._sums[other][low] = self._sums[low].get(other, 0.0) + total
