"""A paste becomes an article: title, paragraphs, and what stood around them."""

from __future__ import annotations

from bot.errors import RejectedSeed
from bot.ingest.blocks import choose_run, values
from bot.ingest.body import article_start, choose_paragraphs, without_author_note
from bot.ingest.context import settle
from bot.ingest.lines import read_lines
from bot.ingest.metadata import collect_captions, read_facts
from bot.ingest.titles import choose_title, make_title, without_site
from bot.models import ParsedArticle


def split_paste(text: str) -> ParsedArticle:
    """Split decoded text into an article; RejectedSeed when there is no paragraph to keep."""
    lines = settle(read_lines(text))
    if not lines:
        raise RejectedSeed("the file holds no text; paste the article into it")
    numbers = values(lines)
    run, end = choose_run(lines, numbers)
    at = choose_title(lines, numbers, (run, end)) if end else None
    start = article_start(lines, at, run)
    chosen = choose_paragraphs(lines, start, end, at)
    if not chosen.body:
        raise RejectedSeed("only a title and no paragraph of text; paste the whole article")
    facts = read_facts(lines, start, end, chosen.body)
    title = lines[at].text if at is not None else make_title(chosen.body[0])
    return ParsedArticle(
        title=without_site(title, facts.source),
        body=without_author_note(chosen.body, facts.byline),
        summary=chosen.standfirst,
        byline=facts.byline,
        source=facts.source,
        published=facts.published,
        updated=facts.updated,
        url=facts.url,
        section=facts.section,
        captions=collect_captions(lines, start, end),
    )
