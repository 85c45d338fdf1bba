"""Lines beside pictures and players: alt texts, labels, durations, and what they say of the picture or video."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bot.ingest.captions import is_credit
from bot.ingest.lines import Kind, Line

_PROSE = 12
_TEXTS = frozenset({Kind.TEXT, Kind.PROSE})
_CREDITED = frozenset({Kind.CAPTION, Kind.FURNITURE})
# A label in a line of its own, with the caption below it.
_LABEL = re.compile(
    r"(?:image|photo|picture|media|video)?\s?captions?\s?[,:]?|(?:show|hide)(?: caption)?[ /]*(?:show|hide)? caption|"
    r"view (?:image|photo|picture)(?: in full ?screen)?|image source,.{0,60}",
    re.IGNORECASE,
)
_DURATION = re.compile(
    r"(?:video )?(?:duration|length)?:?\s?(?:\d{1,2}:)?\d{1,2}:\d\d(?:\s?[-–—|]\s?source: .{1,40})?", re.I
)
_IMAGE = re.compile(r"(?:image|photo|picture|video)s?", re.IGNORECASE)
# A subhead in the style of headlines has small words of up to four letters.
_SMALL_WORD = re.compile(r"\b[^\W\d_A-Z][^\W\d_]{4,}")
_SPACED = 0.25
_MOST_PLAYERS = 3
_LABELS, _LABEL_WORDS = _TEXTS | _CREDITED, 8
_CAPTION, _TITLE = 60, 14
# A subhead may name what the alt text of its picture names.
_NEAR, _LEAST, _NAME = 4, 3, 4


def mark_media(lines: Sequence[Line], names: Sequence[str], kinds: list[Kind]) -> None:
    """Mark what only the picture or player beside it explains.

    Blank lines tell what is set tightly below what; a paste that has few of them shows only repeats.
    """
    if sum(line.gap for line in lines) >= _SPACED * len(lines):
        for index in _labelled(lines, kinds):
            kinds[index] = Kind.CAPTION
        for index in _player_titles(lines, kinds):
            kinds[index] = Kind.FURNITURE
        _mark_tied(lines, names, kinds)
    for index in range(1, len(lines)):
        if kinds[index] in _TEXTS and lines[index].words > _NAME and _is_repeated(names, kinds, index):
            kinds[index] = Kind.CAPTION


def _mark_tied(lines: Sequence[Line], names: Sequence[str], kinds: list[Kind]) -> None:
    """Lines set tightly to a credit or a caption."""
    begun = False
    for index, (above, line, below) in enumerate(zip(lines, lines[1:], lines[2:], strict=False), start=1):
        begun = begun or (kinds[index - 1] is Kind.PROSE and above.words >= _PROSE)
        if kinds[index] not in _TEXTS or line.words > _CAPTION:
            continue
        tied = line.words >= _LEAST and _is_tied(line, above, below)
        if tied or (begun and names[index] not in names[:index] and _stands_on_caption(lines, kinds, index)):
            kinds[index] = Kind.CAPTION


def _labelled(lines: Sequence[Line], kinds: Sequence[Kind]) -> Iterator[int]:
    """The lines set tightly below a label such as "Image caption": one, or a heading and its sentence."""
    for index, line in enumerate(lines[:-1]):
        if kinds[index] in _LABELS and line.words <= _LABEL_WORDS and _LABEL.fullmatch(line.text):
            if kinds[index] in _TEXTS:
                yield index
            for place in range(index + 1, min(index + 3, len(lines))):
                if lines[place].gap or kinds[place] not in _TEXTS or lines[place].words > _CAPTION:
                    break
                yield place


def _player_titles(lines: Sequence[Line], kinds: Sequence[Kind]) -> Iterator[int]:
    """The title of a video, tightly above or below its duration; a programme of events has many times of day."""
    times = [index for index, line in enumerate(lines) if line.words <= _LABEL_WORDS and _DURATION.fullmatch(line.text)]
    for index in times if len(times) <= _MOST_PLAYERS else ():
        if kinds[index] in _TEXTS:
            yield index
        for place, tight in (
            (index - 1, not lines[index].gap),
            (index + 1, index + 1 < len(lines) and not lines[index + 1].gap),
        ):
            if tight and place > 0 and kinds[place] is Kind.TEXT and lines[place].words <= _TITLE:
                yield place


def _is_repeated(names: Sequence[str], kinds: Sequence[Kind], index: int) -> bool:
    near = range(max(0, index - _NEAR), min(len(names), index + _NEAR + 1))
    return any(_repeats(names[index], names[place], kinds[place]) for place in near) or (
        kinds[index] is Kind.TEXT and Kind.PROSE in kinds[:index] and _comes_again(names, kinds, index)
    )


def _repeats(name: str, other: str, kind: Kind) -> bool:
    """The other is the same with a credit behind it."""
    return kind in _CREDITED and other != name and other.startswith(name)


def _is_tied(line: Line, above: Line, below: Line) -> bool:
    """Tightly above its credit, or below it and set off from the text."""
    if not below.gap and is_credit(below.text):
        return True
    return below.gap and not line.gap and not line.sentence and is_credit(above.text)


def _stands_on_caption(lines: Sequence[Line], kinds: Sequence[Kind], index: int) -> bool:
    """An alt text tightly above its caption; a sentence only where the label "Image" stands above it."""
    if lines[index + 1].gap or kinds[index + 1] is not Kind.CAPTION:
        return False
    if not lines[index].gap and _IMAGE.fullmatch(lines[index - 1].text):
        return True
    alone = kinds[index] is Kind.TEXT and (lines[index].gap or kinds[index - 1] is Kind.FURNITURE)
    return alone and _SMALL_WORD.search(lines[index].text) is not None


def _comes_again(names: Sequence[str], kinds: Sequence[Kind], index: int) -> bool:
    """Printed twice with nothing but buttons between, as galleries do with a caption."""
    for step in (-1, 1):
        place = index + step
        while 0 <= place < len(names) and abs(place - index) <= _NEAR and kinds[place] is Kind.FURNITURE:
            place += step
        if abs(place - index) > 1 and 0 <= place < len(names) and names[place] == names[index]:
            return True
    return False
