"""Which countries an article is about, as ISO 3166 codes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from importlib.resources import files
from typing import NamedTuple

from babel import Locale, UnknownLocaleError

from bot.ingest.bylines import read_dateline

_NAME = re.compile(r"[^\W\d_]+(?:[.'’-][^\W\d_]+)*\.?")
_LONGEST = 4
_MOST = 5
_ONCE_IS_ENOUGH = 3
_BODY_PARAGRAPHS = 40
# Names that people also bear: followed by another capitalised word they are a person or a company.
_ALSO_PEOPLE = frozenset(
    {"Jordan", "Georgia", "Chad", "Israel", "Cuba", "Kenya", "China", "Paris", "London", "Florence"}
)
# Russian case endings replace at most this many letters.
_MAX_STEM_CUT = 2
_NO_COUNTRY = frozenset({"EU", "UN", "EZ", "QO", "XA", "XB", "ZZ"})


class _Token(NamedTuple):
    text: str
    start: int
    end: int


class Gazetteer:
    """Names of countries, their people and large cities.

    Case counts ("Turkey", not "turkey"), except in scripts that have none. Names come from a table of our own for
    English, and from Babel's territory names for the article's own language.
    """

    def __init__(self, names: dict[str, str]) -> None:
        self._english = names
        self._by_language: dict[str, dict[str, str]] = {}

    @classmethod
    def shipped(cls) -> Gazetteer:
        """The table that comes with the bot, `bot/ingest/data/places.tsv`: code, then names, between bars."""
        names: dict[str, str] = {}
        for line in files("bot.ingest").joinpath("data/places.tsv").read_text(encoding="utf-8").splitlines():
            if line and not line.startswith("#"):
                code, known = line.split("\t")
                names.update((name, code) for name in known.split("|"))
        return cls(names)

    def find(self, title: str, body: Sequence[str], language: str) -> tuple[str, ...]:
        """At most five countries, most mentioned first.

        A country counts when it stands in the title, the dateline or the opening, or is named twice: a single
        mention further down is usually an aside.
        """
        names = self._names(language)
        counts: Counter[str] = Counter()
        dateline = read_dateline(body[0]) if body else None
        if dateline:
            counts.update(dict.fromkeys(set(self._mentions(dateline.place.title(), names)), _ONCE_IS_ENOUGH))
        for number, paragraph in enumerate((title, *body[:_BODY_PARAGRAPHS])):
            weight = 2 if number <= 1 else 1
            for code in self._mentions(paragraph, names):
                counts[code] += weight
        return tuple(code for code, count in counts.most_common(_MOST) if count >= 2)

    def _mentions(self, text: str, names: dict[str, str]) -> list[str]:
        tokens = [_Token(match.group(), match.start(), match.end()) for match in _NAME.finditer(text)]
        found: list[str] = []
        index = 0
        while index < len(tokens):
            length, code = _longest_name(text, tokens[index : index + _LONGEST], names)
            if code:
                found.append(code)
            index += length
        return found

    def _names(self, language: str) -> dict[str, str]:
        if language in {"", "en"}:
            return self._english
        if language not in self._by_language:
            self._by_language[language] = {**self._english, **_territories(language)}
        return self._by_language[language]


def _longest_name(text: str, tokens: list[_Token], names: dict[str, str]) -> tuple[int, str]:
    """How many tokens make a known name and its code; the longest wins ("South Korea" over "Korea")."""
    first = tokens[0]
    for length in range(len(tokens), 1, -1):
        name = text[first.start : tokens[length - 1].end].rstrip(".")
        if name in names:
            return length, names[name]
    if first.text in _ALSO_PEOPLE and len(tokens) > 1:
        follower = tokens[1]
        if follower.text[0].isupper() and text[first.end : follower.start] == " ":
            return 1, ""
    return 1, names.get(_entry(first.text, names), "")


def _entry(token: str, names: dict[str, str]) -> str:
    """The entry that a token matches: itself, without a possessive or suffix, or with its last letters cut.

    Turkish sets suffixes off by an apostrophe; Russian cases change the last letters, so stems are stored too.
    """
    for form in (token.rstrip("."), token.split("'")[0].split("’")[0]):
        if form in names:
            return form
    if len(token) > 5 and "Ѐ" <= token[0] <= "ӿ":
        for cut in range(1, _MAX_STEM_CUT + 1):
            if token[:-cut] in names:
                return token[:-cut]
    return token.removeprefix("ال") if token.startswith("ال") and token.removeprefix("ال") in names else ""


def _territories(language: str) -> dict[str, str]:
    try:
        territories = Locale(language).territories
    except (UnknownLocaleError, ValueError):
        return {}
    names = {name: code for code, name in territories.items() if len(code) == 2 and code not in _NO_COUNTRY}
    if language in {"ru", "uk", "be", "bg"}:
        names.update({name[:-1]: code for name, code in list(names.items()) if " " not in name and len(name) > 4})
    return names
