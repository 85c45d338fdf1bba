"""Reads several times of the day out of a text, each with its own weekdays where it has them.

`7:30 and 18:00`, `7:30 mon-fri, 10:00 weekends`, `8 утра и 9 вечера`.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import time

from bot.slots import EVERY_DAY
from bot.timetext.clocktext import ClockText, read_clock
from bot.timetext.weekdays import is_weekday, take_weekdays
from bot.timetext.words import word_set

# A comma between digits may be that of `7,30`, unless a whole time follows.
_BETWEEN = re.compile(r"([;&+\n]|,(?![0-9])|(?<!\w)(?:and|и|ve|y|e|و)(?=\s|[0-9]))", re.IGNORECASE)
_AND = word_set("and и ve y e و")
_LOOSE = frozenset(",;\n")
_PIECE = re.compile(r"(?P<time>[0-9][0-9:.h]*)|(?P<word>[^\W\d_]+)|(?P<mark>[;&+,\n])")
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

    Beside several that have their own, `7:30 and 18:00 weekdays` and `weekdays 7:30, 18:00` share theirs, and any other
    time without is of every day.
    """
    days_first, text = _days_apart(text)
    parts = _BETWEEN.split(text)
    clauses = [read_clock(clause) for clause in parts[::2]]
    groups = list(_groups(clauses, parts[1::2]))
    own = sum(group.days != 0 for group in groups) > 1
    shared = _shared(groups, days_first=days_first) if own else groups
    found = {at: TimeText(at, (group.days or EVERY_DAY) if own else None) for group in shared for at in group.times}
    either = len(found) > 1 and any(word in OR for clause in clauses for word in clause.rest)
    return TimesText(tuple(sorted(found.values())), tuple(wrong for each in clauses for wrong in each.wrong), either)


def apart(text: str) -> str:
    """The text with a space after a comma between two whole times."""
    return _TIMES_TOGETHER.sub(", ", text)


@dataclass(frozen=True, slots=True)
class _Group:
    """Times, the weekdays said with them, and whether an `and` leads on to the next."""

    times: tuple[time, ...]
    days: int
    leads_on: bool = False


def _groups(clauses: Sequence[ClockText], between: Sequence[str]) -> Iterator[_Group]:
    """Times with the weekdays around them: a clause without a time belongs to the one before, or to the first."""
    group = _Group((), 0)
    for clause, mark in zip(clauses, ("", *between), strict=True):
        if clause.times and group.times:
            yield replace(group, leads_on=mark not in _LOOSE)
            group = _Group((), 0)
        group = _Group(group.times + clause.times, group.days | take_weekdays(clause.rest)[0])
    if group.times:
        yield group


def _shared(groups: Sequence[_Group], *, days_first: bool) -> list[_Group]:
    """Where days come before their times, they are those of the times that follow; else an `and` shares them."""
    ordered = groups if days_first else groups[::-1]
    found = list[_Group]()
    for group in ordered:
        takes = days_first or group.leads_on
        found.append(replace(group, days=found[-1].days) if not group.days and takes and found else group)
    return found


def _days_apart(text: str) -> tuple[bool, str]:
    """Whether days come before their times, and the text with a mark before each further run of such days.

    Within a run of days, `sat, sun`, there is no mark then.
    """
    pieces = [(kind, found) for found in _PIECE.finditer(text) if (kind := _kind(found))]
    kinds = "".join(kind for kind, _ in pieces)
    if not re.match("s*d", kinds):
        return False, text
    for run in reversed(list(re.finditer("(?<=t)s*(?:d[ds]*)(?=t)", kinds))):
        first = run.start() + run[0].index("d")
        for at in range(run.end() - 1, run.start() - 1, -1):
            kind, found = pieces[at]
            if kind == "s":
                text = f"{text[: found.start()]} {text[found.end() :]}"
            elif at == first:
                text = f"{text[: found.start()]}; {text[found.start() :]}"
    return True, text


def _kind(found: re.Match[str]) -> str:
    """`t`ime, `d`ay, `s`eparator, or nothing of these."""
    if found["time"]:
        return "t"
    if found["mark"] or found[0].casefold() in _AND:
        return "s"
    return "d" if is_weekday(found[0]) else ""
