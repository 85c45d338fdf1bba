"""Countries by the names that people type: `germany`, `deutschland`, `almanya`, `uk`."""

from functools import lru_cache
from types import MappingProxyType

from babel import Locale, UnknownLocaleError

from bot.search.folding import fold, words

# Names that are in everybody's mouth but are not the first ones in the CLDR; some are of two countries.
_ALSO = {
    "america": "us",
    "bosnia": "ba",
    "britain": "gb",
    "burma": "mm",
    "congo": "cd cg",
    "czech republic": "cz",
    "england": "gb",
    "great britain": "gb",
    "holland": "nl",
    "hong kong": "hk",
    "ivory coast": "ci",
    "korea": "kr kp",
    "macau": "mo",
    "myanmar": "mm",
    "palestine": "ps",
    "scotland": "gb",
    "turkey": "tr",
    "uae": "ae",
    "uk": "gb",
    "us": "us",
    "usa": "us",
    "vatican": "va",
    "wales": "gb",
}


def codes(text: str, languages: tuple[str, ...]) -> tuple[str, ...]:
    """The ISO 3166 codes, in small letters, of the countries that this may name in English or these languages."""
    name = " ".join(words(text))
    found = _ALSO.get(name, "").split()
    found += [_territories(language)[name] for language in ("en", *languages) if name in _territories(language)]
    return tuple(dict.fromkeys(found))


def names(languages: tuple[str, ...]) -> frozenset[str]:
    """All names, folded, that `codes` knows in English and these languages."""
    return frozenset(_ALSO).union(*(_territories(language) for language in ("en", *languages)))


@lru_cache(maxsize=64)
def _territories(language: str) -> MappingProxyType[str, str]:
    try:
        territories = Locale(language).territories
    except (UnknownLocaleError, ValueError):
        return MappingProxyType({})
    return MappingProxyType(
        {" ".join(words(fold(name))): code.lower() for code, name in territories.items() if len(code) == 2}
    )
