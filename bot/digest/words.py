"""Which articles say the words that a chat follows or mutes, in title, summary or names, in any inflection. Pure."""

import json
from collections.abc import Iterable

from bot.search.folding import fold, words
from bot.search.terms import Analyser, runs
from bot.storage.news import News

# Stems keep at least so many letters of a word's beginning: what has none of them need not be stemmed.
_KEPT = 3


class WordFinder:
    """Remembers what it has folded and stemmed."""

    def __init__(self) -> None:
        self._analyser = Analyser()
        self._folded: dict[int, str] = {}
        self._stems: dict[int, str] = {}

    def saying(self, value: str, articles: Iterable[News]) -> set[int]:
        """The ids of the articles that say these folded words beside each other."""
        asked = value.split()
        if not asked:
            return set()
        beginnings = [word[:_KEPT] for word in asked]
        dense = any(is_dense for word in asked for _, is_dense in runs(word))
        return {
            each.headline.id
            for each in articles
            if all(beginning in self._text(each) for beginning in beginnings)
            and (value in self._text(each) if dense else self._says(asked, each))
        }

    def _says(self, asked: list[str], article: News) -> bool:
        stems = self._analyser.stems(asked, article.headline.language)
        return f" {' '.join(stems)} " in self._stemmed(article)

    def _text(self, article: News) -> str:
        key = article.headline.id
        if key not in self._folded:
            names = [name for listed in json.loads(article.names or "[]") for name in listed or ()]
            self._folded[key] = fold("\n".join((article.headline.title, article.headline.summary, *names)))
        return self._folded[key]

    def _stemmed(self, article: News) -> str:
        key = article.headline.id
        if key not in self._stems:
            stems = self._analyser.stems(words(self._text(article)), article.headline.language)
            self._stems[key] = f" {' '.join(stems)} "
        return self._stems[key]
