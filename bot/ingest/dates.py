"""Dates as newsrooms print them, in the languages the bot speaks; aware datetimes in UTC come out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

_MONTH_NAMES = (
    "jan january января янв ocak oca يناير كانون_الثاني enero ene janvier janv januar jänner janeiro gennaio",
    "feb february февраля фев февр şubat şub فبراير شباط febrero février févr februar fevereiro febbraio",
    "mar march марта мар mart مارس آذار marzo mars märz março",
    "apr april апреля апр nisan nis أبريل ابريل نيسان abril abr avril avr aprile",
    "may мая mayıs مايو أيار mayo mai maio maggio",
    "jun june июня июн haziran haz يونيو حزيران junio juin juni junho giugno",
    "jul july июля июл temmuz tem يوليو تموز julio juillet juil juli julho luglio",
    "aug august августа авг ağustos ağu أغسطس اغسطس آب agosto ago août",
    "sep sept september сентября сен сент eylül eyl سبتمبر أيلول septiembre setiembre septembre setembro settembre",
    "oct october октября окт ekim eki أكتوبر اكتوبر تشرين_الأول octubre octobre oktober okt outubro ottobre",
    "nov november ноября ноя нояб kasım kas نوفمبر تشرين_الثاني noviembre novembre novembro",
    "dec december декабря дек aralık ara ديسمبر كانون_الأول diciembre dic décembre déc dezember dez dezembro dicembre",
)
_MONTHS = {
    name.replace("_", " "): number for number, names in enumerate(_MONTH_NAMES, start=1) for name in names.split()
}
# The offsets that newsrooms mean by the letters; ambiguous ones (IST, CST in China) stay out or American.
_ZONES = {
    "utc": 0, "gmt": 0, "z": 0, "wet": 0, "bst": 60, "west": 60, "cet": 60, "cest": 120, "eet": 120, "eest": 180,
    "msk": 180, "мск": 180, "trt": 180, "tsi": 180, "est": -300, "edt": -240, "et": -300,
    "cst": -360, "cdt": -300, "ct": -360,
    "mst": -420, "mdt": -360, "mt": -420, "pst": -480, "pdt": -420, "pt": -480, "akst": -540, "hst": -600, "jst": 540,
    "kst": 540, "sgt": 480, "hkt": 480, "aest": 600, "aedt": 660, "awst": 480, "nzst": 720, "nzdt": 780, "sast": 120,
    "gst": 240, "pkt": 300, "ast": -240, "adt": -180,
}  # fmt: skip
_AMERICAN = {"et": -300, "ct": -360, "mt": -420, "pt": -480}

_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
_WORD = r"[^\W\d_]{2,12}"
_ISO = re.compile(
    r"\b((?:19|20)\d\d)[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]+(\d{1,2}):(\d\d)(?::\d\d(?:\.\d{1,9})?)?\s?(Z|"
    r"[+-]\d\d:?\d\d)?)?"
)
_EAST_ASIAN = re.compile(r"((?:19|20)\d\d)年(\d{1,2})月(\d{1,2})日")
_DAY_FIRST = re.compile(
    rf"\b(\d{{1,2}})(?:st|nd|rd|th|er|º)?\.?\s(?:de |d['’])?({_WORD}(?: الثاني| الأول)?)\.?,?\s(?:de )?((?:19|"
    rf"20)\d\d)\b"
)
_MONTH_FIRST = re.compile(rf"\b({_WORD})\.?\s(\d{{1,2}})(?:st|nd|rd|th)?,?\s((?:19|20)\d\d)(?!\d)")
_NUMERIC = re.compile(r"\b(\d{1,2})([./-])(\d{1,2})\2((?:19|20)\d\d)(?!\d)")
_CLOCK = re.compile(
    r"\b(\d{1,2})(?:[:.](\d\d))(?::\d\d)?\s?([ap]\.?\s?m\b\.?)?|\b(\d{1,2})\s?([ap]\.?m\b\.?)", re.IGNORECASE
)
_ZONE = re.compile(r"\(?\b([A-Za-zмскМСК]{1,5})\b\)?(?:\s?([+-]\d{1,2}(?::?\d\d)?))?")
_OFFSET = re.compile(r"\s?([+-]\d\d):?(\d\d)\b")
_ADJOINING = re.compile(r"[ ,]{0,3}(?:\(?[A-Z]{2,5}\)?[ ,]{0,3})?")


@dataclass(frozen=True, slots=True)
class Moment:
    """A date found in a line, with the place it takes there."""

    at: datetime
    start: int
    end: int


def find_moment(text: str, start: int = 0) -> Moment | None:
    """The first full date (day, month and year) in a line, with the clock time and zone that follow or precede it.

    A date without a zone is taken as UTC and a date without a time as 00:00: a guess of the newsroom's own zone
    would be wrong more often. "03/04/2021" is left alone, since nobody can tell the month.
    """
    text = text.translate(_DIGITS)
    found = [moment for reader in _READERS if (moment := reader(text, start))]
    if not found:
        return None
    return min(found, key=lambda moment: (moment.start, -moment.end))


def _read_iso(text: str, start: int) -> Moment | None:
    match = _ISO.search(text, start)
    if match is None:
        return None
    year, month, day = (int(group) for group in match.groups()[:3])
    if match[4] is None:
        return _with_clock(text, match.start(), match.end(), (year, month, day))
    offset = _offset_minutes(match[6])
    zone_end = match.end()
    if offset is None:
        offset, zone_end = _zone_after(text, match.end(), (year, month, day))
    return _build((year, month, day), (int(match[4]), int(match[5])), offset, (match.start(), zone_end))


def _read_east_asian(text: str, start: int) -> Moment | None:
    match = _EAST_ASIAN.search(text, start)
    return match and _with_clock(text, match.start(), match.end(), (int(match[1]), int(match[2]), int(match[3])))


def _read_day_first(text: str, start: int) -> Moment | None:
    for match in _DAY_FIRST.finditer(text, start):
        month = _month(match[2])
        if month:
            return _with_clock(text, match.start(), match.end(), (int(match[3]), month, int(match[1])))
    return None


def _read_month_first(text: str, start: int) -> Moment | None:
    for match in _MONTH_FIRST.finditer(text, start):
        month = _month(match[1])
        if month:
            return _with_clock(text, match.start(), match.end(), (int(match[3]), month, int(match[2])))
    return None


def _read_numeric(text: str, start: int) -> Moment | None:
    """Dots mean day first (Europe); slashes and hyphens only when one number cannot be a month."""
    match = _NUMERIC.search(text, start)
    if match is None:
        return None
    first, second, year = int(match[1]), int(match[3]), int(match[4])
    if match[2] == "." or first > 12:
        day, month = first, second
    elif second > 12 or first == second:
        day, month = second, first
    else:
        return None
    return _with_clock(text, match.start(), match.end(), (year, month, day))


_READERS = (_read_iso, _read_east_asian, _read_day_first, _read_month_first, _read_numeric)


def _month(name: str) -> int:
    folded = name.replace("İ", "i").casefold()
    return _MONTHS.get(folded, _MONTHS.get(name.replace("I", "ı").casefold(), 0))


def _with_clock(text: str, start: int, end: int, day: tuple[int, int, int]) -> Moment | None:
    """Add a clock time that stands within a few signs after the date, or just before it."""
    before = [match for match in _CLOCK.finditer(text, max(0, start - 40), start) if _clock(match)]
    # "6:02 AM, Mar 4, 2019 and last updated 9:41 AM": what stands right before the date is its own.
    adjoining = before and _ADJOINING.fullmatch(text, before[-1].end(), start)
    after = None if adjoining else _CLOCK.search(text, end, end + 24)
    # "3 сентября 2023 г. в 09:10": the abbreviated year ends nothing.
    if after and not any(sign in text[end : after.start()].removeprefix(" г.") for sign in ".;!?"):
        clock = _clock(after)
        if clock:
            offset, zone_end = _zone_after(text, after.end(), day)
            return _build(day, clock, offset, (start, zone_end))
    if before:
        clock = _clock(before[-1])
        offset, _ = _zone_after(text[:start], before[-1].end(), day)
        if clock:
            return _build(day, clock, offset, (before[-1].start(), end))
    return _build(day, (0, 0), None, (start, end))


def _clock(match: re.Match[str]) -> tuple[int, int] | None:
    hour, minute = int(match[1] or match[4]), int(match[2] or 0)
    half = (match[3] or match[5] or "").replace(".", "").replace(" ", "").lower()
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "pm" else 0)
    return (hour, minute) if hour < 24 and minute < 60 else None


def _zone_after(text: str, end: int, day: tuple[int, int, int]) -> tuple[int | None, int]:
    numeric = _OFFSET.match(text, end)
    if numeric:
        return _offset_minutes(numeric[0].strip()), numeric.end()
    skipped = end
    while skipped < len(text) and text[skipped] in " ,.":
        skipped += 1
    match = _ZONE.match(text, skipped)
    if match is None or match[1].casefold() not in _ZONES:
        return None, end
    name = match[1].casefold()
    if name in _AMERICAN:
        return _AMERICAN[name] + (60 if _american_summer(*day) else 0), match.end()
    if name in {"utc", "gmt"} and match[2]:
        return _offset_minutes(match[2]), match.end()
    return _ZONES[name], match.end()


def _american_summer(year: int, month: int, day: int) -> bool:
    """Daylight time: second Sunday of March to first Sunday of November (Energy Policy Act of 2005)."""
    march = 14 - datetime(year, 3, 1, tzinfo=UTC).weekday()
    november = 7 - datetime(year, 11, 1, tzinfo=UTC).weekday()
    return (3, march) <= (month, day) < (11, november)


def _offset_minutes(text: str | None) -> int | None:
    if not text:
        return None
    if text in "Zz":
        return 0
    digits = text[1:].replace(":", "")
    hours, minutes = (int(digits[:2]), int(digits[2:] or 0)) if len(digits) > 2 else (int(digits), 0)
    total = hours * 60 + minutes
    return (-total if text[0] == "-" else total) if total <= 14 * 60 else None


def _build(
    day: tuple[int, int, int], clock: tuple[int, int], offset: int | None, place: tuple[int, int]
) -> Moment | None:
    zone = timezone(timedelta(minutes=offset)) if offset else UTC
    try:
        local = datetime(*day, *clock, tzinfo=zone)
    except ValueError:
        return None
    return Moment(local.astimezone(UTC), *place)
