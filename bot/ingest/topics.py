"""What an article is about, from a short vocabulary that an editor may change."""

from __future__ import annotations

import re
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable
from importlib.resources import files
from itertools import pairwise

_TOKEN = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_BODY_WORDS = 600
_TITLE_WEIGHT = 3
_ENOUGH_TERMS, _ENOUGH_SCORE = 3, 4
_SHARE_OF_BEST = 0.6
_MOST = 3
_SHORTEST_STEM = 3


class TopicVocabulary:
    """Terms by topic: a word, two words, or a stem that ends in a star; all languages in one table."""

    def __init__(self, terms: dict[str, list[str]]) -> None:
        self._exact: dict[str, set[str]] = defaultdict(set)
        self._stems: dict[str, set[str]] = defaultdict(set)
        for topic, entries in terms.items():
            for entry in entries:
                folded = fold(entry)
                if folded.endswith("*"):
                    self._stems[folded.rstrip("*")].add(topic)
                else:
                    self._exact[folded].add(topic)

    @classmethod
    def shipped(cls) -> TopicVocabulary:
        """The vocabulary that comes with the bot, `bot/ingest/data/topics.toml`."""
        data = tomllib.loads(files("bot.ingest").joinpath("data/topics.toml").read_text(encoding="utf-8"))
        return cls(
            {topic: [term for terms in by_language.values() for term in terms] for topic, by_language in data.items()}
        )

    def find(self, title: str, body: Iterable[str]) -> tuple[str, ...]:
        """At most three topics, surest first, or none: a wrong label is worse than no label.

        A topic needs three different terms, and most of what the best topic has; the title counts threefold.
        """
        scores: Counter[str] = Counter()
        terms: dict[str, set[str]] = defaultdict(set)
        opening = _TOKEN.findall(fold(" ".join(body)))[:_BODY_WORDS]
        for tokens, weight in ((_TOKEN.findall(fold(title)), _TITLE_WEIGHT), (opening, 1)):
            for term, topics in self._hits(tokens):
                for topic in topics:
                    if term not in terms[topic]:
                        terms[topic].add(term)
                        scores[topic] += weight
        sure = [
            (score, topic)
            for topic, score in scores.items()
            if score >= _ENOUGH_SCORE and len(terms[topic]) >= _ENOUGH_TERMS
        ]
        best = max(sure, default=(0, ""))[0]
        ranked = sorted(sure, key=lambda pair: (-pair[0], pair[1]))
        return tuple(topic for score, topic in ranked if score >= _SHARE_OF_BEST * best)[:_MOST]

    def _hits(self, tokens: list[str]) -> Iterable[tuple[str, set[str]]]:
        for token in tokens:
            if token in self._exact:
                yield token, self._exact[token]
            for length in range(_SHORTEST_STEM, len(token) + 1):
                if token[:length] in self._stems:
                    yield token[:length], self._stems[token[:length]]
        for first, second in pairwise(tokens):
            if f"{first} {second}" in self._exact:
                yield f"{first} {second}", self._exact[f"{first} {second}"]


def fold(text: str) -> str:
    """Case folded for matching; the Turkish dotted capital would otherwise leave a stray mark behind."""
    return text.replace("İ", "i").casefold().replace("’", "'")
