"""Choosing the run of lines that is the article."""

from __future__ import annotations

from collections.abc import Sequence

from bot.ingest.lines import Kind, Line

_COST = 5.0


def value(line: Line) -> float:
    """How much a line speaks for being inside an article: its words when it is prose, a cost when it is not."""
    if line.kind is Kind.PROSE:
        return float(min(line.words, 80))
    if line.kind is Kind.TEXT and line.words >= 20:
        return 0.6 * min(line.words, 80)
    return -_COST


def best_run(values: Sequence[float]) -> tuple[int, int]:
    """The half-open range with the largest sum (Kadane); empty when nothing is positive."""
    best, best_range = 0.0, (0, 0)
    total, start = 0.0, 0
    for index, number in enumerate(values):
        if total <= 0:
            total, start = 0.0, index
        total += number
        if total > best:
            best, best_range = total, (start, index + 1)
    return best_range
