"""Runs of words with capitals, as names of people and organisations are written in alphabets that have capitals."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files

from bot.ingest.vocabulary import listed

_WORD = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*\.?")
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
    words = list(_WORD.finditer(paragraph))
    start = 0
    while start < len(words):
        end = start
        if words[start].group()[0].isupper():
            while (following := _following(paragraph, words, end, joining)) is not None:
                end = following
            yield _run(paragraph, words[start : end + 1])
        start = end + 1


def _following(paragraph: str, words: Sequence[re.Match[str]], end: int, joining: frozenset[str]) -> int | None:
    """The next word of a run that has come to `end`, or None where the run ends."""
    if _ends(words[end].group()):
        return None
    for at in range(end + 1, min(end + _MOST_JOINING + 2, len(words))):
        if paragraph[words[at - 1].end() : words[at].start()] not in (" ", "\u00a0"):
            return None
        if words[at].group()[0].isupper():
            return at
        if words[at].group() not in joining:
            return None
    return None


def _ends(word: str) -> bool:
    """Whether a name ends with this word: at a full stop that is not an initial's or a title's, or at a possessive."""
    if word.endswith("."):
        return len(word) > 2 and word not in _DOTTED
    return _SUFFIX.search(word) is not None and _SUFFIX.sub("", word) not in _OWNERS


def _run(paragraph: str, found: Sequence[re.Match[str]]) -> Run:
    before = paragraph[: found[0].start()]
    return Run(
        words=tuple(_clean(match.group(), last=match is found[-1]) for match in found),
        before=before[-60:],
        after=paragraph[found[-1].end() :][:60],
        opens=_SENTENCE_END.search(before[-8:]) is not None,
    )


def _clean(word: str, *, last: bool) -> str:
    if not last:
        return word
    if word in _DOTTED or (len(word) == 2 and word.endswith(".")):
        return word
    return _SUFFIX.sub("", word.rstrip("."))


def given_names() -> frozenset[str]:
    """The given names that come with the bot, `bot/ingest/data/given_names.txt`."""
    lines = files("bot.ingest").joinpath("data/given_names.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(name for line in lines if not line.startswith("#") for name in line.split())


def is_numeral(word: str) -> bool:
    """Whether a word is a Roman number, as monarchs and popes have."""
    return _ROMAN.match(word) is not None
