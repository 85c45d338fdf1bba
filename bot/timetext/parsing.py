"""Understands what follows /subscribe: times, a place or zone, weekdays, in any order, with words around them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import time
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType

from bot.remarks import Remark
from bot.slots import MOST_TIMES, zone_names
from bot.texts import words_for
from bot.timetext.cities import canonical_zone, city_of, territory_names
from bot.timetext.clocktext import read_clock
from bot.timetext.dailies import OR, TimesText, TimeText, apart, read_times
from bot.timetext.offsets import OffsetText, read_offset
from bot.timetext.places import Place, combine, lookup, outstanding, similar
from bot.timetext.weekdays import take_weekdays
from bot.timetext.words import plain, word_set

MAX_LENGTH = 200
"""Longer than any schedule; keeps the work for one command small."""

_LONGEST_NAME = 6
_ALSO = word_set(
    "also add plus too additionally еще также добавь добавить ayrica ekle tambien ademas anade ايضا كذلك اضف"
)
_WEEKLY = word_set("weekly еженедельно еженедельный haftalik semanal semanalmente اسبوعي اسبوعيا")
_ONCE_A_WEEK = re.compile(
    r"\b(?:once a week|every week|раз в неделю|haftada bir|una vez (?:a la|por) semana|cada semana)\b", re.IGNORECASE
)
_CAPITALS = {"LA": "America/Los_Angeles", "L.A": "America/Los_Angeles"}  # "la" is an article
_FILLER_WORDS = """
a an and at around by daily every everyday for from in is it local me my of oclock o clock on please pls send set
subscribe thanks the time timezone to tz want zone hrs hours i id like would morning city um uhr
в во по на мне время времени часов часа час утром пожалуйста город и
saat saatte saati da de te ta ile icin lutfen bana her ve
a las la el los de del por para en hora horas favor hs y
في الساعه على بتوقيت توقيت و
"""
_FILLERS = frozenset(_FILLER_WORDS.split())
_NEVER_FIRST = _FILLERS - {"the", "a", "el", "la", "las", "los", "da"}
"""Fillers that begin no name, so that `to go` is not Togo, while `los angeles` and `the hague` are names."""


class ProblemKind(StrEnum):
    """What keeps a text from being a whole schedule. A thing not mentioned at all is no problem."""

    TOO_LONG = "too_long"
    NOTHING = "nothing"
    NOT_A_TIME = "not_a_time"
    SEVERAL_TIMES = "several_times"
    UNKNOWN_PLACE = "unknown_place"
    SEVERAL_PLACES = "several_places"
    DOUBTFUL_PLACE = "doubtful_place"
    UNUSED_OFFSET = "unused_offset"
    TOO_MANY_TIMES = "too_many_times"
    WHICH_DAY = "which_day"


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem and the part of the text that it is about."""

    kind: ProblemKind
    fragment: str = ""
    locale: str = "en"

    @property
    def sentence(self) -> str:
        """The problem in the language of `locale`, with an example of what is right."""
        return words_for(self.locale).told(_remark(self))


def _remark(problem: Problem) -> Remark:
    said = problem.fragment
    match problem.kind:
        case ProblemKind.TOO_LONG:
            return Remark("That is too long for a time and a place. An example: 07:30 Istanbul")
        case ProblemKind.NOTHING:
            return Remark("I found no time and no place in that. An example: 07:30 Istanbul")
        case ProblemKind.NOT_A_TIME:
            return Remark("“{said}” is not a time of day. Examples: 07:30, 7.30pm, 0730", said=said)
        case ProblemKind.SEVERAL_TIMES:
            return Remark("I see more than one time: {said}. Which one? An example: 07:30", said=said)
        case ProblemKind.TOO_MANY_TIMES:
            return Remark("{count} times a day at most, please. An example: 07:30 and 18:00", count=MOST_TIMES)
        case ProblemKind.WHICH_DAY:
            return Remark("On which day of the week? An example: weekly Sunday 10:00")
        case ProblemKind.UNKNOWN_PLACE:
            return Remark(
                "I do not know a place or time zone called “{said}”. Examples: Istanbul, Europe/Istanbul", said=said
            )
        case ProblemKind.SEVERAL_PLACES:
            return Remark("“{said}” can mean several time zones. Which one?", said=said)
        case ProblemKind.DOUBTFUL_PLACE:
            return Remark("I do not know “{said}”. Did you mean this?", said=said)
        case ProblemKind.UNUSED_OFFSET:
            return Remark(
                "No place keeps the offset “{said}”. An example: UTC+3, or better a city: Istanbul", said=said
            )


@dataclass(frozen=True, slots=True)
class ZoneChoice:
    """A zone that the text may mean, with a label for a button: `Birmingham, United Kingdom`."""

    zone: str
    label: str

    @property
    def fixed(self) -> bool:
        """A fixed offset does not follow daylight saving; a city does."""
        return self.zone == "UTC" or self.zone.startswith("Etc/")


@dataclass(frozen=True, slots=True)
class ScheduleText:
    """What was understood. `choices` are all zones it may mean, the likeliest first; `zone` only a certain one.

    `weekdays` are for all times that have none of their own; `also`: the times come in addition to those there are.
    """

    times: tuple[TimeText, ...] = ()
    weekdays: int | None = None
    choices: tuple[ZoneChoice, ...] = ()
    problems: tuple[Problem, ...] = ()
    also: bool = False

    @property
    def local_time(self) -> time | None:
        """The time, where there is exactly one."""
        return self.times[0].at if len(self.times) == 1 else None

    @property
    def zone(self) -> str | None:
        """The one zone named without doubt."""
        certain = len(self.choices) == 1 and not self.has(ProblemKind.DOUBTFUL_PLACE)
        return self.choices[0].zone if certain else None

    def has(self, kind: ProblemKind) -> bool:
        """Whether there is a problem of that kind."""
        return any(problem.kind is kind for problem in self.problems)


@dataclass(frozen=True, slots=True)
class _Names:
    """The words of a text sorted: each name with the places it may mean, weekdays, and what is neither."""

    phrases: tuple[tuple[str, tuple[Place, ...]], ...]
    weekdays: int
    strange: str
    unplaced: str
    """The strange words with the fillers between them: `los angelos`."""


def parse(text: str, locale: str = "en") -> ScheduleText:
    """Reads a schedule out of any text; never raises. `locale` is the language of labels and problems."""
    if len(text) > MAX_LENGTH:
        return ScheduleText(problems=(Problem(ProblemKind.TOO_LONG, locale=locale),))
    zone, rest = _take_zone_name(plain(text)[:MAX_LENGTH])  # a ligature may become eighteen letters
    offset = read_offset(rest)
    rest = apart(_ONCE_A_WEEK.sub(" weekly ", offset.rest))
    said, words = read_times(rest), read_clock(rest).rest
    aside = _ALSO | _WEEKLY | (OR if said.either else frozenset())
    names = _sort_names([word for word in words if word not in aside])
    places: tuple[Place, ...]
    doubt: Problem | None
    if zone:
        places, doubt = (Place(city_of(zone), "", zone),), None
    elif offset.written and not any(places for _, places in names.phrases):
        places, doubt = _at_offset(offset)
    else:
        places, doubt = _locate(names)
    times, wrong = _times(said)
    unsaid = names.weekdays.bit_count() != 1 and any(word in _WEEKLY for word in words)
    which = Problem(ProblemKind.WHICH_DAY) if unsaid else None
    problems = tuple(replace(problem, locale=locale) for problem in (wrong, which, doubt) if problem)
    if text.strip() and not (times or names.weekdays or places or problems):
        problems = (Problem(ProblemKind.NOTHING, locale=locale),)
    own = any(each.weekdays for each in times)
    weekdays = None if own else names.weekdays or None
    also = any(word in _ALSO for word in words)
    return ScheduleText(times, weekdays, _choices(places, locale), problems, also)


def _take_zone_name(text: str) -> tuple[str, str]:
    """The zone of the first IANA name written out, in any case, and the text without it."""
    for word in text.split():
        bare = word.strip("()[],.;:\"'")
        zone = _CAPITALS.get(bare) or _written_out().get(bare.casefold(), "")
        if zone:
            return canonical_zone(zone), text.replace(word, " ", 1)
    return "", text


@lru_cache(maxsize=1)
def _written_out() -> MappingProxyType[str, str]:
    """Zone names that are no common word, by their lower case; `GMT+0` and its like are read as offsets."""
    names = (name for name in zone_names() if "/" in name or ("GMT" not in name and any(map(str.isdigit, name))))
    return MappingProxyType({name.casefold(): name for name in names})


def _sort_names(words: Sequence[str]) -> _Names:
    phrases, others, at = list[tuple[str, tuple[Place, ...]]](), list[str](), 0
    while at < len(words):
        phrase, places, used = _longest_name(words, at)
        if places:
            phrases.append((phrase, places))
        else:
            others.append(words[at])
        at += used
    weekdays, rest = take_weekdays(others)
    strange = " ".join(word for word in rest if word not in _FILLERS and word != "-")
    return _Names(tuple(phrases), weekdays, strange, " ".join(rest))


def _longest_name(words: Sequence[str], at: int) -> tuple[str, tuple[Place, ...], int]:
    """The longest place name that starts here, what it may mean, and how many tokens it or the word takes."""
    if words[at] == "-":
        return "", (), 1
    ends = [end for end in range(at + 1, len(words) + 1) if words[end - 1] != "-"][:_LONGEST_NAME]
    for end in reversed(ends[1:] if words[at] not in _NEVER_FIRST else []):
        phrase = " ".join(word for word in words[at:end] if word != "-")
        if places := lookup(phrase):
            return phrase, places, end - at
    ordinary = words[at] in _FILLERS or take_weekdays([words[at]])[0]
    return words[at], () if ordinary else lookup(words[at]), 1


def _at_offset(offset: OffsetText) -> tuple[tuple[Place, ...], Problem | None]:
    places = tuple(Place(city_of(zone), "", zone) for zone in offset.zones)
    if len(places) == 1:
        return places, None
    kind = ProblemKind.SEVERAL_PLACES if places else ProblemKind.UNUSED_OFFSET
    return places, Problem(kind, offset.written)


def _locate(names: _Names) -> tuple[tuple[Place, ...], Problem | None]:
    """The places meant by all names together; a name with a country outweighs an abbreviation such as CET."""
    phrases = [phrase for phrase in names.phrases if any(place.territory for place in phrase[1])] or names.phrases
    places = outstanding(_common([found for _, found in phrases]))
    if names.strange:
        alike = outstanding((*places, *similar(names.strange, names.unplaced)))
        kind = ProblemKind.DOUBTFUL_PLACE if alike else ProblemKind.UNKNOWN_PLACE
        return alike, Problem(kind, _shortened(names.strange))
    if len(places) > 1:
        return places, Problem(ProblemKind.SEVERAL_PLACES, _shortened(" ".join(name for name, _ in phrases)))
    return places, None


def _common(meanings: Sequence[tuple[Place, ...]]) -> tuple[Place, ...]:
    """What fits every name; if nothing does, what each name alone would mean."""
    common = meanings[0] if meanings else ()
    for places in meanings[1:]:
        common = combine(common, places)
    return common or tuple(place for places in meanings for place in outstanding(places))


def _times(said: TimesText) -> tuple[tuple[TimeText, ...], Problem | None]:
    if said.wrong:
        return (), Problem(ProblemKind.NOT_A_TIME, _shortened(said.wrong[0]))
    if said.either:
        return (), Problem(ProblemKind.SEVERAL_TIMES, ", ".join(f"{each.at:%H:%M}" for each in said.times))
    if len(said.times) > MOST_TIMES:
        return (), Problem(ProblemKind.TOO_MANY_TIMES)
    return said.times, None


def _choices(places: Sequence[Place], locale: str) -> tuple[ZoneChoice, ...]:
    labels = [_label(place, locale) for place in places]
    return tuple(
        ZoneChoice(place.zone, label if labels.count(label) == 1 else f"{label} ({city_of(place.zone, locale)})")
        for place, label in zip(places, labels, strict=True)
    )


def _label(place: Place, locale: str) -> str:
    country = territory_names(locale).get(place.territory, "")
    return f"{place.name}, {country}" if country and not place.whole else city_of(place.zone, locale)


def _shortened(fragment: str) -> str:
    return fragment if len(fragment) <= 40 else fragment[:40] + "…"
