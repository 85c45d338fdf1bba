"""Words that an article keeps coming back to, beside the names in it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import pairwise

from bot.stories.words import COMMON, RARE, Rarity, fold, is_character, names, stems, units

_MOST = 6
_FEWEST = 2
_IN_TITLE = 1.5
_PAIR = 2.0
_SHORTEST = 3


class KeywordFinder:
    """Keywords by how often an article has them and how rare they are elsewhere, pairs of words before single ones.

    Nothing for scripts without spaces: their words cannot be told apart without a dictionary.
    """

    def __init__(self, rarity: Rarity) -> None:
        self._rarity = rarity

    def find(self, title: str, body: Sequence[str], language: str) -> tuple[str, ...]:
        """At most six, the most telling first."""
        named = {stem for run in names("\n".join(body)) for stem in stems(run, language)}
        in_title = {stemmed for _, stemmed in self._phrases(title, language, named)}
        shown: dict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
        for text in (title, *body):
            for phrase, stemmed in self._phrases(text, language, named):
                shown[stemmed][phrase] += 1
        worth = {
            stemmed: self._worth(stemmed, forms.total(), language) * (_IN_TITLE if stemmed in in_title else 1.0)
            for stemmed, forms in shown.items()
            if forms.total() >= _FEWEST
        }
        chosen: list[tuple[str, ...]] = []
        for stemmed, _ in sorted(worth.items(), key=lambda pair: (-pair[1], pair[0])):
            if not any(set(stemmed) & set(other) for other in chosen):
                chosen.append(stemmed)
        return tuple(shown[stemmed].most_common(1)[0][0] for stemmed in chosen[:_MOST])

    def _phrases(self, text: str, language: str, named: set[str]) -> list[tuple[str, tuple[str, ...]]]:
        words = units(fold(text))
        stemmed = stems(words, language)
        telling = [self._tells(stem, language) and stem not in named for stem in stemmed]
        found: list[tuple[str, tuple[str, ...]]] = [
            (word, (stem,)) for word, stem, tells in zip(words, stemmed, telling, strict=True) if tells
        ]
        found += [
            (" ".join((words[first], words[second])), (stemmed[first], stemmed[second]))
            for first, second in pairwise(range(len(words)))
            if telling[first] and telling[second]
        ]
        return [(phrase, each) for phrase, each in found if any(self._is_rare(stem, language) for stem in each)]

    def _tells(self, stem: str, language: str) -> bool:
        if len(stem) < _SHORTEST or stem[0].isdigit() or is_character(stem[0]):
            return False
        return self._rarity.weight(stem, language) >= COMMON

    def _is_rare(self, stem: str, language: str) -> bool:
        return self._rarity.weight(stem, language) >= RARE

    def _worth(self, stemmed: tuple[str, ...], count: int, language: str) -> float:
        rarity = sum(self._rarity.weight(stem, language) for stem in stemmed) / len(stemmed)
        return count * rarity * (_PAIR if len(stemmed) > 1 else 1.0)
