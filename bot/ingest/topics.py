"""What an article is about, from a short vocabulary that an editor may change."""

from __future__ import annotations

import re
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable
from importlib.resources import files
from itertools import islice, pairwise

_TOKEN = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_BODY_WORDS = 600
_TITLE_WEIGHT = 3
# Two terms with one of them in the title, or more of them below it.
_ENOUGH_TERMS, _ENOUGH_SCORE = 2, 4
_SHARE_OF_BEST = 0.6
_MOST = 3
_SHORTEST_STEM = 3
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]")
# "and", "with", "for" and "the" are written as one with the word that they stand before.
_ARABIC = re.compile("[\u0621-\u064a]")
_ARABIC_PREFIX = re.compile(r"^[وف]?[بكل]?(?:ال|لل|ل)?(?=[\u0621-\u064a]{3})")


class TopicVocabulary:
    """Terms by topic: a word, two words, or a stem that ends in a star; all languages in one table."""

    def __init__(self, terms: dict[str, list[str]]) -> None:
        self.names = tuple(terms)
        self._exact: dict[str, set[str]] = defaultdict(set)
        self._stems: dict[str, set[str]] = defaultdict(set)
        self._within: dict[str, set[str]] = defaultdict(set)
        for topic, entries in terms.items():
            for folded in map(fold, entries):
                if folded.endswith("*"):
                    self._stems[folded.rstrip("*")].add(topic)
                elif _UNSPACED.search(folded):
                    self._within[folded].add(topic)
                else:
                    self._exact[folded].add(topic)
                    self._exact[_bare(folded)].add(topic)
        self._stem_heads = {stem[:_SHORTEST_STEM] for stem in self._stems}

    @classmethod
    def shipped(cls) -> TopicVocabulary:
        """The vocabulary that comes with the bot, `bot/ingest/data/topics.toml`."""
        data = tomllib.loads(files("bot.ingest").joinpath("data/topics.toml").read_text(encoding="utf-8"))
        return cls(
            {topic: [term for terms in by_language.values() for term in terms] for topic, by_language in data.items()}
        )

    def find(self, title: str, body: Iterable[str]) -> tuple[str, ...]:
        """At most three topics, surest first, or none: a wrong label is worse than no label.

        A topic needs different terms, more of them where none is in the title, and most of what the best topic has.
        """
        opening = fold("\n".join(body))
        title_terms, body_terms = self._terms(fold(title)), self._terms(opening)
        scores: Counter[str] = Counter()
        count: Counter[str] = Counter()
        for term, topics in {**body_terms, **title_terms}.items():
            for topic in topics:
                count[topic] += 1
                scores[topic] += _TITLE_WEIGHT if term in title_terms else 1
        sure = [
            (score, topic)
            for topic, score in scores.items()
            if score >= _ENOUGH_SCORE and count[topic] >= _ENOUGH_TERMS
        ]
        best = max(sure, default=(0, ""))[0]
        ranked = sorted(sure, key=lambda pair: (-pair[0], pair[1]))
        return tuple(topic for score, topic in ranked if score >= _SHARE_OF_BEST * best)[:_MOST]

    def _terms(self, text: str) -> dict[str, set[str]]:
        """The terms of the vocabulary in a folded text, each with its topics."""
        tokens = list(islice((match.group() for match in _TOKEN.finditer(text)), _BODY_WORDS))
        found: dict[str, set[str]] = {}
        bare = map(_bare, tokens) if _ARABIC.search(text) else ()
        for phrase in (*tokens, *bare, *map(" ".join, pairwise(tokens))):
            if phrase in self._exact:
                found[phrase] = self._exact[phrase]
        for token in set(tokens):
            if token[:_SHORTEST_STEM] not in self._stem_heads:
                continue
            for length in range(_SHORTEST_STEM, len(token) + 1):
                if token[:length] in self._stems:
                    found[token[:length]] = self._stems[token[:length]]
        if _UNSPACED.search(text):
            found |= {term: topics for term, topics in self._within.items() if term in text}
        return found


def _bare(token: str) -> str:
    """An Arabic word without what is written as one with it; any other word as it is."""
    return _ARABIC_PREFIX.sub("", token)


def fold(text: str) -> str:
    """Case folded for matching; the Turkish dotted capital would otherwise leave a stray mark behind."""
    return text.replace("İ", "i").casefold().replace("’", "'")
