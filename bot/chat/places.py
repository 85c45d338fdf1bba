"""Time zones as a person picks them: a few guesses by language, or a list for a part of the world."""

from functools import lru_cache
from importlib import resources

from bot.slots import zone_names

# Where most people with this language on their phone live, the largest places first.
_BY_LANGUAGE = {
    "ar": "Africa/Cairo Asia/Riyadh Asia/Dubai Asia/Baghdad Africa/Casablanca",
    "de": "Europe/Berlin Europe/Vienna Europe/Zurich",
    "en": "Europe/London America/New_York America/Chicago America/Los_Angeles Asia/Kolkata Australia/Sydney",
    "en-au": "Australia/Sydney Australia/Brisbane Australia/Perth",
    "en-gb": "Europe/London",
    "es": "America/Mexico_City Europe/Madrid America/Bogota America/Argentina/Buenos_Aires America/Lima",
    "fa": "Asia/Tehran",
    "fr": "Europe/Paris America/Toronto Africa/Kinshasa Africa/Abidjan",
    "he": "Asia/Jerusalem",
    "hi": "Asia/Kolkata",
    "id": "Asia/Jakarta Asia/Makassar",
    "it": "Europe/Rome",
    "ja": "Asia/Tokyo",
    "ko": "Asia/Seoul",
    "nl": "Europe/Amsterdam Europe/Brussels",
    "pl": "Europe/Warsaw",
    "pt": "Europe/Lisbon America/Sao_Paulo",
    "pt-br": "America/Sao_Paulo America/Manaus",
    "ru": "Europe/Moscow Asia/Yekaterinburg Asia/Novosibirsk Asia/Almaty Europe/Minsk",
    "tr": "Europe/Istanbul",
    "uk": "Europe/Kyiv",
    "uz": "Asia/Tashkent",
    "zh": "Asia/Shanghai Asia/Taipei Asia/Hong_Kong Asia/Singapore",
}


def suggested_zones(language: str, default: str, most: int = 6) -> tuple[str, ...]:
    """Zones to offer first: the installation's own, then those of the language (an IETF tag, as Telegram gives it)."""
    tag = language.lower()
    own = () if default in ("UTC", "Etc/UTC") else (default,)
    found = _BY_LANGUAGE.get(tag) or _BY_LANGUAGE.get(tag.partition("-")[0]) or _BY_LANGUAGE["en"]
    return tuple(dict.fromkeys((*own, *found.split())))[:most]


@lru_cache(maxsize=16)
def zones_in(region: str) -> tuple[str, ...]:
    """The region's zones that have a place of their own in the time zone database, by the name of the place."""
    table = resources.files("tzdata").joinpath("zoneinfo", "zone.tab").read_text("utf-8")
    rows = (line.split("\t") for line in table.splitlines() if line and not line.startswith("#"))
    names = {row[2] for row in rows if row[2].startswith(f"{region}/")} & zone_names()
    return tuple(sorted(names, key=lambda name: name.rpartition("/")[2]))
