"""Finds days in what people type: `24 dec`, `24.12.`, `12/24`, `the 5th`, `Monday`, `завтра`, `24-28 December`."""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from types import MappingProxyType

from babel import Locale

from bot.timetext.weekdays import take_weekdays
from bot.timetext.words import plain, squeeze, tokens, word_list, word_set

_LOCALES = ("en", "ru", "tr", "ar", "es")
_ISO = re.compile(r"(?<![\w.-])([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?![\w-])")
_NUMERIC = re.compile(r"(?<![\w.:/])([0-9]{1,2})([./])([0-9]{1,2})(?:\2(?:([0-9]{4}|[0-9]{2})(?![0-9]))?)?(?![\w:])")
_ORDINAL = re.compile(r"(?<![0-9])([0-9]{1,2})(?:st|nd|rd|th)\b", re.IGNORECASE)
_AHEAD = {
    0: "today tonight сегодня bugun hoy اليوم",
    1: "tomorrow завтра yarin yarina manana غدا",
    2: "overmorrow послезавтра",
}
_NEXT_WEEK = word_set(
    "nextweek followingweek следующейнедели следующаянеделя gelecekhafta haftaya onumuzdekihafta proximasemana "
    "semanaqueviene الاسبوعالقادم الاسبوعالمقبل"
)
_WEEKEND = word_set(
    "weekend thisweekend theweekend nextweekend выходные выходных haftasonu haftasonuna findesemana "
    "عطلهنهايهالاسبوع نهايهالاسبوع"
)
_TO_A_WEEKDAY = word_list("pazartesiye saliya carsambaya persembeye cumaya cumartesiye pazara")
_MORE_MONTHS = ("", "", "", "", "mayis", "", "", "", "sept", "", "", "")
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class DayText:
    """A day, without a year or a month where none was said; it stands for so many days from it on.

    A day that was said as a `weekday` is the next of that name.
    """

    day: int
    month: int | None
    year: int | None = None
    length: int = 1
    weekday: bool = False

    def on_or_after(self, start: date) -> date | None:
        """The first such day from then on; the day itself where its year was said; None for one that never is."""
        if self.month is None:
            ahead = (start + timedelta(days=more) for more in range(62))
            return next((day for day in ahead if day.day == self.day), None)
        if self.weekday and self.year is not None:
            named = date(self.year, self.month, self.day)
            return named + timedelta(days=max(0, math.ceil((start - named).days / 7)) * 7)
        years = (start.year + more for more in range(9)) if self.year is None else (self.year,)
        for year in years:
            try:
                found = date(year, self.month, self.day)
            except ValueError:
                continue
            if self.year is not None or found >= start:
                return found
        return None


Word = str | DayText


def read_days(text: str, today: date) -> list[Word]:
    """The words of the text, folded, with the days in it put together; weekdays are the next of that name."""
    found: list[DayText] = []

    def keep(day: DayText) -> str:
        found.append(day)
        return f" qday{len(found) - 1}q "

    written = plain(text)
    ordinals = {match[1] for match in _ORDINAL.finditer(written)}
    bare = _ISO.sub(
        lambda match: keep(DayText(int(match[3]), int(match[2]), int(match[1]))), _ORDINAL.sub(r"\1", written)
    )
    month_first = {match[2] for match in _NUMERIC.finditer(bare) if int(match[3]) > 12 >= int(match[1])}
    bare = _NUMERIC.sub(lambda match: keep(_numeric(match, month_first=match[2] in month_first)), bare)
    kept = {f"qday{number}q": day for number, day in enumerate(found)}
    named = _named([kept.get(word, word) for word in tokens(bare)], today)
    return [DayText(int(word), None) if isinstance(word, str) and word in ordinals else word for word in named]


def _numeric(match: re.Match[str], *, month_first: bool) -> DayText:
    """Days come first, as in most of the world, unless a second number of this text is no month: `12/24 - 1/2`."""
    day, month = int(match[1]), int(match[3])
    if month_first and day <= 12:
        day, month = month, day
    year = match[4]
    return DayText(day, month, None if year is None else int(year) + (2000 if len(year) == 2 else 0))


def _named(words: Sequence[Word], today: date) -> Iterator[Word]:
    at = 0
    while at < len(words):
        days, used = _days_at(words, at, today)
        if days:
            yield from days
        else:
            yield words[at]
        at += used or 1


def _days_at(words: Sequence[Word], at: int, today: date) -> tuple[list[Word], int]:
    """The days of the phrase that starts here, and how many words it takes."""
    here = words[at]
    if isinstance(here, DayText):
        return [here], 1
    ahead = _ahead().get(here)
    if ahead is not None:
        return [_of(today + timedelta(days=ahead))], 1
    following = words[at + 1] if at + 1 < len(words) else ""
    for length in (1, 2, 3):
        phrase = words[at : at + length]
        if all(isinstance(word, str) for word in phrase) and "".join(map(str, phrase)) in _NEXT_WEEK:
            return [replace(_of(today + timedelta(days=7 - today.weekday())), length=7)], length
        if all(isinstance(word, str) for word in phrase) and "".join(map(str, phrase)) in _WEEKEND:
            return [replace(_of(today + timedelta(days=(5 - today.weekday()) % 7)), length=2)], length
    if here.isdecimal() and len(here) <= 2:
        return _day_of_month(words, at)
    month = _months().get(here)
    if month and isinstance(following, str) and following.isdecimal() and len(following) <= 2:
        return _month_first(words, at, month, int(following))
    weekday = _weekday(here)
    if weekday is not None:
        return [replace(_of(today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)), weekday=True)], 1
    return [], 0


def _day_of_month(words: Sequence[Word], at: int) -> tuple[list[Word], int]:
    """`24 dec 2026`, `24 de diciembre`, `24th of December`, `24 - 28 dec`."""
    rest = words[at + 1 :]
    if len(rest) > 2 and rest[0] == "-" and isinstance(rest[1], str) and rest[1].isdecimal() and len(rest[1]) <= 2:
        (until, used) = _day_of_month(words, at + 2)
        if until and isinstance(until[0], DayText):
            return [DayText(int(str(words[at])), until[0].month, until[0].year), "-", *until], used + 2
    skipped = 0
    while skipped < len(rest) and rest[skipped] in ("de", "of"):
        skipped += 1
    month = _months().get(str(rest[skipped])) if skipped < len(rest) else None
    if not month:
        return [], 0
    year, more = _year(rest[skipped + 1 :])
    return [DayText(int(str(words[at])), month, year)], 2 + skipped + more


def _month_first(words: Sequence[Word], at: int, month: int, day: int) -> tuple[list[Word], int]:
    """`dec 24 2026`, `Dec 24 - 28`."""
    year, more = _year(words[at + 2 :])
    rest = words[at + 2 + more :]
    days: list[Word] = [DayText(day, month, year)]
    if len(rest) > 1 and rest[0] == "-" and isinstance(rest[1], str) and rest[1].isdecimal() and len(rest[1]) <= 2:
        return [*days, "-", DayText(int(rest[1]), month, year)], 4 + more
    return days, 2 + more


def _year(words: Sequence[Word]) -> tuple[int | None, int]:
    for skipped, word in enumerate(words[:2]):
        if isinstance(word, str) and word.isdecimal() and len(word) == 4:
            return int(word), skipped + 1
        if word != "de":
            break
    return None, 0


def _weekday(word: str) -> int | None:
    if word in _TO_A_WEEKDAY:
        return _TO_A_WEEKDAY.index(word)
    mask, rest = take_weekdays([word])
    return mask.bit_length() - 1 if not rest and mask.bit_count() == 1 else None


def _of(day: date) -> DayText:
    return DayText(day.day, day.month, day.year)


@lru_cache(maxsize=1)
def _ahead() -> MappingProxyType[str, int]:
    return MappingProxyType({word: days for days, words in _AHEAD.items() for word in words.split()})


@lru_cache(maxsize=1)
def _months() -> MappingProxyType[str, int]:
    """Folded names of months to their numbers."""
    names = {name: number for number, name in enumerate(_MORE_MONTHS, 1) if name}
    for language in _LOCALES:
        for context in Locale(language).months.values():
            for width in ("wide", "abbreviated"):
                names |= {squeeze(name): number for number, name in context[width].items()}
    return MappingProxyType({name: number for name, number in names.items() if len(name) > 2 and not name.isdecimal()})
