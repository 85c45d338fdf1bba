"""A paste becomes an article: title, paragraphs, and what stood around them."""

from __future__ import annotations

from collections.abc import Sequence

from bot.errors import RejectedSeed
from bot.ingest.blocks import best_run, value
from bot.ingest.lines import Kind, Line, key, read_lines
from bot.ingest.metadata import collect_captions, read_facts
from bot.ingest.titles import choose_title, make_title
from bot.models import ParsedArticle

_JUNK = {Kind.FURNITURE, Kind.STAMP, Kind.BYLINE, Kind.CAPTION}
# How far from the article a byline or date may stand and still be its own.
_ABOVE, _BELOW = 12, 4


def split_paste(text: str) -> ParsedArticle:
    """Split decoded text into an article; RejectedSeed when there is no paragraph to keep."""
    lines = read_lines(text)
    if not lines:
        raise RejectedSeed("the file holds no text; paste the article into it")
    start, end = best_run([value(line) for line in lines])
    at = choose_title(lines, start, end)
    title = lines[at].text if at is not None else ""
    body = _paragraphs(lines[start:end], key(title))
    if not body:
        raise RejectedSeed("only a title and no paragraph of text; paste the whole article")
    around = list(lines[max(0, start - _ABOVE) : start]) + list(lines[start:end]) + list(lines[end : end + _BELOW])
    facts = read_facts(around, body)
    return ParsedArticle(
        title=title or make_title(body[0]),
        body=body,
        byline=facts.byline,
        source=facts.source,
        published=facts.published,
        updated=facts.updated,
        captions=collect_captions(around),
    )


def _paragraphs(run: Sequence[Line], title: str) -> tuple[str, ...]:
    kept: dict[str, str] = {}
    for line in run:
        name = key(line.text)
        if line.kind not in _JUNK and name != title:
            kept.setdefault(name, line.text)
    return tuple(kept.values())
