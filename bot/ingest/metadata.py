"""What the lines around an article say of it: author, agency, dates, pictures."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.ingest.bylines import read_byline, read_dateline
from bot.ingest.dates import find_moment
from bot.ingest.lines import Kind, Line, key

_UPDATED = re.compile(
    r"(?:last )?(?:updated|modified|edited)|обновлен[оа]|изменено|güncelle|تحديث|actualizad|mis à jour|"
    r"aktualisiert|更新",
    re.IGNORECASE,
)
_MINIMUM_CAPTION = 3


@dataclass(frozen=True, slots=True)
class Facts:
    """Author, agency and dates as the page states them; empty where it does not."""

    byline: str = ""
    source: str = ""
    published: datetime | None = None
    updated: datetime | None = None


def read_facts(around: Iterable[Line], paragraphs: Sequence[str]) -> Facts:
    """Facts from byline and date lines; the first of each counts, since later ones belong to other articles.

    Never from captions or paragraphs: their dates say when something happened, not when it was printed.
    """
    byline = source = ""
    published = updated = None
    for line in around:
        if line.kind is Kind.BYLINE and not byline:
            found = read_byline(line.text)
            if found:
                byline, source = found.names, source or found.credit
        elif line.kind is Kind.STAMP:
            first, second = read_stamp(line.text)
            published, updated = published or first, updated or second
    dateline = read_dateline(paragraphs[0]) if paragraphs else None
    if dateline and dateline.agency:
        source = source or dateline.agency
    return Facts(byline, source, published, updated)


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


def collect_captions(lines: Iterable[Line]) -> tuple[str, ...]:
    """Captions in the order of the page, each once."""
    kept: dict[str, str] = {}
    for line in lines:
        if line.kind is Kind.CAPTION and line.words >= _MINIMUM_CAPTION:
            kept.setdefault(key(line.text), line.text)
    return tuple(kept.values())
