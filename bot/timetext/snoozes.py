"""Understands what follows /snooze: `1h`, `90 min`, `half an hour`, `until 9:00`, `off`, or nothing: an hour."""

import re
from dataclasses import dataclass
from datetime import time, timedelta

from bot.timetext.clocktext import read_clock
from bot.timetext.words import fold, plain, word_list, word_set

MAX_LENGTH = 100
USUAL = timedelta(hours=1)
OFF = word_set(
    "off cancel none no stop never выкл выключить отмена отменить нет kapat kapali iptal yok apagar cancelar "
    "desactivar ninguna الغاء ايقاف لا بدون"
)
"""Words that take something back."""

_HOURS = word_list("h hr hrs hour hours ч час часа часов saat sa hora horas ساعه ساعات")
_MINUTES = word_list("m min mins minute minutes мин минут минуты минуту dk dakika minuto minutos دقيقه دقائق")
_UNITS = dict.fromkeys(_HOURS, 60) | dict.fromkeys(_MINUTES, 1)
_ALONE = {
    **dict.fromkeys(("halfanhour", "halfhour", "полчаса", "yarimsaat", "mediahora", "نصفساعه"), 30),
    **dict.fromkeys(("anhour", "onehour", "hour", "час", "одинчас", "birsaat", "unahora", "ساعه", "ساعهواحده"), 60),
    **dict.fromkeys(("twohours", "двачаса", "ikisaat", "doshoras", "ساعتين"), 120),
    **dict.fromkeys(("anhourandahalf", "полторачаса", "birbucuksaat", "unahoraymedia"), 90),
    **dict.fromkeys(("دقيقتين",), 2),
}
_UNTIL = word_set("until till til to at до kadar dek hasta حتي لغايه الي")
_FILLERS = word_set("for by in the it briefing me please на в a las la el on through за e ye ya saat الساعه")
_NEGATIVE = re.compile(r"(?<![0-9])-\s?[0-9]")
_AMOUNT = re.compile(r"(?<![\w.:])([0-9]{1,4})(?:[.,]([0-9]))?\s?([^\W\d_]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class SnoozeText:
    """How much later, or until which time of the day; `off` takes it back. None of them: not understood."""

    later: timedelta | time | None = None
    off: bool = False


def parse_snooze(text: str) -> SnoozeText:
    """Reads it out of any text; never raises."""
    if len(text) > MAX_LENGTH:
        return SnoozeText()
    words = fold(text).split()
    if not words:
        return SnoozeText(USUAL)
    if all(word in OFF for word in words):
        return SnoozeText(off=True)
    if _NEGATIVE.search(plain(text)):
        return SnoozeText()
    if not _UNTIL & set(words) and (span := _span(text, words)) is not None:
        return SnoozeText(span)
    clock = read_clock(text)
    known = all(word in _UNTIL | _FILLERS or word in _UNITS for word in clock.rest)
    measured = not _UNTIL & set(words) and any(fold(match[3]) in _UNITS for match in _AMOUNT.finditer(plain(text)))
    exact = known and not clock.wrong and len(clock.times) == 1 and not measured and not text.strip().isdecimal()
    return SnoozeText(clock.times[0]) if exact else SnoozeText()


def _span(text: str, words: list[str]) -> timedelta | None:
    said = "".join(word for word in words if word not in _FILLERS or word == "saat")
    if said in _ALONE:
        return timedelta(minutes=_ALONE[said])
    minutes, rest = 0.0, plain(text)
    for match in _AMOUNT.finditer(rest):
        unit = _UNITS.get(fold(match[3]))
        if unit is None:
            return None
        minutes += (int(match[1]) + int(match[2] or 0) / 10) * unit
    left = fold(_AMOUNT.sub(" ", rest)).split()
    if any(word not in _FILLERS and word not in ("and", "и", "ve", "y", "و") for word in left):
        return None
    return timedelta(minutes=round(minutes)) if minutes >= 1 else None
