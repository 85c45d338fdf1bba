"""The language of questions: what a person types, taken apart.

    word  "a phrase"  prefix*  -excluded  title:-excluded
    title:word  topic:sport  place:turkey  source:"harbor post"  lang:tr  after:2024-05  before:2025-01-31

Whatever is not of this form is taken as words. Nothing raises, and nothing is passed on as anybody's syntax.
"""

import re
from dataclasses import dataclass
from datetime import date
from enum import Enum
from html import unescape

from bot.remarks import Remark
from bot.search.folding import fold, words
from bot.search.terms import runs

LONGEST_QUERY = 500
MOST_WORDS = 10
MOST_PARTS = 24
MOST_IN_A_PHRASE = 12
SHORTEST_PREFIX = 3


class Field(Enum):
    """Where a part of the question is to be found."""

    ANYWHERE = ""
    TITLE = "title"
    TOPIC = "topic"
    PLACE = "place"
    SOURCE = "source"
    LANGUAGE = "lang"


@dataclass(frozen=True, slots=True)
class Part:
    """One thing looked for: a word, or several that follow each other. `start` and `end` are its place in the text."""

    field: Field
    text: str
    start: int
    end: int
    prefix: bool = False
    excluded: bool = False
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """A question taken apart. `after` is the first day wanted, `before` the first one not wanted any more.

    `problems` says in a sentence each what was left out of account.
    """

    text: str
    parts: tuple[Part, ...] = ()
    after: date | None = None
    before: date | None = None
    problems: tuple[Remark, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to look for."""
        return not self.parts and self.after is None and self.before is None


_AFTER, _BEFORE = "after", "before"
_NAMES = {field.value: field for field in Field if field.value} | {
    "language": Field.LANGUAGE,
    "topics": Field.TOPIC,
    "country": Field.PLACE,
}
_DATE_NAMES = {"after": _AFTER, "since": _AFTER, "before": _BEFORE, "until": _BEFORE}
_ALL_NAMES = frozenset({*_NAMES, *_DATE_NAMES})
# Each is one character for one, so that places in the text stay what they are.
_SAME = str.maketrans({**dict.fromkeys("“”„‟«»＂", '"'), "：": ":", "－": "-", "−": "-", "＊": "*"})
_CHUNK = re.compile(
    rf"(?P<minus>-?)(?:(?P<field>{'|'.join(sorted(_ALL_NAMES, reverse=True))}):\s*(?P<inner>-?))?"
    r"(?:\"(?P<phrase>[^\"]*)\"?|(?P<word>[^\s\"]+))",
    re.IGNORECASE,
)
# Text copied from the source of a page: `AT&amp;T`.
_ENTITY = re.compile(r"&#?\w{1,8};")
_DATE = re.compile(r"(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?")


def parse(text: str) -> Query:
    """The question in a text. Never raises; what is too long is cut."""
    text = _ENTITY.sub(lambda entity: unescape(entity[0]), text[:LONGEST_QUERY])
    reading = _Reading()
    for match in _CHUNK.finditer(text.translate(_SAME)):
        reading.take(match)
    reading.end()
    return Query(text, tuple(reading.parts), reading.after, reading.before, tuple(reading.problems))


class _Reading:
    """A question in the making."""

    def __init__(self) -> None:
        self.parts: list[Part] = []
        self.after: date | None = None
        self.before: date | None = None
        self.problems: list[Remark] = []

    def take(self, match: re.Match[str]) -> None:
        name = (match["field"] or "").lower()
        group = "word" if match["phrase"] is None else "phrase"
        said, excluded = match[group], bool(match["minus"] or match["inner"])
        if name in _DATE_NAMES:
            self._date(name, f"{match['inner']}{said}", excluded=bool(match["minus"]))
        elif len(self.parts) >= MOST_PARTS:
            self._problem(Remark("the question has more than {most} parts; the rest was left out", most=MOST_PARTS))
        elif not name and said.lower().removesuffix(":") in _ALL_NAMES and said.endswith(":"):
            self._problem(Remark("{condition} needs something after it", condition=said.lower()))
        elif words(said):
            field = _NAMES.get(name, Field.ANYWHERE)
            prefix = said.rstrip("\"'.,;!?").endswith("*") and field in (Field.ANYWHERE, Field.TITLE)
            if prefix and too_short(said):
                self._problem(Remark("{said} stands for itself: a beginning has three letters or more", said=said))
            self._add(Part(field, said, match.start(group), match.end(group), prefix, excluded, group == "phrase"))
        elif name:
            self._problem(Remark("{condition} needs something after it", condition=f"{name}:"))

    def end(self) -> None:
        """What only shows when all is read."""
        if self.after is not None and self.before is not None and self.after >= self.before:
            self._problem(
                Remark("no day is both after {after} and before {before}", after=self.after, before=self.before)
            )

    def _add(self, part: Part) -> None:
        ranked = [each for each in self.parts if is_ranked(each)]
        if is_ranked(part) and len(ranked) >= MOST_WORDS:
            self._problem(Remark("only the first {most} words count", most=MOST_WORDS))
        else:
            self.parts.append(part)

    def _date(self, name: str, said: str, *, excluded: bool) -> None:
        day = first_day(said)
        if day is None:
            self._problem(
                Remark(
                    "{name}:{said} is not a date; write it like {name}:2024, {name}:2024-05 or {name}:2024-05-31",
                    name=name,
                    said=said,
                )
            )
        elif (_DATE_NAMES[name] == _AFTER) != excluded:
            self.after = day if self.after is None else max(self.after, day)
        else:
            self.before = day if self.before is None else min(self.before, day)

    def _problem(self, problem: Remark) -> None:
        if problem not in self.problems:
            self.problems.append(problem)


def too_short(said: str) -> bool:
    """Whether so much of the library begins like the last of these words that it is looked for as it stands.

    Scripts without spaces are looked for by pairs of characters, and one character alone begins pairs.
    """
    last = words(said)[-1]
    return len(last) < SHORTEST_PREFIX and not runs(last)[-1][1]


def condition_names() -> frozenset[str]:
    """What may stand before a colon."""
    return _ALL_NAMES


def is_ranked(part: Part) -> bool:
    """Whether an article may be better or worse for this part: words are, conditions are met or not."""
    return not part.excluded and part.field in (Field.ANYWHERE, Field.TITLE)


def first_day(text: str) -> date | None:
    """The first day of a date, month or year in numbers; None when it is none."""
    found = _DATE.fullmatch(fold(text).strip())
    if found is None:
        return None
    try:
        return date(int(found[1]), int(found[2] or 1), int(found[3] or 1))
    except ValueError:
        return None
