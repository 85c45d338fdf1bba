"""Which countries an article is about, as ISO 3166 codes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from importlib.resources import files
from typing import NamedTuple

from babel import Locale, UnknownLocaleError
from babel.core import get_global

from bot.ingest.datelines import read_dateline
from bot.ingest.names import given_names

_NAME = re.compile(r"[^\W\d_]+(?:[.'’-][^\W\d_]+)*\.?")
_LONGEST = 4
_ARABIC_PREFIXES = ("و", "ب", "ل", "ف", "ال", "وال", "بال", "لل")
_MOST = 5
_ONCE_IS_ENOUGH = 3
_BODY_PARAGRAPHS = 40
# Names that people also bear: followed by another capitalised word they are a person or a company.
_ALSO_PEOPLE = frozenset(
    {"Jordan", "Georgia", "Chad", "Israel", "Cuba", "Kenya", "China", "Paris", "London", "Florence"}
)
# Russian case endings replace at most this many letters.
_MAX_STEM_CUT = 3
_WITHOUT_SPACES = frozenset({"zh", "ja", "th"})
_NO_COUNTRY = frozenset({"EU", "UN", "EZ", "QO", "XA", "XB", "ZZ"})


class _Token(NamedTuple):
    text: str
    start: int
    end: int


class _Names(NamedTuple):
    """Codes by name, and the two characters with which a name or a prefix of it begins: few words of a text do."""

    codes: dict[str, str]
    beginnings: frozenset[str]


class Gazetteer:
    """Names of countries, their people and large cities.

    Case counts ("Turkey", not "turkey"), except in scripts that have none. Names come from a table of our own for
    English, and from Babel's territory names for the article's own language.
    """

    def __init__(self, names: dict[str, str], given: Collection[str] = ()) -> None:
        self._names_shipped = names
        self._given = given
        self._by_language: dict[str, _Names] = {}

    @classmethod
    def shipped(cls) -> Gazetteer:
        """The table that comes with the bot, `bot/ingest/data/places.tsv`: code, then names, between bars."""
        names: dict[str, str] = {}
        for line in files("bot.ingest").joinpath("data/places.tsv").read_text(encoding="utf-8").splitlines():
            if line and not line.startswith("#"):
                code, known = line.split("\t")
                names.update((name, code) for name in known.split("|"))
        return cls(names, given_names())

    @property
    def known(self) -> frozenset[str]:
        """Every name in our own table: none of them is a person."""
        return frozenset(self._names_shipped)

    @property
    def by_name(self) -> dict[str, str]:
        """Countries by the names in our own table, those of their people and cities too."""
        return dict(self._names_shipped)

    def find(self, title: str, body: Sequence[str], language: str) -> tuple[str, ...]:
        """At most five countries, most mentioned first.

        A country counts when it stands in the title, the dateline or the opening, or is named twice: a single
        mention further down is usually an aside.
        """
        names = self._names(language)
        counts: Counter[str] = Counter()
        mentions = self._mentions_within if language in _WITHOUT_SPACES else self._mentions
        dateline = read_dateline(body[0]) if body else None
        if dateline:
            counts.update(
                dict.fromkeys(
                    {code for place in _titled(dateline.place) for code in mentions(place, names)}, _ONCE_IS_ENOUGH
                )
            )
        for number, paragraph in enumerate((title, *body[:_BODY_PARAGRAPHS])):
            weight = 2 if number <= 1 else 1
            for code in mentions(paragraph, names):
                counts[code] += weight
        return tuple(code for code, count in counts.most_common(_MOST) if count >= 2)

    def codes(self, stated: Sequence[str], language: str) -> tuple[str, ...]:
        """Stated places as codes: "TR", "Turkey", "Ankara, Turkey"; a name that nobody knows stays as it is."""
        return tuple(dict.fromkeys(self._code(place, language) for place in stated))

    def _code(self, place: str, language: str) -> str:
        tables = [self._names(each).codes for each in (language, "en")] if place else []
        if place.upper() in Locale("en").territories and len(place) == 2:
            return place.upper()
        parts = (place, *reversed([part.strip() for part in place.split(",")]))
        found = (table[name] for part in parts for name in (part, part.title()) for table in tables if name in table)
        return next(found, place)

    def _mentions(self, text: str, names: _Names) -> list[str]:
        words = list(_NAME.finditer(text))
        found: list[str] = []
        beyond = 0
        for index, word in enumerate(words):
            start = word.start()
            if index < beyond or text[start : start + 2] not in names.beginnings:
                continue
            tokens = [_Token(each.group(), each.start(), each.end()) for each in words[index : index + _LONGEST]]
            length, code = _longest_name(text, tokens, names.codes)
            if code and not (index and self._is_after_given_name(text, words[index - 1], start)):
                found.append(code)
            beyond = index + length
        return found

    def _is_after_given_name(self, text: str, before: re.Match[str], start: int) -> bool:
        return before.group() in self._given and text[before.end() : start] == " "

    def _mentions_within(self, text: str, names: _Names) -> list[str]:
        """Names in a script without spaces; of two that start alike the longer one counts."""
        found = []
        for name in sorted((name for name in names.codes if name in text), key=len, reverse=True):
            found += [names.codes[name]] * text.count(name)
            text = text.replace(name, " ")
        return found

    def _names(self, language: str) -> _Names:
        if language not in self._by_language:
            codes = {**_cities(language), **_territories(language), **self._names_shipped}
            prefixed = (prefix + name for prefix in _ARABIC_PREFIXES for name in codes)
            beginnings = frozenset(name[:2] for name in (*codes, *prefixed))
            self._by_language[language] = _Names(codes, beginnings)
        return self._by_language[language]


def _titled(place: str) -> tuple[str, ...]:
    """A place in capitals as it is written elsewhere; in Turkish the small letters of İ and I are i and ı."""
    if not {"İ", "I"} & set(place):
        return (place.title(),)
    words = place.replace("İ", "i").replace("I", "ı").lower().split(" ")
    turkish = " ".join(("İ" if word[0] == "i" else word[0].upper()) + word[1:] for word in words if word)
    return place.title(), turkish


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
    for prefix in _ARABIC_PREFIXES:
        if token.startswith(prefix) and token.removeprefix(prefix) in names:
            return token.removeprefix(prefix)
    return ""


def _territories(language: str) -> dict[str, str]:
    """Names of countries in a language (Unicode CLDR); Russian ones also without their last letter."""
    locale = _locale(language)
    if locale is None:
        return {}
    names = {name: code for code, name in locale.territories.items() if len(code) == 2 and code not in _NO_COUNTRY}
    if language in {"ru", "uk", "be", "bg"}:
        names.update({name[:-1]: code for name, code in list(names.items()) if " " not in name and len(name) > 4})
    return names


def _cities(language: str) -> dict[str, str]:
    """Names of the cities after which time zones are named, mostly capitals; English ones are in our own table."""
    locale = _locale(language)
    if locale is None or language in {"", "en"}:
        return {}
    territories = get_global("zone_territories")
    return {
        zone["city"]: territories[key]
        for key, zone in locale.time_zones.items()
        if "city" in zone and len(territories.get(key, "")) == 2
    }


def _locale(language: str) -> Locale | None:
    try:
        return Locale(language or "en")
    except (UnknownLocaleError, ValueError):
        return None
