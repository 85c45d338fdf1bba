"""A web page becomes an article."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.errors import RejectedSeed
from bot.ingest.body import choose_paragraphs, without_author_note
from bot.ingest.context import settle
from bot.ingest.lines import Kind, Line, count_words, key, read_lines
from bot.ingest.markup.container import article_blocks
from bot.ingest.markup.facts import PageFacts, read_facts
from bot.ingest.markup.headline import choose_headline
from bot.ingest.markup.rendering import Block, lines_of
from bot.ingest.markup.second_opinion import other_readings, without_tail
from bot.ingest.markup.tree import body_of, parse_markup
from bot.ingest.metadata import Facts, collect_captions
from bot.ingest.metadata import read_facts as read_line_facts
from bot.ingest.titles import make_title
from bot.models import ParsedArticle

_ENOUGH = 200
_HEADER = 40
_DESCRIPTION = range(8, 61)
# A site's motto shares next to nothing with one article.
_COMMON, _SHARE = 3, 0.3
_WORD = re.compile(r"[^\W\d_]{4,}")


def read_page(text: str) -> ParsedArticle:
    """The article of a page with what the page says of it; RejectedSeed when there is no paragraph of text."""
    tree = parse_markup(text)
    facts = read_facts(tree)
    title = choose_headline(tree, facts.titles, facts.site)
    blocks = without_tail(article_blocks(body_of(tree), title, facts.description), text)
    article = _assemble(title, facts, blocks)
    readings = (_assemble_lines(title, facts, lines) for lines in other_readings(text, facts.body))
    while _length(article) < _ENOUGH and (other := next(readings, None)) is not None:
        article = max(article, other, key=_length)
    if not article.body:
        raise RejectedSeed("the page holds no paragraph of text; open it, select the article and paste it as text")
    return article


def _length(article: ParsedArticle) -> int:
    return sum(map(len, article.body))


def _assemble(title: str, facts: PageFacts, blocks: Sequence[Block]) -> ParsedArticle:
    article = _assemble_lines(title, facts, list(lines_of([block for block in blocks if not block.caption])))
    captions = dict.fromkeys([block.text for block in blocks if block.caption] + list(article.captions))
    return replace(article, captions=tuple(captions))


def _assemble_lines(title: str, facts: PageFacts, texts: Sequence[str]) -> ParsedArticle:
    """The article out of lines from headline to end, by the rules for pasted text."""
    lines = _known_bylines(settle(read_lines("\n\n".join((title, *texts)))), facts.byline)
    at = _title_at(lines, title)
    start = 0 if at is None else at + 1
    chosen = choose_paragraphs(lines, start, len(lines), at)
    near = read_line_facts(lines, start, len(lines), chosen.body) if chosen.body else Facts()
    byline = facts.byline if key(facts.byline) != key(facts.site) else ""
    return ParsedArticle(
        title=title or (make_title(chosen.body[0]) if chosen.body else ""),
        body=without_author_note(chosen.body, byline or near.byline),
        summary=chosen.standfirst or _description(facts.description, title, chosen.body),
        byline=byline or near.byline,
        source=near.source or facts.site,
        url=facts.url,
        section=facts.section or near.section,
        published=facts.published or near.published,
        updated=facts.updated or near.updated,
        captions=collect_captions(lines, start, len(lines)),
        language=facts.language,
    )


def _title_at(lines: Sequence[Line], title: str) -> int | None:
    """Where the page shows its headline again below the line that we put on top, or that line; None without one."""
    if not title or not lines:
        return None
    return next((place for place, line in enumerate(lines[:_HEADER]) if place and key(line.text) == key(title)), 0)


def _known_bylines(lines: Sequence[Line], byline: str) -> list[Line]:
    """Lines that are only the author's name are bylines, whatever they look like."""
    names = {key(name) for name in (byline, *byline.split(", ")) if name}
    return [replace(line, kind=Kind.BYLINE) if key(line.text) in names else line for line in lines]


def _description(text: str, title: str, body: Sequence[str]) -> str:
    """The description as a standfirst: a whole sentence on the subject that does not merely repeat the opening."""
    if count_words(text) not in _DESCRIPTION or not text.rstrip("\"'”’»").endswith((".", "!", "?", "。")):
        return ""
    opening = key(" ".join(body)[: 2 * len(text)])
    words = set(_WORD.findall(text.casefold()))
    common = words.intersection(_WORD.findall(" ".join((title, *body)).casefold()))
    about = len(common) >= max(_COMMON, _SHARE * len(words))
    return text if about and key(text)[:60] not in opening else ""
