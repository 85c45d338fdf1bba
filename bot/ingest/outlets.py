"""Names of papers, agencies and sites: telling them from people, and finding the one an article came from."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.ingest.dates import find_moment
from bot.ingest.lines import Kind, Line
from bot.ingest.outlet_names import is_outlet

_SOURCE = re.compile(
    r"(?:source|via|источник|kaynak|المصدر|مصدر|来源|來源|fuente|quelle|fonte|la source)\s*[:：]\s*"
    r"(?P<name>[^:：]{2,60})",
    re.IGNORECASE,
)
_COPYRIGHT = re.compile(
    r"(?:©|\(c\)|copyright)\s*(?:©|\(c\)|copyright)?\s*(?:(?:19|20)\d\d)?"
    r"(?:\s?[-–]\s?(?:19|20)\d\d)?,?\s*"
    r"(?:by\s)?(?P<name>[^.|©,•\d]{2,60})",
    re.IGNORECASE,
)
_NEAR = 2
_HEADER = 8
_MOST_WORDS = 6


def find_outlet(lines: Sequence[Line], start: int, end: int) -> str:
    """The paper or site of the article that covers `start` to `end`, by the surest sign there is; "" without one.

    A line that names the source, then a name beside the date, then the holder of the copyright below.
    """
    outside = [*lines[max(0, start - 15) : start + _HEADER], *lines[end : end + 15]]
    for line in outside:
        found = _SOURCE.fullmatch(line.text)
        if found and line.words <= _MOST_WORDS + 2:
            return _clean(found["name"])
    for index in range(max(0, start - 15), min(start + _HEADER, len(lines))):
        if lines[index].kind is Kind.STAMP:
            name = _in_stamp(lines[index].text) or _beside(lines, index)
            if name:
                return name
    return copyright_holder(lines[end:])


def copyright_holder(lines: Sequence[Line]) -> str:
    """The first name behind a copyright sign, "" without one."""
    for line in lines:
        found = _COPYRIGHT.search(line.text) if line.kind is not Kind.PROSE else None
        if found and 0 < len(found["name"].split()) <= _MOST_WORDS:
            return _clean(found["name"])
    return ""


def names_source(text: str) -> bool:
    """A line that says where the article comes from."""
    return _SOURCE.fullmatch(text) is not None


def _in_stamp(text: str) -> str:
    """ "Campus Science Weekly | 10 January 2025": the part of a date line that names a paper."""
    moment = find_moment(text)
    if moment is None:
        return ""
    for part in re.split(r"\s*[|•·–—]\s*|\s-\s", text[: moment.start] + "|" + text[moment.end :]):
        if is_outlet(part.strip()):
            return _clean(part)
    return ""


def _beside(lines: Sequence[Line], index: int) -> str:
    for near in (*range(index - 1, index - 1 - _NEAR, -1), *range(index + 1, index + 1 + _NEAR)):
        if 0 <= near < len(lines) and lines[near].kind is Kind.TEXT and is_outlet(lines[near].text):
            return _clean(lines[near].text)
    return ""


def _clean(name: str) -> str:
    return name.strip(' .,;:|•·-–—«»“”"')
