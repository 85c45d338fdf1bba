"""The gazetteer: names of places in several languages and spellings, to IANA zones."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from difflib import SequenceMatcher
from functools import lru_cache
from importlib import resources
from types import MappingProxyType

from bot.slots import zone_names, zone_of
from bot.timetext.cities import canonical_zone, city_names, city_of, territory_names
from bot.timetext.offsets import ABBREVIATIONS
from bot.timetext.words import squeeze

LANGUAGES = ("en", "ru", "tr", "ar", "es")
"""Languages whose names of cities and countries are understood (CLDR)."""

_COUNTRY_ALIASES = {
    "US": "USA;U.S.A.;US;America;United States of America;США;Америка;ABD;Amerika;EE.UU.;EEUU;أمريكا",
    "GB": "UK;U.K.",
    "AE": "UAE;Emirates;ОАЭ;Эмираты;BAE;الإمارات;EAU",
    "TR": "Turkey;Turkiye",
    "NL": "The Netherlands",
    "CZ": "Czech Republic;Чешская Республика",
    "SA": "KSA",
    "KR": "ROK;Республика Корея",
    "CI": "Ivory Coast",
    "CD": "DRC;DR Congo",
    "MM": "Burma",
    "MK": "Macedonia",
    "SZ": "Swaziland",
    "RU": "Russian Federation;РФ",
    "VA": "Vatican",
    "NZ": "NZ",
    "BA": "Bosnia",
}
_MAIN_ZONES = {
    "AU": "Sydney Brisbane Perth Adelaide Darwin",
    "BR": "Sao_Paulo Manaus Rio_Branco Noronha",
    "CA": "Toronto Vancouver Edmonton Winnipeg Halifax Regina St_Johns",
    "CN": "Shanghai",
    "MX": "Mexico_City Tijuana Hermosillo Cancun Mazatlan",
    "RU": "Moscow Kaliningrad Samara Yekaterinburg Omsk Novosibirsk Krasnoyarsk Irkutsk Yakutsk Vladivostok "
    "Magadan Kamchatka",
    "UA": "Kyiv",
    "US": "New_York Chicago Denver Phoenix Los_Angeles Anchorage Honolulu",
}
"""Where zone.tab's own order would be odd: the zones to offer for a country, most people first."""

_SUGGESTIONS = 4
_COMPARED = 60
_ALIKE, _WORSE = 0.74, 0.12


@dataclass(frozen=True, slots=True)
class Place:
    """A place that a name may mean. `whole`: a country, which holds every place in its territory."""

    name: str
    territory: str
    zone: str
    minor: bool = False
    whole: bool = False


def lookup(name: str) -> tuple[Place, ...]:
    """Every place of that name, namesakes included; spelling counts, case, accents and spaces do not."""
    return _gazetteer().get(squeeze(name), ())


def outstanding(places: Iterable[Place]) -> tuple[Place, ...]:
    """Without the namesakes that a better-known place outranks, and one place for each zone."""
    found = tuple(places)
    kept = [place for place in found if not place.minor] or found
    return _one_for_each_zone(kept)


def _one_for_each_zone(places: Iterable[Place]) -> tuple[Place, ...]:
    found = dict[str, Place]()
    for place in places:
        found.setdefault(place.zone, place)
    return tuple(found.values())


def combine(places: Iterable[Place], others: Iterable[Place]) -> tuple[Place, ...]:
    """Places that fit both names, as in `Portland Maine` or `Birmingham UK`."""
    others = tuple(others)
    pairs = ((one, other) for one in places for other in others if _fit(one, other))
    return tuple(dict.fromkeys(other if one.whole else one for one, other in pairs))


def _fit(one: Place, other: Place) -> bool:
    return one.zone == other.zone or ((one.whole or other.whole) and one.territory == other.territory)


def similar(*spellings: str) -> tuple[Place, ...]:
    """The outstanding places of the names most like the misspelt ones, best first."""
    scored = {found for spelling in spellings for found in _scored(squeeze(spelling)[:40])}
    least = max((score for score, _ in scored), default=0.0) - _WORSE
    alike = sorted((-score, key) for score, key in scored if score >= least)
    places = (place for _, key in alike for place in outstanding(_gazetteer()[key]))
    return _one_for_each_zone(places)[:_SUGGESTIONS]


def _scored(wanted: str) -> Iterator[tuple[float, str]]:
    shared = Counter(key for pair in _pairs(wanted) for key in _index().get(pair, ()))
    nearest = sorted(shared, key=lambda key: (abs(len(key) - len(wanted)) - 2 * shared[key], key))[:_COMPARED]
    for key in nearest:
        score = SequenceMatcher(None, wanted, key, autojunk=False).ratio()
        if score >= _ALIKE:
            yield score, key


def country_zones(territory: str) -> tuple[str, ...]:
    """The zones of a country that differ from each other today, those of most people first; () if unknown."""
    zones = _territories().get(territory, ())
    if main := _MAIN_ZONES.get(territory, "").split():
        return tuple(zone for name in main for zone in zones if zone.endswith("/" + name))
    if len(zones) < 2:
        return zones
    return tuple({_offsets(zone): zone for zone in reversed(zones)}.values())[::-1]


def _offsets(zone: str) -> tuple[object, ...]:
    """The zone's offsets through one year, which tell whether two zones differ."""
    return tuple(datetime(2026, month, 15, tzinfo=UTC).astimezone(zone_of(zone)).utcoffset() for month in range(1, 13))


@lru_cache(maxsize=1)
def _territories() -> MappingProxyType[str, tuple[str, ...]]:
    """Countries to all their zones, in the order of zone.tab; Kosovo, which it lacks, is in our own table."""
    zones = defaultdict[str, list[str]](list)
    for line in _zone_table().splitlines():
        if line and not line.startswith("#"):
            territory, _, zone, *_ = line.split("\t")
            zones[territory].append(zone)
    zones["XK"] = ["Europe/Belgrade"]
    return MappingProxyType({territory: tuple(names) for territory, names in zones.items()})


def _zone_table() -> str:
    return resources.files("tzdata").joinpath("zoneinfo", "zone.tab").read_text("utf-8")


@lru_cache(maxsize=1)
def _gazetteer() -> MappingProxyType[str, tuple[Place, ...]]:
    """Squeezed names to places. An abbreviation hides a place of the same name."""
    names = defaultdict[str, dict[Place, None]](dict)
    for sources in (_zone_places(), _own_places(), _countries()):
        for name, place in sources:
            names[squeeze(name)].setdefault(place)
    for name, place in _old_names():
        if squeeze(name) not in names:
            names[squeeze(name)].setdefault(place)
    for name, zones in ABBREVIATIONS.items():
        names[squeeze(name)] = dict.fromkeys(Place(city_of(zone), "", zone) for zone in zones)
    names.pop("", None)
    return MappingProxyType({name: tuple(places) for name, places in names.items()})


def _zone_places() -> Iterator[tuple[str, Place]]:
    """Zones by their own name and by their city's in every language."""
    for territory, zones in _territories().items():
        for zone in zones:
            if territory == "XK":
                continue
            minor = territory == "US" and zone.count("/") == 2  # Indiana's Petersburg is not the first one meant
            place = Place(city_of(zone), territory, zone, minor)
            yield zone, place
            yield zone.rpartition("/")[2], place
            for language in LANGUAGES:
                yield city_names(language).get(zone, ""), place


def _own_places() -> Iterator[tuple[str, Place]]:
    """The rows of places.txt."""
    for line in resources.files("bot.timetext").joinpath("places.txt").read_text("utf-8").splitlines():
        if line.startswith("#"):
            continue
        where, _, names = line.partition(": ")
        territory, zone = where.split()
        for spelt in names.split(", "):
            spellings = spelt.removeprefix("~").split("|")
            place = Place(spellings[0], territory, zone, spelt.startswith("~"))
            yield from ((spelling, place) for spelling in spellings)


def _countries() -> Iterator[tuple[str, Place]]:
    for territory in _territories():
        spellings = [territory_names(language).get(territory, "") for language in LANGUAGES]
        spellings += _COUNTRY_ALIASES.get(territory, "").split(";")
        for zone in country_zones(territory):
            place = Place(city_of(zone), territory, zone, whole=True)
            yield from ((spelling, place) for spelling in spellings)


def _old_names() -> Iterator[tuple[str, Place]]:
    """Links of the tz database, such as Asia/Calcutta and US/Eastern, by whole and last name."""
    for link in sorted(zone_names()):
        if not link.startswith("Etc/") and link != "Factory":
            place = Place(city_of(link), "", canonical_zone(link) if "/" in link else link)
            yield link, place
            yield link.rpartition("/")[2], place


@lru_cache(maxsize=1)
def _index() -> MappingProxyType[str, tuple[str, ...]]:
    """Pairs of neighbouring letters to the names that have them, so that few names need comparing."""
    index = defaultdict[str, list[str]](list)
    for name in _gazetteer():
        if len(name) > 3:
            for pair in _pairs(name):
                index[pair].append(name)
    return MappingProxyType({pair: tuple(names) for pair, names in index.items()})


def _pairs(name: str) -> set[str]:
    return {name[at : at + 2] for at in range(len(name) - 1)}
