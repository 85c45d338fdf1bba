"""Reads a time of day out of a text: 7:30, 07.30, 0730, 7.30pm, 7 am, 19h30, noon, `7 утра`, `akşam 8`."""

import re
from dataclasses import dataclass
from datetime import time
from itertools import zip_longest

from bot.timetext.words import plain, tokens

_TIME = re.compile(
    r"""(?<![\w.:,])(?P<sign>[+-]\s?)?
    (?: (?P<hour>[0-9]+) (?:[:.,h]|\s(?=[0-9]{2}(?![\w:.,]))) (?P<minute>[0-9]+) (?: :[0-9]{2} )?
      | (?P<digits>[0-9]+) )
    (?: \s?(?P<half>[ap])\.?\s?m\b\.? | \s?h\b )?
    (?!\w)""",
    re.VERBOSE | re.IGNORECASE,
)

_AM = "am morning утра sabah sabahleyin manana madrugada صباحا الصباح ص"
_PM = "pm afternoon evening tonight вечера дня aksam aksamleyin tarde noche مساء المساء م"
_HALVES = {**dict.fromkeys(_AM.split(), "a"), **dict.fromkeys(_PM.split(), "p")}
_NOON = "noon midday полдень полдня ogle ogleyin mediodia ظهرا الظهر"
_MIDNIGHT = "midnight полночь geceyarisi medianoche"
_NAMED = {**dict.fromkeys(_NOON.split(), time(12)), **dict.fromkeys(_MIDNIGHT.split(), time(0))}
_NAMED_PAIRS = {("gece", "yarisi"): time(0), ("منتصف", "الليل"): time(0)}


@dataclass(frozen=True, slots=True)
class ClockText:
    """The times found, each once; what looked like a time and is none; the words that are left."""

    times: tuple[time, ...]
    wrong: tuple[str, ...]
    rest: tuple[str, ...]


def read_clock(text: str) -> ClockText:
    """Finds the times in a text; an hour without am or pm is one of the 24."""
    text = plain(text)
    words = tokens(_TIME.sub(" ", text))
    half = next((_HALVES[word] for word in words if word in _HALVES), None)
    named, rest = _take_named([word for word in words if word not in _HALVES])
    found, wrong = set[time](), list[str]()
    for match in _TIME.finditer(text):
        value = _value(match, half)
        if value is None:
            wrong.append(match[0].strip())
        elif not (named and value.replace(hour=value.hour % 12) == time(0)):  # "12 noon" and "12 midnight"
            found.add(value)
    return ClockText(tuple(sorted(found | named)), tuple(wrong), tuple(rest))


def _take_named(words: list[str]) -> tuple[set[time], list[str]]:
    named, rest, skip = set[time](), list[str](), False
    for word, following in zip_longest(words, words[1:], fillvalue=""):
        pair = _NAMED_PAIRS.get((word, following))
        if skip:
            skip = False
        elif pair is not None:
            named.add(pair)
            skip = True
        elif word in _NAMED:
            named.add(_NAMED[word])
        else:
            rest.append(word)
    return named, rest


def _value(match: re.Match[str], half_word: str | None) -> time | None:
    digits: str = match["digits"] or match["hour"] + ":" + match["minute"]
    hour, _, minute = digits.partition(":") if ":" in digits else _split(digits)
    if match["sign"] or len(hour) > 2 or len(minute) != 2:
        return None
    half = match["half"].casefold() if match["half"] else half_word
    return _time_of_day(int(hour), int(minute), half)


def _split(digits: str) -> tuple[str, str, str]:
    """`7` is an hour; `730` and `0730` are hours and minutes."""
    return (digits, "", "00") if len(digits) <= 2 else (digits[:-2], "", digits[-2:])


def _time_of_day(hour: int, minute: int, half: str | None) -> time | None:
    if half == "p" and 1 <= hour < 12:
        hour += 12
    elif half == "a" and hour == 12:
        hour = 0
    elif (half == "a" and hour > 12) or (half == "p" and hour == 0):
        return None
    if (hour, minute) == (24, 0):
        hour = 0
    return time(hour, minute) if hour < 24 and minute < 60 else None
