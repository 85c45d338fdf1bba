"""Finding the headline of a paste."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from bot.ingest.lines import Kind, Line, key
from bot.sentences import split_sentences

_LONGEST = 300
_MADE = 90
_WORD = re.compile(r"[^\W_]{3,}")
_NUMBERED = re.compile(r"\W*(?:\d+[.)]|[•*-])\s")


def choose_title(lines: Sequence[Line], start: int, end: int) -> int | None:
    """Index of the headline for the article that runs from `start` to `end`, or None.

    It stands above the article, or is its first line. Nearness to it, a repeat elsewhere (breadcrumb, tab title,
    alt text), words shared with the article and the usual length speak for a line; the very first line of a tight
    paste is the headline by habit.
    """
    counts = Counter(key(line.text) for line in lines)
    vocabulary = {word for line in lines[start:end] for word in _words(line.text)}
    best, best_score = None, 0.0
    for index in range(min(start + 1, len(lines) - 1), -1, -1):
        line = lines[index]
        if line.kind not in {Kind.TEXT, Kind.PROSE} or len(line.text) > _LONGEST:
            continue
        score = _score(line, counts, vocabulary) - 0.12 * max(0, start - index)
        if index == 0:
            score += 2.0
        if score > best_score:
            best, best_score = index, score
    return best


def _words(text: str) -> list[str]:
    return [word.casefold() for word in _WORD.findall(text)]


def _score(line: Line, counts: Counter[str], vocabulary: set[str]) -> float:
    words = _words(line.text)
    if not words or line.words > 35:
        return -1.0
    shared = sum(word in vocabulary for word in words) / len(words)
    score = 1.5 * shared
    score += 1.5 if 4 <= line.words <= 20 else 0.5 if line.words == 3 else 0.0
    score += 1.0 if counts[key(line.text)] > 1 else 0.0
    score -= 1.0 if line.sentence and not line.text.rstrip().endswith(("?", "!")) else 0.0
    score -= 1.0 if _NUMBERED.match(line.text) else 0.0
    return score


def make_title(paragraph: str) -> str:
    """A title for a paste without one: its first sentence, cut at a word and marked with an ellipsis."""
    sentence = split_sentences(paragraph)[0]
    if len(sentence) <= _MADE:
        return sentence.rstrip(".。")
    cut = sentence[:_MADE].rsplit(" ", 1)[0] or sentence[:_MADE]
    return cut.rstrip(" ,;:-–—") + "…"
