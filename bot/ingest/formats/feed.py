"""RSS and Atom files: every entry is an article."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from functools import partial
from typing import Any

import feedparser

from bot.errors import RejectedSeed
from bot.ingest import fields
from bot.ingest.formats.contract import Content, Format, Item
from bot.ingest.formats.encoding import declared_encoding, decode_declared
from bot.ingest.formats.tidy import read_each, tidy
from bot.ingest.markup.fragment import Fragment, read_fragment
from bot.ingest.markup.tree import is_well_formed
from bot.models import ParsedArticle

MAX_ENTRIES = 1000
_MOST_TAGS, _MOST_DAMAGED_TAGS, _LONGEST_DAMAGED = 100_000, 10_000, 500_000
_ENTRY = re.compile(r"<(?:\w{1,20}:)?(?:item|entry)\b", re.IGNORECASE)
_ROOT = re.compile(
    r"\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:(?:<!--.{0,2000}?-->|<\?[^>]{0,500}\?>)\s*){0,8}"
    r"(?:<!DOCTYPE[^>\[]{0,300}[>\[].{0,4000}?)?"
    r"<(?:rss|feed|rdf:RDF|channel)\b",
    re.DOTALL | re.IGNORECASE,
)
# Internal subsets define entities: a kilobyte of them expands to gigabytes. No feed of today needs one.
_DEFINITIONS = re.compile(r"<!(?:DOCTYPE|ENTITY)\b", re.IGNORECASE)
_INTERNAL = re.compile(r"\s*(?:<\?xml[^>]{0,200}>\s*)?<!DOCTYPE\s[^<>\[]{0,300}\[", re.IGNORECASE)
_HEAD = 8192
_OLD_DOCTYPE = re.compile(
    r"<!DOCTYPE\s+rss\s+PUBLIC\s+\"[^\"<>\[\]]{0,200}\"\s+\"[^\"<>\[\]]{0,200}\"\s*>", re.IGNORECASE
)
_DECLARATION = re.compile(r"\A\s*<\?xml[^>]{0,200}\?>")
# The line that WordPress sets under every entry, in the languages people meet it in.
_APPEARED = re.compile(
    r"(?:the post|der beitrag|l['’]article|la entrada|el post|l['’]articolo|o post|het bericht|запись|сообщение) "
    r".{1,400} (?:appeared first on|erschien zuerst auf|est apparu en premier sur|se publicó primero en|"
    r"apareció primero en|proviene da|apareceu primeiro em|verscheen eerst op|впервые появилась на|"
    r"появились сначала на) .{1,150}",
    re.IGNORECASE,
)
_NOTHING = "the feed holds no entry; save one with summaries or full articles"
_NO_TEXT = "no text; save a feed with summaries or full articles"


def read(content: Content) -> list[Item]:
    """The entries in the order of the file."""
    text = _xml(content)
    if _ROOT.match(text) is None:
        raise RejectedSeed("the XML is neither RSS nor Atom; save the feed or the article's page instead")
    _check_size(text)
    parsed = _parse(text)
    source = fields.line(parsed.feed.get("title"), 120)
    language = fields.language(parsed.feed.get("language"))
    if not parsed.entries:
        raise RejectedSeed(_NOTHING)
    return read_each(parsed.entries, partial(_article, source=source, language=language), _title)


def sniff(content: Content) -> bool:
    """The root element of a feed, whatever the file is called, or a document type with definitions of its own."""
    head = content.text[:_HEAD]
    return _ROOT.match(head) is not None or _INTERNAL.match(head) is not None


def _xml(content: Content) -> str:
    declared = declared_encoding(content.data)
    text = decode_declared(content.data, declared, content.fallback) if declared else content.text
    text = _OLD_DOCTYPE.sub("", text, count=1)
    if _DEFINITIONS.search(text):
        raise RejectedSeed("the XML defines a document type or entities, which feeds do not need; save it without them")
    return _DECLARATION.sub("", text, count=1)


def _check_size(text: str) -> None:
    """Refuse what feedparser needs many seconds for; damaged XML goes through a slow reader of its own."""
    entries = len(_ENTRY.findall(text))
    if entries > MAX_ENTRIES:
        raise RejectedSeed(f"the feed holds {entries:,} entries, more than {MAX_ENTRIES:,}; split it")
    limit = _MOST_TAGS if is_well_formed(text) else _MOST_DAMAGED_TAGS
    if text.count("<") > limit or (limit == _MOST_DAMAGED_TAGS and len(text) > _LONGEST_DAMAGED):
        raise RejectedSeed("the feed is damaged or has far too many elements; save it again, or split it")


def _parse(text: str) -> Any:
    """feedparser's reading of text that was decoded already; a stream, since it would open a string as an address."""
    headers = {"content-type": "application/xml; charset=utf-8"}
    data = io.BytesIO(text.encode("utf-8", "replace"))
    try:
        return feedparser.parse(data, response_headers=headers, sanitize_html=False, resolve_relative_uris=False)
    except (ValueError, LookupError, AttributeError, TypeError, RecursionError, AssertionError) as error:
        raise RejectedSeed("the feed is damaged and cannot be read; save it again") from error


def _title(entry: Mapping[str, Any]) -> str:
    return fields.line(entry.get("title"))


def _article(entry: Mapping[str, Any], *, source: str, language: str) -> ParsedArticle:
    contents = entry.get("content") or []
    full = max((_value(part) for part in contents), key=len, default="")
    summary = _value(entry.get("summary_detail") or {"value": entry.get("summary")})
    body = _fragment(full) if full else _fragment(summary)
    short = " ".join(_fragment(summary).paragraphs) if full and summary != full else ""
    own = entry.get("source")
    published = fields.moment(entry.get("published")) or fields.moment(entry.get("created"))
    # Asked for what is absent, feedparser gives the published date with a warning. A lone date is the first one.
    updated = fields.moment(entry["updated"]) if "updated" in entry else None
    return tidy(
        ParsedArticle(
            title=_title(entry),
            body=tuple(text for text in body.paragraphs if not _APPEARED.fullmatch(text)),
            summary=_dek(short, body),
            byline=fields.people(entry.get("authors")) or fields.people(entry.get("author")),
            source=(fields.line(own.get("title"), 120) if isinstance(own, Mapping) else "") or source,
            url=fields.address(entry.get("link")),
            published=published or updated,
            updated=updated if published else None,
            captions=body.captions,
            language=fields.language((contents[0].get("language") if contents else "") or "") or language,
        ),
        _NO_TEXT,
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


FORMAT = Format(name="feed", suffixes=(".xml", ".rss", ".atom", ".rdf"), sniff=sniff, read=read)
