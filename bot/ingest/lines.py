"""A pasted text as lines, each with what it most likely is."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise

from bot.errors import RejectedSeed
from bot.ingest.bylines import read_byline
from bot.ingest.captions import halve, is_caption
from bot.ingest.datelines import read_dateline
from bot.ingest.dates import find_moment
from bot.ingest.phrases import bare, is_furniture
from bot.ingest.sections import announces_more, closes_article
from bot.sentences import ends_like_sentence, is_list_item, sentence_ends

# Longer lines than this hold a minified page or a log, never one paragraph; they are cut for matching only.
_HEAD = 700
_MAX_LINES = 10_000
# Japanese, Chinese, Korean, Thai and Lao, Burmese, Khmer.
_DENSE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")
_STAMP_WORDS = re.compile(
    r"\b(?:published|updated|posted|modified|last|first|created|on|at|date|updated on|am|pm|reviewed|edited|by|"
    r"опубликовано|обновлено|дата|в|güncelleme|güncellenme|yayın|yayınlanma|tarihi|saat|تاريخ|النشر|آخر|تحديث|نشر|"
    r"publicado|actualizado|publié|mis à jour|le|el|veröffentlicht|aktualisiert|am|uhr|发布|更新|时间|monday|tuesday|"
    r"wednesday|"
    r"thursday|friday|saturday|sunday|mon|tue|wed|thu|fri|sat|sun)\b",
    re.IGNORECASE,
)
_EMPTY_STAMP = re.compile(
    r"\W*(?:last |first )?(?:updated|published|posted|modified|обновлено|опубликовано|güncelleme|تحديث|"
    r"actualizado)(?: on| at)?\W*"
    r"(?:\d{1,2}[:.]\d\d\s?(?:[ap]\.?m\.?)?\W*\w{0,4}|\d+ \w+ ago|yesterday|today)?\W*",
    re.IGNORECASE,
)
_AGO = re.compile(
    r"\W*(?:(?:updated|published|posted)\W+)?(?:\d+|an?|one)\s+(?:sec(?:ond)?s?|min(?:ute)?s?|hours?|hrs?|days?|"
    r"weeks?|months?|years?|[hdmwy])\s+ago\W*",
    re.IGNORECASE,
)
_DAY_ONLY = re.compile(
    r"(?:(?:mon|tues?|wed|wednes|thu|thurs?|fri|satur|sun)(?:day)?\.?,? )?"
    r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]{0,6}\.? \d{1,2}(?:st|nd|rd|th)?",
    re.IGNORECASE,
)
_LETTERS = re.compile(r"[^\W\d_]")


class Kind(StrEnum):
    """What a line is, judged by itself."""

    PROSE = "prose"  # ends like a sentence and is long enough to be one
    TEXT = "text"  # anything else that may belong: subhead, list item, quote
    CAPTION = "caption"
    BYLINE = "byline"
    STAMP = "stamp"  # a date line: "Updated: Dec. 20, 2016"
    FURNITURE = "furniture"
    BOX = "box"  # a plea amid the text, which does not end it
    END = "end"  # a heading that nothing of the article can follow
    AFTER = "after"  # the heading of what follows an article


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a paste. `gap`: a blank line stands before it; `words` counts Chinese characters by twos."""

    text: str
    words: int
    gap: bool
    kind: Kind
    sentence: bool


def count_words(text: str) -> int:
    """Words by blanks; scripts written without blanks count half a word a character."""
    return len(text.split()) + len(_DENSE.findall(text)) // 2


def read_lines(text: str) -> list[Line]:
    """The non-empty lines of a paste, blanks squeezed, wrapped lines joined, glued captions halved.

    RejectedSeed for a file with more lines than any article has.
    """
    if text.count("\n") >= _MAX_LINES:
        raise RejectedSeed(f"the file has more than {_MAX_LINES:,} lines; a seed holds one article, so split it")
    lines: list[Line] = []
    gap = False
    for raw in _unwrap(text.split("\n")):
        squeezed = " ".join(raw.split())
        if not squeezed:
            gap = True
            continue
        lines.append(_read_line(squeezed, gap))
        gap = False
    return lines


def _read_line(text: str, gap: bool) -> Line:
    halved = halve(text)
    words = count_words(halved)
    sentence = ends_like_sentence(halved)
    line = Line(halved, words, gap, Kind.TEXT, sentence)
    if halved != text and words >= 4:
        return replace(line, kind=Kind.CAPTION)
    return replace(line, kind=classify(line))


def _is_filed(text: str, words: int) -> bool:
    """Whether only the agency of its dateline looks like a picture's credit."""
    dateline = read_dateline(text)
    return dateline is not None and not is_caption(text[dateline.end :], words)


def classify(line: Line) -> Kind:
    """What a line is by its own words, the surest signs first."""
    text, words = line.text[:_HEAD], line.words
    if is_stamp(text, words):
        return Kind.STAMP
    if read_byline(text) is not None:
        return Kind.BYLINE
    if closes_article(text, words):
        return Kind.END
    if announces_more(text, words):
        return Kind.AFTER
    if is_furniture(text, words):
        return Kind.FURNITURE
    if is_caption(text, words) and not _is_filed(text, words):
        return Kind.CAPTION
    inside = holds_sentence(text)
    if words < 8 or not (line.sentence or inside):
        return Kind.TEXT
    # A single question is more often a subhead or an entry of a contents list than a paragraph.
    return Kind.TEXT if words <= 16 and not inside and text.endswith(("?", "？", "؟")) else Kind.PROSE


def holds_sentence(text: str) -> bool:
    """A sentence ends inside the line, as in a paragraph whose last words were a link."""
    ends = sentence_ends(text)
    return len(ends) > 1 and ends[0] >= 30


def is_stamp(text: str, words: int) -> bool:
    """A line that says only when: a date with at most a few words of its own kind around it."""
    if words > 24 or (words > 4 and is_list_item(text)):
        return False
    if _EMPTY_STAMP.fullmatch(text) or _AGO.fullmatch(text) or _DAY_ONLY.fullmatch(text):
        return True
    moment = find_moment(text)
    if moment is None:
        return False
    before = _STAMP_WORDS.sub(" ", text[: moment.start])
    if not _LETTERS.search(before) and not text.endswith("."):
        return not text[moment.end :].lstrip().startswith((":", "："))
    rest = before + " " + _STAMP_WORDS.sub(" ", text[moment.end :])
    second = find_moment(rest)
    if second is not None:
        rest = rest[: second.start] + " " + rest[second.end :]
    left = [word for word in re.split(r"[^\w]+", rest) if word and not word.isdigit()]
    return len(left) <= 3 and not (words > 6 and text.rstrip().endswith(".") and len(left) > 1)


def key(text: str) -> str:
    """A line for finding repeats: case, quotes and outer signs do not count."""
    return bare(text.replace("’", "'").replace("‘", "'").replace("“", '"').replace("”", '"'))


def _unwrap(raw: list[str]) -> list[str]:
    """Join lines that were broken at a fixed column, as mail and terminals do.

    A line was broken when the first word of the next one would not have fitted into the column. The text counts
    as wrapped when that holds for most of the joints inside blocks (for all when there are few), and the column is
    one that people use.
    """
    lengths = [len(line.rstrip()) for line in raw]
    width = max(lengths, default=0)
    if not 40 <= width <= 120:
        return raw
    joints = wrapped = 0
    for here, below in pairwise(raw):
        if here.strip() and below.strip():
            joints += 1
            wrapped += _was_broken(here, below, width)
    if joints < 2 or wrapped < (0.6 if joints >= 6 else 1.0) * joints:
        return raw
    joined: list[str] = []
    for line in raw:
        if joined and line.strip() and joined[-1].strip() and _was_broken(joined[-1].rsplit("\n", 1)[-1], line, width):
            joined[-1] += "\n" + line
        else:
            joined.append(line)
    return joined


def _was_broken(here: str, below: str, width: int) -> bool:
    return len(here.rstrip()) + 1 + len(below.split(None, 1)[0]) > width
