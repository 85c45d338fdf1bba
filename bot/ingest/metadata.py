"""What the lines around an article say of it: author, agency, dates, pictures."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.ingest.bylines import Byline, are_names, is_name, is_role, read_byline
from bot.ingest.captions import is_caption
from bot.ingest.datelines import read_dateline
from bot.ingest.dates import find_moment
from bot.ingest.lines import Kind, Line, key
from bot.ingest.outlet_names import is_outlet
from bot.ingest.outlets import find_outlet, names_source
from bot.ingest.phrases import is_reading_time
from bot.ingest.vocabulary import listed

_UPDATED = re.compile(
    r"(?:last )?(?:updated|modified|edited)|обновлен[оа]|изменено|güncelle|تحديث|"
    r"actualizad|mis à jour|aktualisiert|更新",
    re.IGNORECASE,
)
_LABELS = listed(
    "by|written by|author|authors|words by|story by|reported by|автор|авторы|текст|yazan|haber|por|par|von|作者"
)
_BY = re.compile(r"\bby\s+(?=[A-Z])", re.IGNORECASE)
_ADDRESS = re.compile(r"(?:\w+\s*[:：]\s*)?(https?://[^\s<>\"]{4,500})", re.IGNORECASE)
_TRAIL = re.compile(
    r"(?:home|главная|ana ?sayfa|الرئيسية|inicio|accueil|startseite|首页)\s*[>»›/]\s*"
    r"(?P<section>[^>»›/|]{2,40}(?=\s*[>»›/])|[^>»›/|]{2,24}$)",
    re.IGNORECASE,
)
_MINIMUM_CAPTION = 3
# How far from the article a byline or date may stand and still be its own.
_ABOVE, _BELOW = 12, 4


@dataclass(frozen=True, slots=True)
class Facts:
    """Author, agency and dates as the page states them; empty where it does not."""

    byline: str = ""
    source: str = ""
    published: datetime | None = None
    updated: datetime | None = None
    url: str = ""
    section: str = ""


def read_facts(lines: Sequence[Line], start: int, end: int, paragraphs: Sequence[str]) -> Facts:
    """Facts from byline and date lines; the first of each counts, since later ones belong to other articles.

    Never from captions or paragraphs: their dates say when something happened, not when it was printed. The
    agency in a dateline is often an abbreviation, so a byline's or a source line's name goes before it.
    """
    near = lines[max(0, start - _ABOVE) : end + _BELOW]
    bylines = [found for index in range(len(near)) if (found := _byline_at(near, index)) is not None]
    published, updated = _dates([line.text for line in near if line.kind is Kind.STAMP])
    dateline = read_dateline(paragraphs[0]) if paragraphs else None
    credit = next((found.credit for found in bylines if found.credit), "")
    return Facts(
        byline=next((found.names for found in bylines if found.names), dateline.byline if dateline else ""),
        source=credit or find_outlet(lines, start, end) or (dateline.agency if dateline else ""),
        published=published or (dateline.filed if dateline else None),
        updated=updated,
        url=next((match[1] for line in near if (match := _ADDRESS.fullmatch(line.text))), ""),
        section=next((part for line in lines[:start] if (part := _section(line.text))), ""),
    )


def _section(text: str) -> str:
    """The section in a trail from the home page: "Home > World > Europe" is in World."""
    match = _TRAIL.match(text) if len(text) <= 120 else None
    return match["section"].strip() if match else ""


def _byline_at(lines: Sequence[Line], index: int) -> Byline | None:
    """The byline in a line of its own, beside the date, or below a line that says only "Written by"."""
    line = lines[index]
    if line.kind is Kind.BYLINE:
        return read_byline(line.text)
    if line.kind is Kind.STAMP:
        by = _BY.search(line.text)
        rest = line.text[by.start() :] if by else ""
        moment = find_moment(rest) if rest else None
        return read_byline(rest[: moment.start] if moment else rest) if rest else None
    if line.kind is not Kind.TEXT:
        return None
    labelled = index > 0 and key(lines[index - 1].text) in _LABELS and is_name(line.text)
    return Byline(line.text) if labelled or (_is_set_apart(lines, index) and are_names(line.text)) else None


def _is_set_apart(lines: Sequence[Line], index: int) -> bool:
    """A line where pages put an author's name: above a role, a paper, an account or a date, or below a date."""
    above = lines[index - 1].kind if index else Kind.TEXT
    if index + 1 == len(lines):
        return above is Kind.STAMP
    below = lines[index + 1]
    named = is_role(below.text) or is_outlet(below.text) or below.text.startswith("@") or is_reading_time(below.text)
    return named or Kind.STAMP in {above, below.kind}


def _dates(stamps: Iterable[str]) -> tuple[datetime | None, datetime | None]:
    published = updated = None
    for text in stamps:
        first, second = read_stamp(text)
        published, updated = published or first, updated or second
    return published, updated


def read_stamp(text: str) -> tuple[datetime | None, datetime | None]:
    """(published, updated) from one date line; a bare date is when it was published."""
    published = updated = None
    position = 0
    while moment := find_moment(text, position):
        if _UPDATED.search(text[position : moment.start]):
            updated = updated or moment.at
        else:
            published = published or moment.at
        position = moment.end
    return published, updated


def collect_captions(lines: Sequence[Line], start: int, end: int) -> tuple[str, ...]:
    """Captions near the article in the order of the page, each once; a line that names the source is none.

    Outside of it only those that say so themselves: a line in small letters may be a reader's comment there.
    """
    kept: dict[str, str] = {}
    for place in range(max(0, start - _ABOVE), min(end + _ABOVE, len(lines))):
        line = lines[place]
        inside = start <= place < end or not line.text[0].islower() or is_caption(line.text, line.words)
        if line.kind is Kind.CAPTION and inside and line.words >= _MINIMUM_CAPTION and not names_source(line.text):
            kept.setdefault(key(line.text), line.text)
    return tuple(kept.values())
