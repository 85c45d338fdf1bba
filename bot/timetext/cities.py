"""Names of zones, cities and countries as people say them, from CLDR."""

from functools import lru_cache
from types import MappingProxyType

from babel import Locale, UnknownLocaleError
from babel.core import get_global

_UTC_NAMES = frozenset({"UTC", "GMT", "UCT", "Zulu", "Universal", "Greenwich", "GMT0", "GMT+0", "GMT-0"})


def city_of(zone: str, locale: str = "en") -> str:
    """How a person calls the zone: `Istanbul`, `Стамбул`; a fixed offset is `UTC+3`, whatever POSIX writes."""
    area, _, name = zone.rpartition("/")
    if (area in ("", "Etc")) and name in _UTC_NAMES:
        return "UTC"
    if area == "Etc" and name.startswith("GMT"):
        return "UTC" + name[3:].translate({ord("+"): "−", ord("-"): "+"})
    canonical = canonical_zone(zone)
    return city_names(locale).get(canonical) or canonical.rpartition("/")[2].replace("_", " ")


def canonical_zone(zone: str) -> str:
    """The present name of a zone that was renamed or merged; any other name as it is."""
    return str(get_global("zone_aliases").get(zone, zone))


@lru_cache(maxsize=16)
def city_names(locale: str) -> MappingProxyType[str, str]:
    """Zones to their city's name in a language, where CLDR has one other than the zone's own."""
    zones = babel_locale(locale).time_zones
    return MappingProxyType({canonical_zone(zone): names["city"] for zone, names in zones.items() if "city" in names})


@lru_cache(maxsize=16)
def territory_names(locale: str) -> MappingProxyType[str, str]:
    """ISO 3166 codes to the country's name in a language."""
    territories = babel_locale(locale).territories
    return MappingProxyType({code: name for code, name in territories.items() if len(code) == 2})


@lru_cache(maxsize=64)
def babel_locale(name: str) -> Locale:
    """The locale of a language tag such as `pt-br`; English for one that CLDR lacks."""
    try:
        return Locale.parse(name.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return Locale("en")
