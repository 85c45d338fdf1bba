"""Finding the headline of a paste."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from bot.ingest.lines import Kind, Line, is_list_item, key
from bot.sentences import split_sentences

_LONGEST = 250
_MADE = 90
_INSIDE = 8
_WORD = re.compile(r"[^\W_]{3,}")
_TRAIL = re.compile(r"[>»›/|]")


def choose_title(lines: Sequence[Line], start: int, end: int) -> int | None:
    """Index of the headline for the article that runs from `start` to `end`, or None.

    It stands above the article, or among its first lines when prose precedes it. What speaks for a line: nearness,
    a date or byline right below it, a repeat elsewhere (breadcrumb, tab title), words shared with the article, the
    usual length, and being the first line of all.
    """
    if printed_twice(lines):
        return 0
    counts = Counter(key(line.text) for line in lines)
    vocabulary = {word for line in lines[start:end] for word in _words(line.text)}
    best, best_score = None, 1.5
    for index in range(min(start + _INSIDE, end - 1, len(lines) - 1), -1, -1):
        line = lines[index]
        if line.kind not in {Kind.TEXT, Kind.PROSE} or len(line.text) > _LONGEST:
            continue
        score = _score(line, counts, vocabulary) + _place(lines, index, start)
        if score > best_score:
            best, best_score = index, score
    return best


def printed_twice(lines: Sequence[Line]) -> bool:
    """The first line comes again right below: a tight paste of tab title and headline."""
    return (
        len(lines) > 2
        and lines[0].words >= 2
        and any(key(line.text).startswith(key(lines[0].text)) for line in lines[1:4])
    )


def _words(text: str) -> list[str]:
    return [word.casefold() for word in _WORD.findall(text)]


def _score(line: Line, counts: Counter[str], vocabulary: set[str]) -> float:
    words = _words(line.text)
    if not words or line.words > 30 or len(split_sentences(line.text)) > 2:
        return -5.0
    score = 1.5 * sum(word in vocabulary for word in words) / len(words)
    score += {1: -1.5, 2: -0.3, 3: 0.3, 4: 0.8}.get(line.words, 1.3 if line.words <= 20 else 0.3)
    score += 0.7 if counts[key(line.text)] > 1 else 0.0
    score -= 1.2 if line.sentence and not line.text.rstrip().endswith(("?", "!")) else 0.0
    score -= 1.0 if is_list_item(line.text) or line.text.endswith((":", ",", ";")) else 0.0
    score -= 1.0 if line.text[0].islower() else 0.0
    score -= 1.0 if _TRAIL.search(line.text) else 0.0
    return score


def _place(lines: Sequence[Line], index: int, start: int) -> float:
    """What the surroundings of a line say: date and author below it, a menu or prose around it."""
    distance = start - index
    score = -0.06 * distance if distance >= 0 else 0.35 * distance
    below = lines[index + 1 : index + 6]
    score += 1.2 if any(line.kind in {Kind.BYLINE, Kind.STAMP} for line in below) else 0.0
    score += 0.6 if below and below[0].kind is Kind.PROSE else 0.0
    if index == 0:
        return score + 1.5
    above = lines[index - 1]
    score -= 1.0 if above.kind is Kind.PROSE else 0.0
    menu = [line.kind is Kind.TEXT and line.words <= 3 for line in (above, *below[:1])]
    return score - (0.8 if len(menu) > 1 and all(menu) else 0.0)


def make_title(paragraph: str) -> str:
    """A title for a paste without one: its first sentence, cut at a word and marked with an ellipsis."""
    sentence = split_sentences(paragraph)[0]
    if len(sentence) <= _MADE:
        return sentence.rstrip(".。")
    cut = sentence[:_MADE].rsplit(" ", 1)[0] or sentence[:_MADE]
    return cut.rstrip(" ,;:-–—") + "…"
