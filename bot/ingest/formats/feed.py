"""RSS and Atom files: every entry is an article."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from typing import Any

import feedparser

from bot.errors import RejectedSeed
from bot.ingest.decode import decode
from bot.ingest.formats import fields
from bot.ingest.formats.contract import Content, Format
from bot.ingest.formats.html import declared_encoding
from bot.ingest.formats.tidy import at_least_one, tidy
from bot.ingest.markup.fragment import Fragment, read_fragment
from bot.models import ParsedArticle

MAX_ENTRIES = 1000
_ROOT = re.compile(
    r"\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:(?:<!--.{0,2000}?-->|<\?[^>]{0,500}\?>)\s*){0,8}"
    r"(?:<!DOCTYPE[^>\[]{0,300}[>\[].{0,4000}?)?"
    r"<(?:rss|feed|rdf:RDF|channel)\b",
    re.DOTALL | re.IGNORECASE,
)
# Internal subsets define entities: a kilobyte of them expands to gigabytes. No feed of today needs one.
_DEFINITIONS = re.compile(r"<!(?:DOCTYPE|ENTITY)\b", re.IGNORECASE)
_OLD_DOCTYPE = re.compile(
    r"<!DOCTYPE\s+rss\s+PUBLIC\s+\"[^\"<>\[\]]{0,200}\"\s+\"[^\"<>\[\]]{0,200}\"\s*>", re.IGNORECASE
)
_DECLARATION = re.compile(r"\s*<\?xml[^>]{0,200}\?>")
_NOTHING = "the feed holds no entry with text; save a feed with summaries or full articles"


def read(content: Content) -> list[ParsedArticle]:
    """The entries in the order of the file, those without any text left out."""
    text = _xml(content)
    if _ROOT.match(text) is None:
        raise RejectedSeed("the XML is neither RSS nor Atom; save the feed or the article's page instead")
    entries = len(re.findall(r"<(?:\w+:)?(?:item|entry)\b", text, re.IGNORECASE))
    if entries > MAX_ENTRIES:
        raise RejectedSeed(f"the feed holds {entries:,} entries, more than {MAX_ENTRIES:,}; split it")
    parsed = _parse(text)
    source = fields.line(parsed.feed.get("title"), 120)
    language = fields.language(parsed.feed.get("language"))
    return at_least_one([_article(entry, source, language) for entry in parsed.entries], _NOTHING)


def sniff(content: Content) -> bool:
    """The root element of a feed, whatever the file is called."""
    return _ROOT.match(content.text[:8192]) is not None


def _xml(content: Content) -> str:
    declared = declared_encoding(content.data)
    text = decode(content.data, declared).text if declared else content.text
    text = _OLD_DOCTYPE.sub("", text, count=1)
    if _DEFINITIONS.search(text):
        raise RejectedSeed("the XML defines a document type or entities, which feeds do not need; save it without them")
    return _DECLARATION.sub("", text, count=1)


def _parse(text: str) -> Any:
    """feedparser's reading of text that was decoded already; a stream, since it would open a string as an address."""
    headers = {"content-type": "application/xml; charset=utf-8"}
    data = io.BytesIO(text.encode("utf-8", "replace"))
    try:
        return feedparser.parse(data, response_headers=headers, sanitize_html=False, resolve_relative_uris=False)
    except (ValueError, LookupError, AttributeError, TypeError, RecursionError, AssertionError) as error:
        raise RejectedSeed("the feed is damaged and cannot be read; save it again") from error


def _article(entry: Mapping[str, Any], source: str, language: str) -> ParsedArticle | None:
    contents = entry.get("content") or []
    full = max((_value(part) for part in contents), key=len, default="")
    summary = _value(entry.get("summary_detail") or {"value": entry.get("summary")})
    body = _fragment(full) if full else _fragment(summary)
    short = " ".join(_fragment(summary).paragraphs) if full and summary != full else ""
    own = entry.get("source")
    return tidy(
        ParsedArticle(
            title=fields.line(entry.get("title")),
            body=body.paragraphs,
            summary=_dek(short, body),
            byline=fields.people(entry.get("authors")) or fields.people(entry.get("author")),
            source=(fields.line(own.get("title"), 120) if isinstance(own, Mapping) else "") or source,
            url=fields.address(entry.get("link")),
            published=_moment(entry, "published") or _moment(entry, "created"),
            updated=_moment(entry, "updated"),
            captions=body.captions,
            language=fields.language((contents[0].get("language") if contents else "") or "") or language,
        )
    )


def _value(part: Mapping[str, Any]) -> str:
    value = part.get("value")
    return value if isinstance(value, str) else ""


def _fragment(text: str) -> Fragment:
    return read_fragment(text) if text.strip() else Fragment()


def _dek(text: str, body: Fragment) -> str:
    """The summary, unless it is only the cut-off opening of the text."""
    opening = " ".join(body.paragraphs)[:200]
    return "" if text.endswith(("…", "...", "[…]", "[...]")) or text[:60] in opening else text[:2000]


def _moment(entry: Mapping[str, Any], name: str) -> Any:
    return fields.moment(entry.get(name))


FORMAT = Format(name="feed", suffixes=(".xml", ".rss", ".atom", ".rdf"), sniff=sniff, read=read)
