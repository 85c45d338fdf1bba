"""Reads several times of the day out of a text, each with its own weekdays where it has them.

`7:30 and 18:00`, `7:30 mon-fri, 10:00 weekends`, `8 утра и 9 вечера`.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import time

from bot.slots import EVERY_DAY
from bot.timetext.clocktext import ClockText, read_clock
from bot.timetext.weekdays import take_weekdays
from bot.timetext.words import word_set

# A comma between digits may be that of `7,30`, unless a whole time follows.
_BETWEEN = re.compile(r"[;&+\n]|,(?![0-9])|(?<!\w)(?:and|и|ve|y|e|و)(?=\s|[0-9])", re.IGNORECASE)
OR = word_set("or или либо veya yahut o u او")
_TIMES_TOGETHER = re.compile(r",(?=[0-9]{1,2}[:.h][0-9])")


@dataclass(frozen=True, slots=True, order=True)
class TimeText:
    """A time of the day, with the weekdays said of it alone (bit 0: Monday)."""

    at: time
    weekdays: int | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class TimesText:
    """The times found, earliest first; what looked like one and is none; whether it is a choice between them."""

    times: tuple[TimeText, ...]
    wrong: tuple[str, ...]
    either: bool


def read_times(text: str) -> TimesText:
    """Weekdays belong to the times that they are said with, and where only one has any, to all.

    Beside several that have their own, a time without any is of every day.
    """
    clauses = [read_clock(clause) for clause in _BETWEEN.split(text)]
    groups = list(_groups(clauses))
    own = sum(days != 0 for _, days in groups) > 1
    found = {at: TimeText(at, (days or EVERY_DAY) if own else None) for times, days in groups for at in times}
    either = len(found) > 1 and any(word in OR for clause in clauses for word in clause.rest)
    return TimesText(tuple(sorted(found.values())), tuple(wrong for each in clauses for wrong in each.wrong), either)


def apart(text: str) -> str:
    """The text with a space after a comma between two whole times."""
    return _TIMES_TOGETHER.sub(", ", text)


def _groups(clauses: Sequence[ClockText]) -> Iterator[tuple[tuple[time, ...], int]]:
    """Times with the weekdays around them: a clause without a time belongs to the one before, or to the first."""
    times, days = tuple[time, ...](), 0
    for clause in clauses:
        if clause.times and times:
            yield times, days
            times, days = (), 0
        times, days = times + clause.times, days | take_weekdays(clause.rest)[0]
    if times:
        yield times, days
