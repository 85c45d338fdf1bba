"""From likenesses of pairs to stories: the strongest first, and only while the whole group stays alike."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

# Two groups become one story while the pairs between them are this alike on average. Without it, one article that
# speaks of two events would join everything said of either.
MEAN = 0.28


@dataclass(frozen=True, slots=True, order=True)
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
    groups = _Groups(articles)
    for link in known:
        if link.copy:
            groups.join(link.low, link.high)
    strongest = sorted(known, key=lambda link: (-link.likeness, link.low, link.high))
    groups.measure(strongest)
    for link in strongest:
        if link.same and groups.are_alike(link.low, link.high):
            groups.join(link.low, link.high)
    members: dict[int, list[int]] = defaultdict(list)
    for article in articles:
        members[groups.of(article)].append(article)
    return {article: min(together) for together in members.values() if len(together) > 1 for article in together}


class _Groups:
    """Disjoint sets of articles. Copies join before `measure`, and count as one article from then on."""

    def __init__(self, articles: Iterable[int]) -> None:
        self._parent = {article: article for article in articles}
        self._size = dict.fromkeys(self._parent, 1)
        self._sums: dict[int, dict[int, float]] = {article: {} for article in self._parent}

    def of(self, article: int) -> int:
        """The article that stands for the group."""
        while self._parent[article] != article:
            self._parent[article] = self._parent[self._parent[article]]
            article = self._parent[article]
        return article

    def measure(self, strongest: Iterable[Link]) -> None:
        """Take the likeness between copies as that of their most alike pair."""
        for link in strongest:
            low, high = self.of(link.low), self.of(link.high)
            if low != high:
                self._sums[low].setdefault(high, link.likeness)
                self._sums[high].setdefault(low, link.likeness)
        self._size = dict.fromkeys(self._parent, 1)

    def are_alike(self, low: int, high: int) -> bool:
        """Whether the pairs between the two groups are alike on average; a pair without a link counts as nothing."""
        first, second = self.of(low), self.of(high)
        pairs = self._size[first] * self._size[second]
        return first != second and self._sums[first].get(second, 0.0) >= MEAN * pairs

    def join(self, low: int, high: int) -> None:
        """Make one group of two."""
        first, second = sorted((self.of(low), self.of(high)))
        if first == second:
            return
        self._parent[second] = first
        self._size[first] += self._size[second]
        for other, total in self._sums.pop(second).items():
            del self._sums[other][second]
            if other != first:
                together = self._sums[first].get(other, 0.0) + total
                self._sums[first][other] = self._sums[other][first] = together
