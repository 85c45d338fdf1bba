"""The terms of a text: what the index holds, and what a searcher's words are turned into."""

import re
import unicodedata

import Stemmer

from bot.search.languages import LANGUAGES, primary

VERSION = f"1/{Stemmer.version()}/{unicodedata.unidata_version}"
"""Terms of one version cannot be looked up in an index of another: it is filled anew when this changes."""

LONGEST_TERM = 64

# Scripts written without spaces between words, and Korean, whose particles hang on to the words: as overlapping pairs
# of characters, which is what Lucene's CJK analyser does.
_DENSE = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af"
    r"\uf900-\ufaff\U00020000-\U0003ffff]+"
)


class Analyser:
    """Turns texts into terms. Make one a batch and thread: stemmers remember what they stemmed, and are not shared
    between threads (PyStemmer's documentation).
    """

    def __init__(self) -> None:
        self._stemmers: dict[str, Stemmer.Stemmer | None] = {}

    def terms(self, typed: list[str], language: str) -> list[str]:
        """The terms of folded words in this language: stems, and pairs of characters where words have no spaces.

        A run of such characters ends with its last one alone, so that every character begins exactly one term.
        """
        if any(not word.isascii() and _DENSE.search(word) for word in typed):
            typed = [term for word in typed for term in _split(word)]
        return self.stems(typed, language)

    def stems(self, found: list[str], language: str) -> list[str]:
        """The folded words, each cut to its stem where the language's are known. None of them is empty."""
        code = primary(language)
        if code not in self._stemmers:
            algorithm = LANGUAGES[code].stemmer if code in LANGUAGES else ""
            self._stemmers[code] = Stemmer.Stemmer(algorithm) if algorithm else None
        stemmer = self._stemmers[code]
        stemmed = found if stemmer is None else stemmer.stemWords(found)
        return [(stem or word)[:LONGEST_TERM] for stem, word in zip(stemmed, found, strict=True)]


def _split(word: str) -> list[str]:
    return [term for run, dense in runs(word) for term in (pairs(run) if dense else [run])]


def pairs(run: str) -> list[str]:
    """Overlapping pairs of characters, and the last character alone."""
    return [run[index : index + 2] for index in range(len(run))]


def runs(word: str) -> list[tuple[str, bool]]:
    """A folded word in parts, each with whether it is of a script without spaces."""
    found: list[tuple[str, bool]] = []
    end = 0
    for match in _DENSE.finditer(word):
        if match.start() > end:
            found.append((word[end : match.start()], False))
        found.append((match.group(), True))
        end = match.end()
    return [*found, (word[end:], False)] if end < len(word) else found
