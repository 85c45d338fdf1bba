"""Words that an article keeps coming back to, beside the names in it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import chain

from bot.stories.words import COMMON, RARE, Rarity, fold, is_character, names, stems, units

_MOST = 6
_FEWEST = 2
_IN_TITLE = 1.5
_SHORTEST = 3
# Between title and body, so that no pair reaches over: too short to be a keyword.
_STOP = "|0|"


class KeywordFinder:
    """Keywords by how often an article has them and how rare they are elsewhere, pairs of words before single ones.

    Nothing for scripts without spaces: their words cannot be told apart without a dictionary.
    """

    def __init__(self, rarity: Rarity) -> None:
        self._rarity = rarity

    def find(self, title: str, body: Sequence[str], language: str) -> tuple[str, ...]:
        """At most six, the most telling first."""
        written = "\n".join((title, _STOP, *body))
        words = units(fold(written))
        found = stems(words, language)
        weights = self._weights(set(found), set(chain.from_iterable(names("\n".join(body)))), language)
        shown: dict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
        for place, stem in enumerate(found):
            if stem not in weights:
                continue
            if weights[stem] >= RARE:
                shown[stem,][words[place]] += 1
            after = found[place + 1] if place + 1 < len(found) else ""
            if after in weights and max(weights[stem], weights[after]) >= RARE:
                shown[stem, after][f"{words[place]} {words[place + 1]}"] += 1
        in_title = set(stems(units(fold(title)), language))
        worth = {
            each: forms.total()
            * sum(weights[stem] for stem in each)
            * (_IN_TITLE if in_title.issuperset(each) else 1.0)
            for each, forms in shown.items()
            if forms.total() >= _FEWEST
        }
        chosen: list[tuple[str, ...]] = []
        for each in sorted(worth, key=lambda each: (-worth[each], each)):
            if not any(set(each) & set(other) for other in chosen):
                chosen.append(each)
        return tuple(shown[each].most_common(1)[0][0] for each in chosen[:_MOST])

    def _weights(self, found: set[str], named: set[str], language: str) -> dict[str, float]:
        """What each stem says; those that say nothing, numbers and the words of names are left out."""
        weights = {
            stem: self._rarity.weight(stem, language)
            for stem in found.difference(stems(list(named), language))
            if len(stem) >= _SHORTEST and stem[0].isalpha() and not is_character(stem[0])
        }
        return {stem: weight for stem, weight in weights.items() if weight >= COMMON}
