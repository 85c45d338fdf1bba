"""Disjoint sets of articles."""

from collections.abc import Iterable


class DisjointSets:
    """Articles that belong together, joined two at a time; the smallest id stands for all."""

    def __init__(self, articles: Iterable[int] = ()) -> None:
        self._parent: dict[int, int] = {}
        self._size: dict[int, int] = {}
        for article in articles:
            self.add(article)

    def add(self, article: int) -> None:
        """An article on its own, unless it is known."""
        if article not in self._parent:
            self._parent[article] = article
            self._size[article] = 1

    def of(self, article: int) -> int:
        """The article that stands for the set."""
        while self._parent[article] != article:
            self._parent[article] = self._parent[self._parent[article]]
            article = self._parent[article]
        return article

    def size(self, article: int) -> int:
        """How many articles are in the set of this one."""
        return self._size[self.of(article)]

    def join(self, first: int, second: int) -> None:
        """Make one set of two."""
        self.add(first)
        self.add(second)
        low, high = sorted((self.of(first), self.of(second)))
        if low != high:
            self._parent[high] = low
            self._size[low] += self._size.pop(high)

    def all(self) -> dict[int, list[int]]:
        """The articles of every set in order, by the one that stands for them."""
        found: dict[int, list[int]] = {}
        for article in sorted(self._parent):
            found.setdefault(self.of(article), []).append(article)
        return found
