"""Which format a seed file is in."""

from __future__ import annotations

from bot.errors import RejectedSeed
from bot.ingest.formats import docx, feed, html, json_articles, mail, markdown, pdf, text
from bot.ingest.formats.contract import Content, Format
from bot.ingest.sources import MAX_BYTES

# Formats of bytes come first: asking for text that is none refuses the file.
_DOCUMENTS = (pdf.FORMAT, docx.FORMAT)
FORMATS: tuple[Format, ...] = (
    *_DOCUMENTS,
    mail.FORMAT,
    feed.FORMAT,
    html.FORMAT,
    json_articles.FORMAT,
    markdown.FORMAT,
    text.FORMAT,
)


def known_suffixes() -> frozenset[str]:
    """The suffixes of files that a seeds folder may hold."""
    return frozenset(suffix for form in FORMATS for suffix in form.suffixes)


def choose_format(content: Content) -> Format:
    """The format of a file: what its content says first, since people rename files, then its suffix."""
    if len(content.data) > MAX_BYTES and not any(form.sniff(content) for form in _DOCUMENTS):
        raise RejectedSeed(f"more than {MAX_BYTES:,} bytes, and the content is no document; split or shorten it")
    for form in FORMATS:
        if form.sniff(content):
            return form
    for form in FORMATS:
        if content.suffix in form.suffixes:
            return form
    known = ", ".join(sorted(known_suffixes()))
    raise RejectedSeed(f"files ending in {content.suffix or 'nothing'} are not read; use {known}")
