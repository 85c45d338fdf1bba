"""The subhead above the first paragraph: telling it from a kicker, a name or a caption."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.ingest.lines import Kind, Line

_LEAST, _MOST, _COMMAS = 2, 10, 2
_STEM = 5
# Words that a headline's style writes small; longer small words show a sentence or an alt text.
_SMALL = 5
_WORD = re.compile(r"[^\W_]{4,}")
_LETTER = re.compile(r"[^\W_]")
# Not below furniture: it would be one more button of the bar.
_ABOVE = frozenset({Kind.CAPTION, Kind.STAMP, Kind.BYLINE})


def opening_heading(lines: Sequence[Line], start: int, opening: int, titles: Sequence[bool]) -> int | None:
    """Index of the subhead that belongs to the paragraph at `opening`, or None; `titles` marks repeats of the headline.

    Pages set kickers, names and tags there too, so it must stand alone on the paragraph, look like a heading and
    share a word with the paragraph.
    """
    index = opening - 1
    while index >= start and (lines[index].kind is Kind.CAPTION or not _LETTER.search(lines[index].text)):
        index -= 1
    if index < start or titles[index] or lines[index].kind is not Kind.TEXT:
        return None
    alone = index == start or titles[index - 1] or lines[index - 1].kind in _ABOVE
    return index if alone and _is_heading(lines[index]) and _shares(lines[index].text, lines[opening].text) else None


def _is_heading(line: Line) -> bool:
    if line.sentence or not _LEAST <= line.words <= _MOST or line.text.count(",") >= _COMMAS:
        return False
    return not any(word[0].islower() and len(word) >= _SMALL for word in line.text.split())


def _shares(heading: str, paragraph: str) -> bool:
    return not _stems(heading).isdisjoint(_stems(paragraph))


def _stems(text: str) -> set[str]:
    return {word[:_STEM] for word in _WORD.findall(text.casefold())}
