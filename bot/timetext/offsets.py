"""Fixed offsets (`UTC+3`, `GMT-5`, `+05:30`) and abbreviations (`EST`, `CET`) to IANA zones."""

import re
from dataclasses import dataclass

_OFFSET = re.compile(
    r"(?<![\w+:.-])(?P<base>(?:utc|gmt)\s?)?(?P<sign>[+-])\s?"
    r"(?P<hour>[0-9]{1,2})(?:[:.]?(?P<minute>[0-9]{2}))?(?![\w:])",
    re.IGNORECASE,
)

_PARTIAL_HOURS = {
    -570: "Pacific/Marquesas",
    -210: "America/St_Johns",
    -150: "America/St_Johns",
    210: "Asia/Tehran",
    270: "Asia/Kabul",
    330: "Asia/Kolkata Asia/Colombo",
    345: "Asia/Kathmandu",
    390: "Asia/Yangon Indian/Cocos",
    525: "Australia/Eucla",
    570: "Australia/Darwin Australia/Adelaide Australia/Broken_Hill",
    630: "Australia/Adelaide Australia/Broken_Hill Australia/Lord_Howe",
    765: "Pacific/Chatham",
    825: "Pacific/Chatham",
}
"""Offsets in minutes that are no whole hours: which zones keep them for all or part of the year."""

_ABBREVIATIONS = {
    "UTC": "utc gmt z zulu",
    "America/New_York": "et edt eastern",
    "America/New_York America/Panama America/Cancun": "est",
    "America/Chicago": "ct cdt central",
    "America/Chicago America/Mexico_City America/Costa_Rica Asia/Shanghai America/Havana": "cst",
    "America/Denver": "mt mdt mountain",
    "America/Denver America/Phoenix": "mst",
    "America/Los_Angeles": "pt pdt pacific",
    "America/Los_Angeles Asia/Manila": "pst",
    "America/Anchorage": "akst akdt",
    "Pacific/Honolulu": "hst",
    "America/Halifax America/Puerto_Rico Asia/Riyadh": "ast",
    "America/Halifax": "adt",
    "America/St_Johns": "nst ndt",
    "America/Sao_Paulo": "brt",
    "America/Argentina/Buenos_Aires": "art",
    "America/Santiago": "clt clst",
    "America/Bogota": "cot",
    "America/Lima": "pet",
    "America/Caracas": "vet",
    "Europe/London Asia/Dhaka": "bst",
    "Europe/Lisbon": "wet west",
    "Europe/Paris Europe/Berlin Europe/Madrid Europe/Rome Europe/Warsaw Africa/Algiers": "cet",
    "Europe/Paris Europe/Berlin Europe/Madrid Europe/Rome Europe/Warsaw": "cest met mest",
    "Europe/Athens Europe/Helsinki Europe/Kyiv Europe/Bucharest Africa/Cairo Asia/Beirut": "eet eest",
    "Europe/Moscow": "msk мск",
    "Europe/Istanbul": "trt tsi",
    "Europe/Samara": "samt",
    "Asia/Yekaterinburg": "yekt",
    "Asia/Omsk": "omst",
    "Asia/Novosibirsk": "novt",
    "Asia/Krasnoyarsk": "krat",
    "Asia/Irkutsk": "irkt",
    "Asia/Yakutsk": "yakt",
    "Asia/Vladivostok": "vlat",
    "Asia/Kamchatka": "pett",
    "Asia/Kolkata Asia/Jerusalem Europe/Dublin": "ist",
    "Asia/Jerusalem": "idt",
    "Asia/Tehran": "irst",
    "Asia/Dubai": "gst",
    "Asia/Baku": "azt",
    "Asia/Yerevan America/Manaus": "amt",
    "Asia/Karachi": "pkt",
    "Asia/Tashkent": "uzt",
    "Asia/Kathmandu": "npt",
    "Asia/Dhaka": "bdt",
    "Asia/Bangkok Asia/Ho_Chi_Minh": "ict",
    "Asia/Jakarta": "wib",
    "Asia/Makassar": "wita",
    "Asia/Jayapura": "wit",
    "Asia/Manila": "pht",
    "Asia/Hong_Kong": "hkt",
    "Asia/Singapore": "sgt",
    "Asia/Tokyo": "jst",
    "Asia/Seoul": "kst",
    "Australia/Perth": "awst",
    "Australia/Adelaide Australia/Darwin": "acst",
    "Australia/Adelaide": "acdt",
    "Australia/Sydney Australia/Brisbane": "aest",
    "Australia/Sydney": "aedt",
    "Pacific/Auckland": "nzst nzdt",
    "Africa/Johannesburg": "sast",
    "Africa/Lagos": "wat",
    "Africa/Maputo Africa/Johannesburg Africa/Cairo": "cat",
    "Africa/Nairobi": "eat",
}

ABBREVIATIONS = {name: tuple(zones.split()) for zones, names in _ABBREVIATIONS.items() for name in names.split()}
"""Folded abbreviations to the zones they may mean, the likeliest first."""


@dataclass(frozen=True, slots=True)
class OffsetText:
    """The offset as written ("" if there is none), the zones that keep it, and the text without it."""

    written: str
    zones: tuple[str, ...]
    rest: str


def read_offset(text: str) -> OffsetText:
    """Finds the first offset in a plain text.

    Without UTC or GMT before it, a sign and an hour are an offset only beside a time: `7:30 +3`, but not `-1`.
    """
    match = _OFFSET.search(text)
    if match is None:
        return OffsetText("", (), text)
    rest = text[: match.start()] + " " + text[match.end() :]
    if not match["base"] and not match["minute"] and not any(char in "0123456789" for char in rest):
        return OffsetText("", (), text)
    minutes = int(match["hour"]) * 60 + int(match["minute"] or 0)
    signed = -minutes if match["sign"] == "-" else minutes
    return OffsetText(match[0].strip(), _zones_at(signed), rest)


def _zones_at(minutes: int) -> tuple[str, ...]:
    """Zones at an offset; the sign in `Etc/GMT-3` is POSIX's: it is three hours ahead of UTC."""
    hours, rest = divmod(minutes, 60)
    if rest:
        return tuple(_PARTIAL_HOURS.get(minutes, "").split())
    if not -12 <= hours <= 14:
        return ()
    return ("UTC",) if hours == 0 else (f"Etc/GMT{-hours:+d}",)
