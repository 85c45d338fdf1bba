"""Bylines and datelines: who wrote it, for whom, and from where."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.ingest.vocabulary import listed

_LEAD = re.compile(
    r"(?:(?:written|story|reported|posted|published|words|article|analysis|opinion)\s+by|by|author|reporter|"
    r"автор(?:ы)?|текст|yazan|haber|"
    r"muhabir|كتب[ت]?|بقلم|تحرير|por|par|von|di|作者|记者)(?:\s*[:：|]\s*|\s+|(?-i:(?<=By)(?=[A-Z])))",
    re.IGNORECASE,
)
_PARTICLES = listed("de|da|del|della|di|der|den|van|von|bin|ibn|al|el|la|le|du|dos|das|ben|abu|bint|ter|ten|zu|of")
_JOINERS = re.compile(r"\s+(?:and|with|und|et|y|ve|и|و)\s+|\s*[,;&|/•·–—]\s*|\s+-\s+|\s+(?:for|in)\s+")
_BAR = re.compile(r"\s*[|•·]\s*|,\s|\s[–—-]\s")
_NAME_WORD = re.compile(r"[^\W\d_][\w.'’-]*$")
_ROLE = re.compile(
    r"\b(?:staff|writer|reporter|editor|correspondent|columnist|contributor|columnists|reporters|writers|"
    r"journalist|press|news|times|"
    r"post|agency|service|media|today|bureau|radio|tv|magazine|journal|herald|tribune|gazette|guardian|author|"
    r"senior|chief|"
    r"корреспондент|редактор|muhabiri|editörü)\b|^(?:AP|AFP|Reuters|REUTERS|UPI|PA|dpa|DPA|BBC|CNN|NPR|EFE|ANSA|"
    r"AA|IHA|İHA|DHA|TASS|ТАСС|Bloomberg|Xinhua)$",
    re.IGNORECASE,
)
_AGENCIES = listed(
    "AP|AFP|REUTERS|UPI|PA|DPA|EFE|ANSA|AA|DHA|İHA|IHA|TASS|ТАСС|BLOOMBERG|XINHUA|KYODO|BBC|CNN|NPR|РИА|ИНТЕРФАКС"
)
_JOBS = listed(
    """
    writer|writers|reporter|reporters|editor|correspondent|columnist|columnists|contributor|author|staff|journalist
    корреспондент|редактор|muhabiri
    """
)
_DATELINE = re.compile(
    r"(?P<place>[^\W\d_a-zа-я][^()\n—–]{1,60}?)\s*"
    r"(?:\((?P<agency>[^()\n]{2,40})\)\s*(?:[—–-]{1,2}|:)|,?\s+[—–]{1,2}|\s--)\s+(?=\S)"
)
_DATELINE_DATE = re.compile(r",?\s+\w{3,9}\.?\s+\d{1,2}$|,?\s+\d{1,2}\s+\w{3,9}\.?$")


@dataclass(frozen=True, slots=True)
class Byline:
    """Who wrote an article ("Jane Doe, John Roe") and the agency or paper named beside them."""

    names: str
    credit: str = ""


@dataclass(frozen=True, slots=True)
class Dateline:
    """Where a report was filed and the agency in brackets; `end` is where its paragraph begins."""

    place: str
    agency: str
    end: int


def _is_name(text: str) -> bool:
    words = text.split()
    if not 2 <= len(words) <= 5 or len(text) > 50:
        return False
    proper = 0
    for word in words:
        if word.casefold() in _PARTICLES:
            continue
        if not _NAME_WORD.match(word) or word[0].islower():
            return False
        proper += 1
    return proper >= 2 or (proper == 1 and len(words) >= 2)


def _tidy(name: str) -> str:
    """JANE DOE is printed so by habit of the page; people read Jane Doe."""
    if not name.isupper():
        return name
    return " ".join(word if len(word) == 2 and word.endswith(".") else word.title() for word in name.split())


def read_byline(text: str) -> Byline | None:
    """The byline that a whole line is, or None: "By JANE DOE, Associated Press", "Автор: Иван Петров".

    Every part must be a name or a paper or role, so that a paragraph which begins "By Tuesday evening" stays
    a paragraph.
    """
    lead = _LEAD.match(text) if len(text) <= 160 else None
    if lead is None:
        return _without_lead(text)
    names, credits = [], []
    for part in _JOINERS.split(text[lead.end() :].strip(" .")):
        part = part.strip(" .@()")
        if not part:
            continue
        if _ROLE.search(part):
            credits.append(part)
        elif _is_name(part):
            names.append(_tidy(part))
        elif names and len(part.split()) <= 4 and not part[0].islower():
            credits.append(part)
        else:
            return None
    if not names:
        return Byline("", credits[0]) if credits and len(text.split()) <= 6 else None
    return Byline(", ".join(names), _paper(credits))


def _without_lead(text: str) -> Byline | None:
    """Names and a role with a bar, comma or dash between, as pages print them without "By"."""
    if len(text) > 100 or text.endswith("."):
        return None
    names_part, _, role = (part.strip() for part in _BAR.sub("|", text, count=1).partition("|"))
    if not role or not _ROLE.search(role) or len(role.split()) > 6:
        return None
    names = [name.strip() for name in _JOINERS.split(names_part) if name.strip()]
    if not names or not all(_is_name(name) for name in names):
        return None
    return Byline(", ".join(_tidy(name) for name in names), _paper([role]))


def _paper(credits: list[str]) -> str:
    """The agency or paper among what follows the names; a role such as "Staff Writer" is none."""
    for credit in credits:
        last = credit.casefold().split()[-1]
        if last not in _JOBS:
            return credit
    return ""


def read_dateline(text: str) -> Dateline | None:
    """The dateline that opens a paragraph: "ANKARA, Turkey (AP) — ", "МОСКВА, 20 дек — ", "LONDON — ".

    Without an agency in brackets the city must be in capitals, or any sentence with a dash would do.
    """
    match = _DATELINE.match(text[:160])
    if match is None or match.end() >= len(text):
        return None
    place = _DATELINE_DATE.sub("", match["place"]).strip(" ,./")
    agency = match["agency"] or ""
    city = place.split(",")[0].split("/")[0].strip()
    if not city or len(place.split()) > 7:
        return None
    cased = [letter for letter in city if letter.isalpha() and letter.upper() != letter.lower()]
    if agency:
        known = agency.upper() in _AGENCIES or _ROLE.search(agency) is not None or agency.isupper()
        return Dateline(place, agency, match.end()) if known else None
    return Dateline(place, "", match.end()) if len(cased) >= 3 and city.isupper() else None
