"""Values that files state about an article, whatever type they come in, as the plain values we keep.

A field that cannot be understood counts as absent: a strange date must not cost the article.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from html import unescape
from urllib.parse import urlsplit

from bot.ingest.bylines import read_byline
from bot.ingest.dates import find_moment
from bot.ingest.decode import normalise

_LONGEST = 500
_LIST = 24
_LARGEST = 1e15
_TAG = re.compile(r"<[a-zA-Z/!][^<>]{0,500}>")
_LANGUAGE = re.compile(r"\s*([A-Za-z]{2,3})(?:[-_][A-Za-z0-9]{1,8}){0,3}\s*")
_PEOPLE = re.compile(r"\s+(?:and|und|et|y|ve|и|و)\s+|\s*[;&]\s*|,\s+")
_IDENTIFIER = re.compile(r"\w+:|@|/")
# 1990 and 2100 as seconds: what lies outside is a counter, not a moment. Milliseconds are a thousand times as large.
_FIRST, _LAST = 631_152_000, 4_102_444_800


def line(value: object, longest: int = _LONGEST) -> str:
    """One line of plain text without markup, cut at `longest`; "" for what is no text."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = str(value) if abs(value) < _LARGEST else ""
    if not isinstance(value, str):
        return ""
    value = value[: longest * 8]
    if "<" in value or "&" in value:
        value = unescape(_TAG.sub(" ", unescape(value)))
    return " ".join(normalise(value).split())[:longest].strip()


def moment(value: object) -> datetime | None:
    """A point in time from ISO 8601, mail and newsroom dates, seconds since 1970 or a date of YAML; UTC."""
    try:
        return _moment(value)
    except (ValueError, OverflowError, TypeError, IndexError):
        return None


def _moment(value: object) -> datetime | None:
    if isinstance(value, datetime):
        return _aware(value)
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day, tzinfo=UTC)
    if isinstance(value, int | float) and not isinstance(value, bool):
        seconds = value / 1000 if abs(value) > _LAST else value
        return datetime.fromtimestamp(seconds, UTC) if _FIRST <= seconds <= _LAST else None
    text = line(value, 100)
    if not text:
        return None
    for reader in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            return _aware(reader(text))
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
    found = find_moment(text)
    return found.at if found else None


def _aware(at: datetime) -> datetime | None:
    at = at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    return at if 1600 <= at.year <= 2200 else None


def address(value: object) -> str:
    """A link that a reader may follow: http or https with a host, without blanks; "" otherwise."""
    text = value.strip() if isinstance(value, str) else ""
    if not text or len(text) > 2000 or not text.isprintable() or " " in text:
        return ""
    try:
        parts = urlsplit(text)
        return text if parts.scheme in {"http", "https"} and parts.hostname else ""
    except ValueError:
        return ""


def language(value: object) -> str:
    """The first part of a language tag (BCP 47), small: "en-US" is en; "" when it is none or says nothing."""
    match = _LANGUAGE.fullmatch(value[:50]) if isinstance(value, str) else None
    code = match[1].lower() if match else ""
    return "" if code in {"und", "mul", "zxx", "mis"} else code


def strings(value: object, *, longest: int = 80) -> tuple[str, ...]:
    """A list of words from a list, or from one line with commas; each once, in order."""
    if isinstance(value, str):
        value = re.split(r"[,;]", value[:2000])
    if not isinstance(value, Iterable) or isinstance(value, bytes | Mapping):
        return ()
    kept: dict[str, str] = {}
    for _, entry in zip(range(_LIST), value, strict=False):
        text = line(entry.get("name") or entry.get("term") if isinstance(entry, Mapping) else entry, longest)
        if text:
            kept.setdefault(text.casefold(), text)
    return tuple(kept.values())


def people(value: object) -> str:
    """Names, joined by commas, from a name, a line of names, an object with a name, or a list of these."""
    names: dict[str, str] = {}
    for entry in value[:_LIST] if isinstance(value, list | tuple) else [value]:
        text = line(entry.get("name") if isinstance(entry, Mapping) else entry, 200)
        byline = read_byline(text)
        for name in byline.names.split(", ") if byline and byline.names else _PEOPLE.split(text):
            if name.strip() and not _IDENTIFIER.search(name):
                names.setdefault(name.strip().casefold(), name.strip())
    return ", ".join(names.values())[:_LONGEST]
