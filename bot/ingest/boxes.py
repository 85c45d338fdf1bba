"""Boxes that ask a reader to sign up: a heading, what one gets for it, a form. All of it belongs to the page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bot.ingest.lines import Kind, Line

_HEADING = re.compile(
    r"(?:please |don['’]t miss .{0,40}\b)?(?:sign up|subscribe|(?:get|join) (?:our |the )?.{0,40}newsletter)\b|"
    r"(?:\w+ ){0,4}newsletters?\W*$|"
    r"подпи(?:сывай|ши)тесь\b|подписаться на\b|рассылк|(?:\w+ ){0,4}bülten|abone ol|اشترك|النشرة البريدية|suscríbete|"
    r"(?:订阅|扫码)",
    re.IGNORECASE,
)
_FORM = re.compile(
    r"(?:enter |your )*e-?mail(?: address)?\b|subscribe|sign (?:me )?up|submit|join|register|"
    r"(?:введите|ваш|ваша) .{0,20}(?:почт|e-?mail)|подписаться|e-posta|abone ol|kaydol|البريد|اشترك|"
    r"correo|suscri|订阅|邮箱|请输入",
    re.IGNORECASE,
)
_LONGEST_HEADING, _LONGEST_LINE, _LONGEST_FORM = 12, 30, 6
# A heading, two lines of promise, and the form.
_DEEPEST = 4
# Headers of pages name their newsletters too, with the headline not far below.
_PROSE = 12


def mark_boxes(lines: Sequence[Line], kinds: list[Kind]) -> None:
    """What stands in a box below the first paragraph: between its heading and its form, or set tightly together.

    A box without a form is told by the blank lines around it, where a text has some between its paragraphs, or by a
    promise in small letters.
    """
    begun = False
    for index, line in enumerate(lines):
        if begun and _opens(line, kinds[index]):
            for place in _inside(lines, kinds, index):
                kinds[place] = Kind.BOX
        begun = begun or (kinds[index] is Kind.PROSE and line.words >= _PROSE)


def _opens(line: Line, kind: Kind) -> bool:
    """Three words at least: a lone "Subscribe" is a button, and says nothing of the line below it."""
    if kind is Kind.PROSE or line.words > _LONGEST_HEADING or (line.words < 3 and line.text.isascii()):
        return False
    return _HEADING.match(line.text) is not None


def _inside(lines: Sequence[Line], kinds: Sequence[Kind], heading: int) -> Iterator[int]:
    rows = range(heading + 1, min(heading + 1 + _DEEPEST, len(lines)))
    form = next((index for index in rows if kinds[index] is Kind.FURNITURE and _is_form(lines[index])), heading)
    if form > heading and all(lines[index].words <= _LONGEST_LINE for index in range(heading, form)):
        yield from range(heading, form + 1)
    end = next((index for index in range(heading + 1, len(lines)) if lines[index].gap), len(lines))
    if heading + 1 < len(lines) and lines[heading + 1].text[0].islower() and not lines[heading + 1].sentence:
        yield heading + 1
    if lines[heading].gap and end - heading <= _DEEPEST + 1:
        yield from range(heading, end)


def _is_form(line: Line) -> bool:
    return line.words <= _LONGEST_FORM and _FORM.match(line.text) is not None
