"""Weekdays as people name them: `mon-fri`, `weekends`, `Mon, Wed, Fri`, `every day except Sunday`, `пн-пт`."""

from collections.abc import Sequence
from functools import lru_cache

from babel import Locale

from bot.timetext.words import squeeze, tokens

_LOCALES = ("en", "ru", "tr", "ar", "es")
_EVERY_DAY, _WORKDAYS, _WEEKEND = 127, 0b0011111, 0b1100000

_GROUPS = {
    _EVERY_DAY: "every day;everyday;each day;daily;all days;all week;whole week;"
    "ежедневно;каждый день;her gün;hergün;her gun;todos los días;cada día;diario;كل يوم;يوميا",
    _WORKDAYS: "weekday;weekdays;workday;workdays;working days;business days;every weekday;"
    "будни;по будням;рабочие дни;hafta içi;iş günleri;laborables;entre semana;أيام العمل;أيام الأسبوع",
    _WEEKEND: "weekend;weekends;every weekend;выходные;по выходным;hafta sonu;fin de semana;fines de semana;"
    "عطلة نهاية الأسبوع",
}
_MORE_SPELLINGS = (
    "mondays понедельникам понедельника",
    "tues tuesdays вторникам вторника",
    "weds wednesdays среду средам среды",
    "thur thurs thursdays четвергам четверга",
    "fridays пятницу пятницам пятницы",
    "saturdays субботу субботам субботы",
    "sundays воскресеньям воскресенья",
)
_RANGE = {"-", "to", "through", "thru", "till", "until", "по", "до", "a", "al", "hasta", "الي", "ile"}
_AND = {"and", "on", "every", "each", "и", "в", "во", "по", "ve", "y", "los", "el", "و"}
_EXCEPT = {"except", "but", "not", "without", "кроме", "haric", "excepto", "menos", "ماعدا"}
_LONGEST_GROUP = 4


def parse_weekdays(text: str) -> int | None:
    """The bitmask of the days named (bit 0 is Monday), or None if the text is not only weekdays."""
    if len(text) > 200:
        return None
    mask, rest = take_weekdays(tokens(text))
    return mask if mask and not any(word not in _AND for word in rest) else None


def take_weekdays(words: Sequence[str]) -> tuple[int, list[str]]:
    """The days that the tokens name (0: none) and the tokens that name none."""
    mask, excluded, rest, at, excluding = 0, 0, list[str](), 0, False
    while at < len(words):
        days, used = _days_at(words, at)
        if days and excluding:
            excluded |= days
        elif days:
            mask |= days
        elif words[at] in _EXCEPT:
            excluding = True
        else:
            rest.append(words[at])
            excluding = excluding and words[at] in _AND
        at += used or 1
    if excluded:
        mask = (mask or _EVERY_DAY) & ~excluded
    return mask, rest


def is_weekday(word: str) -> bool:
    """Whether one word names a day or days."""
    return squeeze(word) in _names()


def _days_at(words: Sequence[str], at: int) -> tuple[int, int]:
    """The days of the longest phrase that starts here and how many tokens it takes."""
    for length in range(min(_LONGEST_GROUP, len(words) - at), 0, -1):
        days = _names().get("".join(words[at : at + length]))
        if days is not None:
            break
    else:
        return 0, 0
    dash, last = at + length, at + length + 1
    if last < len(words) and words[dash] in _RANGE and days.bit_count() == 1:
        until = _names().get(words[last], 0)
        if until.bit_count() == 1:
            return _span(days.bit_length() - 1, until.bit_length() - 1), length + 2
    return days, length


def _span(first: int, last: int) -> int:
    """From one weekday to another, over the end of the week if need be."""
    return sum(1 << (first + n) % 7 for n in range((last - first) % 7 + 1))


@lru_cache(maxsize=1)
def _names() -> dict[str, int]:
    """Squeezed names of days and groups of days to their bitmasks."""
    names = {squeeze(name): mask for mask, group in _GROUPS.items() for name in group.split(";")}
    for language in _LOCALES:
        for context in Locale(language).days.values():
            for width in ("wide", "abbreviated"):
                names |= {squeeze(name): 1 << day for day, name in context[width].items()}
    for day, spellings in enumerate(_MORE_SPELLINGS):
        names |= {squeeze(name): 1 << day for name in spellings.split()}
    return names
