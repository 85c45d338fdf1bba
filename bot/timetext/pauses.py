"""Understands what follows /pause: `until Monday`, `24 dec - 2 jan`, `3 days`, `2w`, `tomorrow`, or nothing at all."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from bot.timetext.dates import DayText, Word, read_days
from bot.timetext.words import plain, word_set

MAX_LENGTH = 200
FURTHEST = timedelta(days=400)
"""A pause that ends later than this is a mistake."""

_UNTIL = word_set("until till til before by to до kadar dek hasta حتي لغايه الي")
_THROUGH = word_set("through thru including inclusive по включительно dahil inclusive incluido شاملا")
_FROM = word_set("from since starting after beginning с со начиная itibaren desde من ابتداء")
_BETWEEN = word_set("- to until till through thru и до по a al hasta ile ve الي حتي and")
_FILLERS = word_set(
    "the on for and me please in of off next this a an el la los del de al a en por y за на в во и следующий "
    "следующего следующую icin gelecek bu kac proximo el لمده في يوم ل القادم"
)
_UNITS = {
    1: "day days d night nights день дня дней дн д сутки gun gunluk gunlugune dia dias يوم ايام",
    7: "week weeks w wk wks нед неделя неделю недели недель hafta haftalik semana semanas اسبوع اسابيع",
    30: "month months mo мес месяц месяца месяцев ay aylik mes meses شهر اشهر شهور",
}
_TOGETHER = re.compile(r"(?<=[0-9])(?!(?:st|nd|rd|th)\b)(?=[^\W\d_])", re.IGNORECASE)
_TWO = {"يومين": 2, "اسبوعين": 14, "شهرين": 60}
_COUNTS = {
    word: number
    for number, words in {
        1: "a an one один одна одну bir un una واحد",
        2: "two два две iki dos",
        3: "three три uc tres ثلاثه",
        4: "four четыре dort cuatro اربعه",
        5: "five пять bes cinco خمسه",
        6: "six шесть alti seis سته",
        7: "seven семь yedi siete سبعه",
        10: "ten десять on diez عشره",
    }.items()
    for word in words.split()
}


class PauseProblem(StrEnum):
    """What keeps a text from being a pause."""

    UNCLEAR = "unclear"
    PAST = "past"
    TOO_FAR = "too far"


@dataclass(frozen=True, slots=True)
class PauseText:
    """What was understood: from a day (None: from now on) to a day, or for so many days; neither is without an end."""

    first: date | None = None
    last: date | None = None
    days: int | None = None
    problem: PauseProblem | None = None


_UNCLEAR = PauseText(problem=PauseProblem.UNCLEAR)


def parse_pause(text: str, today: date) -> PauseText:
    """Reads a pause out of any text; never raises. Years that are not said are the next ones."""
    if len(text) > MAX_LENGTH:
        return _UNCLEAR
    if not text.strip():
        return PauseText()
    words, span = _take_span(read_days(_TOGETHER.sub(" ", plain(text)), today))
    days = [word for word in words if isinstance(word, DayText)]
    said = {word for word in words if isinstance(word, str)}
    if said - _UNTIL - _THROUGH - _FROM - _BETWEEN - _FILLERS or len(days) > 2 or not (days or span):
        return _UNCLEAR
    return _judged(_pause(days, said, span, today), today)


def _take_span(words: Sequence[Word]) -> tuple[list[Word], int | None]:
    """`3 days`, `a week`, `two weeks`: so many days, and the words without them."""
    rest, span, at = list[Word](), 0, 0
    while at < len(words):
        here, unit = words[at], (words[at + 1] if at + 1 < len(words) else "")
        count = _count(here)
        if count is not None and _unit(unit):
            span += min(count, 999) * _unit(unit)
            at += 2
        elif here in _TWO:
            span += _TWO[str(here)]
            at += 1
        elif _unit(here) and not span and here not in _FILLERS:
            span += _unit(here)
            at += 1
        else:
            rest.append(here)
            at += 1
    return rest, span or None


def _count(word: Word) -> int | None:
    if not isinstance(word, str):
        return None
    if word.isdecimal():
        return int(word) if len(word) <= 3 and int(word) else None
    return _COUNTS.get(word)


def _unit(word: Word) -> int:
    return next((days for days, names in _UNITS.items() if word in names.split()), 0)


def _pause(days: Sequence[DayText], said: set[str], span: int | None, today: date) -> PauseText:
    start = days[0].on_or_after(today) if days else None
    if days and start is None:
        return _UNCLEAR
    if start is None:
        return PauseText(days=span)
    if len(days) == 2:
        end = days[1].on_or_after(start)
        return _UNCLEAR if end is None or span else PauseText(start, end + timedelta(days=days[1].length - 1))
    if span:
        return PauseText(start, start + timedelta(days=span - 1))
    if said & _THROUGH:
        return PauseText(None, start + timedelta(days=days[0].length - 1))
    if said & _UNTIL:
        return PauseText(None, start - timedelta(days=1))
    if said & _FROM:
        return PauseText(start)
    return PauseText(start, start + timedelta(days=days[0].length - 1))


def _judged(found: PauseText, today: date) -> PauseText:
    ends = [day for day in (found.first, found.last) if day is not None]
    if any(day < today for day in ends) or (found.first and found.last and found.last < found.first):
        return PauseText(problem=PauseProblem.PAST)
    if any(day > today + FURTHEST for day in ends) or (found.days or 0) > FURTHEST.days:
        return PauseText(problem=PauseProblem.TOO_FAR)
    return found
