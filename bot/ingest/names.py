"""Runs of words with capitals, as names of people and organisations are written in alphabets that have capitals."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files

from bot.ingest.vocabulary import listed

_WORD = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*\.?")
# Where a word begins that may have a capital: what stands between runs is passed over without a look.
_CAPITAL = re.compile(r"[^\W\d_a-z](?<![^\W\d_].)(?<![^\W\d_][’'-].)")
# A possessive or a Turkish suffix begins with a small letter after the apostrophe; O’Connell and Da’Vine do not.
_SUFFIX = re.compile(r"[’'][^\W\d_A-ZÀ-ÞА-Я][^\W\d_]*$")
_MOST_JOINING = 2
_ROMAN = re.compile(r"[IVX]{1,5}$")
_PARTICLES = listed("al|bin|ben|da|das|de|del|della|der|di|dos|du|el|ibn|la|le|san|ten|van|von|zu")
# "The People's Party" is one name; "Sweden's King" is two.
_OWNERS = listed("People|Women|Men|Children|Workers|Writers|Farmers|Teachers|Veterans|Peter|Paul|Mary|George")
_SENTENCE_END = re.compile(r"[.!?…:;][”\"'’»)]*\s*$|^\W*$|[\n“«\"(]\W*$")
_DOTTED = frozenset({"Jr.", "Sr.", "St.", "Dr.", "Mr.", "Mrs.", "Ms.", "Gov.", "Sen.", "Rep.", "Gen.", "Prof.", "Lt."})


@dataclass(frozen=True, slots=True)
class Run:
    """Words with capitals that stand together. `before` and `after` are the text around them, in the same paragraph.

    `opens` says that the run opens a sentence, where the first word has a capital anyway.
    """

    words: tuple[str, ...]
    before: str
    after: str
    opens: bool


def runs(paragraph: str, joining: frozenset[str] = _PARTICLES) -> Iterator[Run]:
    """The runs of a paragraph in order; up to two of the small words `joining` may stand inside of one."""
    end = 0
    for capital in _CAPITAL.finditer(paragraph):
        first = _WORD.match(paragraph, capital.start())
        if first is None or capital.start() < end or not capital.group().isupper():
            continue
        words = [first]
        while following := _following(paragraph, words[-1], joining):
            words += following
        end = words[-1].end()
        yield _run(paragraph, words)


def _following(paragraph: str, last: re.Match[str], joining: frozenset[str]) -> list[re.Match[str]]:
    """How a run goes on after its last word: the small words that join, and the next one; nothing where it ends."""
    found: list[re.Match[str]] = []
    if _ends(last.group()):
        return found
    end = last.end()
    while len(found) <= _MOST_JOINING and paragraph[end : end + 1] in (" ", "\u00a0"):
        word = _WORD.match(paragraph, end + 1)
        if word is None:
            return []
        found.append(word)
        if word.group()[0].isupper():
            return found
        if word.group() not in joining:
            return []
        end = word.end()
    return []


def _ends(word: str) -> bool:
    """Whether a name ends with this word: at a full stop that is not an initial's or a title's, or at a possessive."""
    if word.endswith("."):
        return len(word) > 2 and word not in _DOTTED
    bare = _without_suffix(word)
    return bare != word and bare not in _OWNERS


def _run(paragraph: str, found: Sequence[re.Match[str]]) -> Run:
    start, end = found[0].start(), found[-1].end()
    before = paragraph[max(0, start - 60) : start]
    return Run(
        words=(*(match.group() for match in found[:-1]), _clean(found[-1].group())),
        before=before,
        after=paragraph[end : end + 60],
        opens=_SENTENCE_END.search(before[-8:]) is not None,
    )


def _clean(word: str) -> str:
    if word in _DOTTED or (len(word) == 2 and word.endswith(".")):
        return word
    return _without_suffix(word.rstrip("."))


def _without_suffix(word: str) -> str:
    return _SUFFIX.sub("", word) if "'" in word or "’" in word else word


def given_names() -> frozenset[str]:
    """The given names that come with the bot, `bot/ingest/data/given_names.txt`."""
    lines = files("bot.ingest").joinpath("data/given_names.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(name for line in lines if not line.startswith("#") for name in line.split())


def is_numeral(word: str) -> bool:
    """Whether a word is a Roman number, as monarchs and popes have."""
    return _ROMAN.match(word) is not None
