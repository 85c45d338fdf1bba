"""The paragraphs of an article, out of the lines that its run covers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from string import ascii_lowercase

from bot.ingest.alttexts import says_something
from bot.ingest.context import in_list
from bot.ingest.datelines import read_dateline
from bot.ingest.dates import find_moment
from bot.ingest.headings import opening_heading
from bot.ingest.leads import says_again
from bot.ingest.lines import Kind, Line, count_words, key
from bot.ingest.paragraphs import set_paragraphs
from bot.ingest.vocabulary import listed
from bot.sentences import ends_like_sentence, is_list_item

_JUNK = frozenset({Kind.FURNITURE, Kind.BOX, Kind.STAMP, Kind.BYLINE, Kind.CAPTION, Kind.AFTER, Kind.END})
# Headings that stand above the first paragraph and tell a reader nothing.
_OPENERS = listed(
    """
    introduction|intro|overview|summary|key takeaways|key points|key findings|at a glance|in brief|tl;dr|tldr|background
    abstract|highlights|главное|коротко|özet|giriş|ملخص|مقدمة|摘要|导语|要点
    """
)
_LONG = 8
_REPEAT = 12
_CLAUSE = 12
_STANDFIRST = 45
_DEK = 40
_HEADER = 14
_CLOSING, _NOTE = 4, 2
_SMALL = tuple(ascii_lowercase)
_TAGS = 5
_SENTENCES, _PARAGRAPH, _REST = 3, 20, 12
_COLONS = (":", "：")
_BIO = re.compile(
    r"(?:(?:Hey|Hi|Hello)[,!]? )?(?:I['’]m|I am|My name is) [A-Z]|"
    r"(?:About |Meet )?(?:(?:Dr|Prof|Mr|Ms|Mrs)\.? )?[A-Z][\w.'’-]*(?: [A-Z][\w.'’-]*){0,3}(?: \([^)]{1,40}\)|"
    r",[^,.]{1,60},)?"
    r" (?:is|was|has|writes|covers|serves|works|leads|joined|reports|specializes|runs|founded|worked)\b"
)
_BIO_ROLE = re.compile(
    r"\b(?:writer|editor|reporter|journalist|author|freelancer?|contributor|columnist|correspondent|blogger|"
    r"copywriter|"
    r"content (?:specialist|strategist|manager|marketer)|founder|co-founder|adjunct|professor|fellow|lecturer|"
    r"physician|dietitian|"
    r"consultant|advisor|adviser|developer|engineer|enthusiast|photographer|"
    r"welcome to|marketer|strategist|producer|covers|writes|written|newsroom|years of experience)\b",
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
    header = _header_end(lines, start, end)
    listed_lines = in_list(lines)
    names = [key(line.text) for line in lines]
    opening = next(
        (
            index
            for index in range(header, end)
            if lines[index].kind is Kind.PROSE and not _is_title(names[index], name)
        ),
        header,
    )
    heading = opening_heading(lines, start, opening, [_is_title(own, name) for own in names[:opening]])
    kept: list[str] = []
    seen: set[str] = set()
    for index in range(header, end):
        line = lines[index]
        own = names[index]
        if line.kind in _JUNK or _is_title(own, name):
            continue
        if index < opening and index != heading and not _opens(line, listed=listed_lines[index]):
            continue
        if not kept and own in _OPENERS:
            continue
        if own in seen and (line.words >= _REPEAT or (kept and key(kept[-1]) == own)):
            continue
        seen.add(own)
        kept.append(line.text)
    _drop_bios(kept)
    _drop_trailing(kept)
    return Chosen(set_paragraphs(kept), _standfirst(lines, start, max(header, min(opening, start + 1)), name))


def _header_end(lines: Sequence[Line], start: int, end: int) -> int:
    """Where the header under a headline is over: below the last byline, date or share bar near the top.

    What stands between headline and byline is the standfirst; a page prints it again nowhere, and a summary is
    where it belongs. A dateline, or more than a standfirst's worth of prose, means that the article has begun.
    """
    header, prose = start, 0
    for index in range(start, min(end, start + _HEADER)):
        line = lines[index]
        if line.kind is Kind.PROSE:
            prose += line.words
        if prose > _STANDFIRST or read_dateline(line.text):
            break
        below = lines[index + 1].kind if index + 1 < end else Kind.TEXT
        name = line.kind is Kind.TEXT and prose <= _DEK and _NAME_ONLY.fullmatch(line.text)
        named = name and below in {Kind.BYLINE, Kind.STAMP, Kind.FURNITURE}
        if line.kind in {Kind.BYLINE, Kind.STAMP} or named:
            header = index + 1
    return header


def _standfirst(lines: Sequence[Line], start: int, header: int, title: str) -> str:
    """The longest sentence between headline and byline; a list of names or tags is none."""
    between = [
        line
        for line in lines[start:header]
        if line.kind in {Kind.PROSE, Kind.TEXT} and _LONG <= line.words <= _STANDFIRST and line.text.count(",") < _TAGS
    ]
    best = max(between, key=lambda line: line.words, default=None)
    if best is None or _is_title(key(best.text), title) or says_again(key(best.text), title):
        return ""
    return best.text


def _drop_bios(kept: list[str]) -> None:
    """Take off the lines at either end that introduce the author: "Jane Doe is a freelance writer and ..."."""
    if len(kept) > 2 and _introduces_author(kept[0]):
        del kept[0]
    for index in range(max(1, len(kept) - _CLOSING), len(kept)):
        if _introduces_author(kept[index]):
            del kept[index:]
            break
    for index in range(max(2, len(kept) - _NOTE), len(kept)):
        note = kept[index + 1 :]
        if _NAME_ONLY.fullmatch(kept[index]) and (not note or note[0].startswith((kept[index].split()[0], *_SMALL))):
            del kept[index:]
            break


def _drop_trailing(kept: list[str]) -> None:
    """Take off the few short lines below the last sentence: tags, names, headlines of other articles. Lists stay.

    An article ends with a sentence; one that has few may be a table or a programme.
    """
    last = max((index for index, text in enumerate(kept) if _is_text(text)), default=-1)
    rest = kept[last + 1 :]
    few = last >= _SENTENCES and len(rest) <= _REST
    if few and not kept[last].endswith(_COLONS) and not any(map(is_list_item, rest)):
        del kept[last + 1 :]


def _is_text(text: str) -> bool:
    return ends_like_sentence(text) or text.endswith(_COLONS) or count_words(text) >= _PARAGRAPH


def without_author_note(body: tuple[str, ...], byline: str) -> tuple[str, ...]:
    """Take off a last paragraph that begins with the author's own name: it tells of the author, not of the news."""
    names = [part for name in byline.split(", ") if name for part in (name, name.split()[0])]
    while len(body) > 1 and any(body[-1] == name or body[-1].startswith((name + " ", name + ",")) for name in names):
        body = body[:-1]
    return body


def _introduces_author(text: str) -> bool:
    return _BIO.match(text) is not None and _BIO_ROLE.search(text) is not None


def _is_title(own: str, title: str) -> bool:
    """The headline again, also with the site's or section's name set before or after it."""
    if not title:
        return False
    if own == title:
        return True
    return len(title) >= 20 and title in own and len(own) <= len(title) + 40


def _opens(line: Line, *, listed: bool) -> bool:
    if not listed and find_moment(line.text):
        return False
    return (
        listed
        or (line.sentence and line.words >= 4)
        or (line.words >= 3 and line.text.endswith(":"))
        or (line.words >= _CLAUSE and says_something(line.text))
    )
