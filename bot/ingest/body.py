"""The paragraphs of an article, out of the lines that its run covers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.ingest.context import in_list
from bot.ingest.lines import Kind, Line, key
from bot.ingest.vocabulary import listed

_JUNK = frozenset({Kind.FURNITURE, Kind.STAMP, Kind.BYLINE, Kind.CAPTION, Kind.AFTER})
# Headings that stand above the first paragraph and tell a reader nothing.
_OPENERS = listed(
    """
    introduction|intro|overview|summary|key takeaways|key points|key findings|at a glance|in brief|tl;dr|tldr|background
    abstract|highlights|главное|коротко|özet|giriş|ملخص|مقدمة|摘要|导语|要点
    """
)
_LONG = 8
_STANDFIRST = 45
_CLOSING = 4
_BIO = re.compile(
    r"(?:about )?(?:(?:dr|prof|mr|ms|mrs)\.? )?[A-Z][\w.'’-]*(?: [A-Z][\w.'’-]*){0,3}(?: \([^)]{1,40}\)|"
    r",[^,.]{1,60},)?"
    r" (?:is|was|has|writes|covers|serves|works|leads|joined|reports|specializes|runs|founded)\b"
)
_BIO_ROLE = re.compile(
    r"\b(?:writer|editor|reporter|journalist|author|freelancer?|contributor|columnist|correspondent|blogger|"
    r"copywriter|"
    r"content (?:specialist|strategist|manager|marketer)|founder|co-founder|adjunct|professor|fellow|lecturer|"
    r"physician|dietitian|"
    r"consultant|advisor|adviser|strategist|producer|covers|writes|written|newsroom|years of experience)\b",
    re.IGNORECASE,
)
_NAME_ONLY = re.compile(r"[A-Z][a-z'’-]+(?: [A-Z]\.)? [A-Z][\w'’-]+")


@dataclass(frozen=True, slots=True)
class Chosen:
    """The paragraphs to keep, and the sentence under the headline when the page sets it apart."""

    body: tuple[str, ...]
    standfirst: str = ""


def article_start(lines: Sequence[Line], title: int | None, run: int) -> int:
    """Where the article begins: right below its headline, since all above belongs to the page.

    Between headline and first paragraph `choose_paragraphs` decides line by line.
    """
    return run if title is None else title + 1


def choose_paragraphs(lines: Sequence[Line], start: int, end: int, title: int | None) -> Chosen:
    """Keep what is article text between `start` and `end`; the headline and long repeats are left out."""
    name = key(lines[title].text) if title is not None else ""
    opening = _first_prose(lines, start, end)
    standfirst = _find_standfirst(lines, start, opening, end)
    listed_lines = in_list(lines)
    kept: list[str] = []
    seen: set[str] = set()
    for index in range(start, end):
        line = lines[index]
        own = key(line.text)
        if line.kind in _JUNK or index == standfirst or _is_title(own, name):
            continue
        if index < opening and not _opens(line, listed=listed_lines[index]):
            continue
        if not kept and own in _OPENERS:
            continue
        if own in seen and (line.words >= _LONG or (kept and key(kept[-1]) == own)):
            continue
        seen.add(own)
        kept.append(line.text)
    _drop_bios(kept)
    return Chosen(tuple(kept), lines[standfirst].text if standfirst is not None else "")


def _drop_bios(kept: list[str]) -> None:
    """Take off the closing lines that introduce the author: "Jane Doe is a freelance writer and ..."."""
    for index in range(max(1, len(kept) - _CLOSING), len(kept)):
        if _BIO.match(kept[index]) and _BIO_ROLE.search(kept[index]):
            del kept[index:]
            break
    if len(kept) > 1 and _NAME_ONLY.fullmatch(kept[-1]):
        del kept[-1]


def _is_title(own: str, title: str) -> bool:
    """The headline again, also with the site's or section's name set before or after it."""
    if not title:
        return False
    if own == title:
        return True
    return len(title) >= 20 and title in own and len(own) <= len(title) + 40


def _first_prose(lines: Sequence[Line], start: int, end: int) -> int:
    return next((index for index in range(start, end) if lines[index].kind is Kind.PROSE), start)


def _opens(line: Line, *, listed: bool) -> bool:
    return listed or line.words >= 10 or (line.sentence and line.words >= 4) or line.text.endswith(":")


def _find_standfirst(lines: Sequence[Line], start: int, opening: int, end: int) -> int | None:
    """The sentence between headline and byline or date, which a page sets apart from the first paragraph."""
    for index in range(start, min(opening + 1, end)):
        line = lines[index]
        if line.kind in {Kind.PROSE, Kind.TEXT} and _LONG <= line.words <= _STANDFIRST:
            below = lines[index + 1 : index + 4]
            for after in below:
                if after.kind in {Kind.BYLINE, Kind.STAMP}:
                    return index
                if after.kind in {Kind.PROSE, Kind.CAPTION}:
                    break
            return None
    return None
