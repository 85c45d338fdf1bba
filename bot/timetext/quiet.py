"""Understands what follows /quiet: `22:00-7:00`, `from 10pm to 7am`, `с 22 до 7`, `off`."""

import re
from dataclasses import dataclass

from bot.slots import QuietHours
from bot.timetext.clocktext import read_clock
from bot.timetext.snoozes import OFF
from bot.timetext.words import fold, plain, word_set

MAX_LENGTH = 100
_BETWEEN = re.compile(
    r"-|(?<!\w)(?:to|till?|until|through|and|до|по|ile|a|hasta|y|إلى|الى|حتى)(?!\w)|(?<=[0-9])['’]?(?:den|dan|ten|tan)(?!\w)",
    re.IGNORECASE,
)
_FILLERS = word_set(
    "from at between the night quiet hours on с со в ночью saat saatler saatleri arasi arasinda kadar e ye ya a "
    "den dan ten tan de desde las la entre y por من الساعه الي حتي ليلا"
)


@dataclass(frozen=True, slots=True)
class QuietText:
    """The hours, or `off`; neither: not understood."""

    hours: QuietHours | None = None
    off: bool = False


def parse_quiet(text: str) -> QuietText:
    """Reads it out of any text; never raises. Equal times are no hours at all, so that they mean off."""
    if len(text) > MAX_LENGTH:
        return QuietText()
    words = fold(text).split()
    if words and all(word in OFF for word in words):
        return QuietText(off=True)
    bare = plain(text)
    for between in _BETWEEN.finditer(bare):
        start, end = read_clock(bare[: between.start()]), read_clock(bare[between.end() :])
        strange = [word for word in (*start.rest, *end.rest) if word not in _FILLERS and word != "-"]
        if len(start.times) == len(end.times) == 1 and not (start.wrong or end.wrong or strange):
            hours = QuietHours(start.times[0], end.times[0])
            return QuietText(off=True) if hours.start == hours.end else QuietText(hours)
    return QuietText()
