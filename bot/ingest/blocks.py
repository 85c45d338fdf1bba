"""Choosing the run of lines that is the article."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.ingest.context import in_list
from bot.ingest.lines import Kind, Line
from bot.ingest.sections import is_tail_button
from bot.sentences import is_list_item

# What a line costs or brings when it is inside the article, in words of prose. Menus are short lines, so the
# shortest cost most; list items cost little, since nothing but their list speaks for them.
_SHORT = (0.0, -5.0, -4.5, -3.5, -2.5, -2.0, -1.5, -1.0, -0.5, -0.5)
_LISTED = -0.4
_COST = {
    Kind.CAPTION: -1.0,
    Kind.BOX: -1.0,
    Kind.BYLINE: -4.0,
    Kind.STAMP: -15.0,
    Kind.FURNITURE: -5.0,
    Kind.AFTER: -30.0,
    Kind.END: -30.0,
}
_MOST = 60
# Menus carry bullets too, but their entries are shorter.
_BULLETED = 5
_BELOW = frozenset({Kind.AFTER, Kind.END, Kind.STAMP, Kind.BYLINE})
_WORTH_READING = 25
_HEADING_SHARE = 0.3
_TAIL_SHARE, _TAIL_WORDS = 0.08, 60.0
# A link "Comments" or "About the author" also stands above articles.
_WELL_INSIDE = 0.3
_FULL_STOP = re.compile(r"(?:[^\W_]\.|[。।۔])[\"'”’»」]?$|[^\W_][.!?][\"”»]$")
_LEAD_IN, _ITEM, _ITEMS = 3, 15, 2


def value(line: Line, *, listed: bool) -> float:
    """How much a line speaks for being inside an article."""
    if line.kind is Kind.PROSE:
        return float(min(line.words, _MOST))
    if line.kind is not Kind.TEXT:
        return _COST[line.kind]
    if line.words >= 10:
        return 0.6 * min(line.words, _MOST) if line.words >= 20 else 0.5
    if line.words >= _BULLETED and is_list_item(line.text):
        return 1.5
    return _LISTED if listed else _SHORT[line.words]


def values(lines: Sequence[Line]) -> list[float]:
    """The value of every line in its place.

    What a heading of other articles costs is bounded by the length of the whole: in a short article it may be a
    subhead that only sounds like one.
    """
    numbers = [value(line, listed=listed) for line, listed in zip(lines, in_list(lines), strict=True)]
    most = -_HEADING_SHARE * sum(number for number in numbers if number > 0)
    return [
        max(number, most) if line.kind is Kind.AFTER else number for line, number in zip(lines, numbers, strict=True)
    ]


def choose_run(lines: Sequence[Line], numbers: Sequence[float]) -> tuple[int, int]:
    """The run of lines with the largest sum, cut at the first heading that closes an article well inside it."""
    start, end = best_run(numbers)
    if start == end:
        return _all_text(lines)
    total = sum(number for number in numbers[start:end] if number > 0)
    passed = 0.0
    for index in range(start, end):
        passed += max(0.0, numbers[index])
        if lines[index].kind is Kind.END and passed >= _WELL_INSIDE * total:
            end = index
            break
    return start, _with_close(lines, _without_tail(lines, numbers, start, end))


def _with_close(lines: Sequence[Line], end: int) -> int:
    """Take in what closes an article below its last long paragraph: short sentences, and a list that a colon opens.

    Standing last, they have no prose below to speak for them.
    """
    while end < len(lines) and lines[end].kind is Kind.TEXT and _closes(lines[end]):
        end += 1
    colon = (
        end < len(lines) and lines[end].kind is Kind.TEXT and lines[end].words >= _LEAD_IN and _introduces(lines[end])
    )
    if not colon and not (end and _introduces(lines[end - 1])):
        return end
    items = end + colon
    while items < len(lines) and lines[items].kind is Kind.TEXT and lines[items].words <= _ITEM:
        items += 1
    return items if items - end - colon >= _ITEMS else end


def _closes(line: Line) -> bool:
    """A plain sentence; buttons and boxes end in "!" or in dots."""
    return line.words >= _LEAD_IN and _FULL_STOP.search(line.text) is not None


def _introduces(line: Line) -> bool:
    return line.text.endswith((":", "："))


def _all_text(lines: Sequence[Line]) -> tuple[int, int]:
    """A paste without one sentence (a table, a programme, a calendar): everything below its first line, if it is
    worth reading at all."""
    text = [index for index in range(1, len(lines)) if lines[index].kind is Kind.TEXT]
    if sum(lines[index].words for index in text) < _WORTH_READING:
        return 0, 0
    return text[0], text[-1] + 1


def _without_tail(lines: Sequence[Line], numbers: Sequence[float], start: int, end: int) -> int:
    """Cut small pieces off the end that stand below a mark of the page: teasers, plugs, notes on the author.

    Only below marks that belong under articles; a "Read more: ..." or an advertisement often comes before the
    last paragraph. A piece is small against the whole, so a short article keeps its end.
    """
    total = sum(number for number in numbers[start:end] if number > 0)
    piece = 0.0
    for index in range(end - 1, start, -1):
        piece += max(0.0, numbers[index])
        if piece > min(_TAIL_SHARE * total, _TAIL_WORDS):
            break
        if lines[index].kind in _BELOW or is_tail_button(lines[index].text):
            end, piece = index, 0.0
    return end


def best_run(numbers: Sequence[float]) -> tuple[int, int]:
    """The half-open range with the largest sum (Kadane); empty when nothing is positive."""
    best, best_range = 0.0, (0, 0)
    total, start = 0.0, 0
    for index, number in enumerate(numbers):
        if total <= 0:
            total, start = 0.0, index
        total += number
        if total > best:
            best, best_range = total, (start, index + 1)
    return best_range
