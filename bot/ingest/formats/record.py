"""A mapping of named fields as an article: front matter and JSON, whatever the exporting program calls the fields."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from bot.errors import RejectedSeed
from bot.ingest import fields
from bot.ingest.decode import normalise
from bot.ingest.formats.tidy import tidy
from bot.ingest.lines import count_words
from bot.ingest.markup.fragment import Fragment, read_fragment
from bot.models import ParsedArticle

# Names without case and signs: "datePublished", "date_published" and "Date-Published" are one.
_TITLE = ("title", "headline", "name", "heading", "subject")
_TITLES = tuple(name for name in _TITLE if name != "name")
_BODY = (
    "contenthtml", "bodyhtml", "content", "contenttext", "body", "bodytext", "articlebody", "fulltext", "text",
    "article", "maintext", "paragraphs", "html",
)  # fmt: skip
_SUMMARY = ("summary", "standfirst", "dek", "description", "abstract", "excerpt", "subtitle", "lead", "teaser")
_AUTHORS = ("authors", "author", "byline", "by", "creator", "writer", "reporter")
_SOURCE = ("source", "sourcename", "sitename", "site", "publisher", "publication", "outlet", "agency", "newspaper")
_PUBLISHED = (
    "published", "datepublished", "publishedat", "publishdate", "publicationdate", "pubdate", "publishedtime",
    "date", "created", "createdat", "datecreated", "timestamp", "time",
)  # fmt: skip
_UPDATED = ("updated", "datemodified", "updatedat", "modified", "modifiedat", "lastmodified", "lastmod", "dateupdated")
_URL = ("url", "link", "canonical", "canonicalurl", "permalink", "externalurl", "uri", "href", "weburl")
_SECTION = ("section", "category", "articlesection", "sectionname", "desk", "rubric")
_LANGUAGE = ("language", "lang", "inlanguage", "locale")
_CAPTIONS = ("captions", "caption", "imagecaption", "imagealt")
_TOPICS = ("topics", "topic")
_PLACES = ("places", "place", "locations", "location")

_SIGNS_OF_ARTICLES = (_BODY, _AUTHORS, _SOURCE, _PUBLISHED, _URL)
_SUMMARY_WORDS = 8
_SIGNS = re.compile(r"[\W_]+")
_MARKUP = re.compile(r"</(?:p|div|h[1-6]|li|ul|ol|blockquote|figure|a|strong|em|b|i|span)\s*>|<(?:p|br)\b[^<>]*>", re.I)
_PARTS, _LONGEST_PART, _MOST_FIELDS = 5000, 1_000_000, 2000

Record = Mapping[str, Any]


def is_article(value: object) -> bool:
    """A mapping that names a title or a text."""
    if not isinstance(value, Mapping):
        return False
    record = _Named(value)
    return any(record.find(names) for names in (_TITLE, _BODY))


def stated_title(value: object) -> str:
    """The title that a record names; "" without one, and of what is no record."""
    return fields.line(_Named(value).find(_TITLE)) if isinstance(value, Mapping) and len(value) <= _MOST_FIELDS else ""


def read_record(
    record: Record, nothing: str, body: Fragment | None = None, *, source: str = "", tags: bool = False
) -> ParsedArticle:
    """The article of a record; its summary must do when it has no body. RejectedSeed(`nothing`) when it has neither.

    `body` is a text that stands outside the record, `source` what to name when it names none; `tags` takes tags
    for topics, as an editor means them and a program does not.
    """
    named = _Named(record)
    fragment = body or _fragment(named.find(_BODY))
    summary = _summary(named.find(_SUMMARY))
    if not fragment.paragraphs and not _summarises(named, summary):
        raise RejectedSeed(nothing)
    topics = named.find(_TOPICS) or (tags and named.find(("tags", "keywords")))
    return tidy(
        ParsedArticle(
            title=fields.line(named.find(_TITLE)) or fields.line(fragment.heading),
            body=fragment.paragraphs or ((summary,) if summary else ()),
            summary=summary if fragment.paragraphs else "",
            byline=fields.people(named.find(_AUTHORS)),
            source=_name(named.find(_SOURCE)) or source,
            url=next((url for name in _URL if (url := fields.address(named.find((name,))))), ""),
            section=_name(named.find(_SECTION)),
            published=fields.moment(named.find(_PUBLISHED)),
            updated=fields.moment(named.find(_UPDATED)),
            captions=(*fields.strings(_as_list(named.find(_CAPTIONS)), longest=1000), *fragment.captions),
            language=fields.language(named.find(_LANGUAGE)),
            topics=tuple(topic.casefold() for topic in fields.strings(topics)),
            places=fields.strings(named.find(_PLACES)),
        ),
        nothing,
    )


def _summarises(named: _Named, summary: str) -> bool:
    """Whether a summary stands for the text of an article, and does not say what a program or a data field is for.

    Programs have names and not titles; and a short line is an article's only where something else speaks for one.
    """
    if not named.find(_TITLES) or named.find(("schema",)):
        return False
    return count_words(summary) >= _SUMMARY_WORDS or any(map(named.holds, _SIGNS_OF_ARTICLES))


class _Named:
    """A record whose fields are found by any spelling of their names."""

    def __init__(self, record: Record) -> None:
        if len(record) > _MOST_FIELDS:
            raise RejectedSeed(f"a record has more than {_MOST_FIELDS:,} fields; keep those of an article")
        self._fields = {_SIGNS.sub("", str(name)).casefold(): value for name, value in record.items()}

    def holds(self, names: Sequence[str]) -> bool:
        """Whether it has a field of one of these names, be it empty."""
        return not self._fields.keys().isdisjoint(names)

    def find(self, names: Sequence[str]) -> Any:
        """The value of the first of these names that holds one."""
        return next((value for name in names if (value := self._fields.get(name)) not in (None, "", [], {})), None)


def _as_list(value: object) -> object:
    return [value] if isinstance(value, str) else value


def _name(value: object) -> str:
    """A name, also of an object with one or of the first of a list."""
    if isinstance(value, list | tuple) and value:
        value = value[0]
    return fields.line(value.get("name") or value.get("title") if isinstance(value, Mapping) else value, 120)


def _summary(value: object) -> str:
    return " ".join(_fragment(value).paragraphs)[:2000]


def _fragment(value: object) -> Fragment:
    """Paragraphs from text, HTML, or a list of either; objects in a list give their text field."""
    if isinstance(value, list | tuple):
        parts = [part.get("text") or part.get("content") if isinstance(part, Mapping) else part for part in value]
        texts = [part for part in parts[:_PARTS] if isinstance(part, str)]
        if not any(_MARKUP.search(text) for text in texts):
            return Fragment(paragraphs=tuple(line for text in texts for line in _lines(text)))
        value = "".join(f"<p>{text}</p>" if not _MARKUP.search(text) else text for text in texts)
    if isinstance(value, Mapping):
        value = value.get("rendered") or value.get("html") or value.get("text") or value.get("value")
    if not isinstance(value, str):
        return Fragment()
    value = value[:_LONGEST_PART]
    return read_fragment(value) if _MARKUP.search(value) else Fragment(paragraphs=_lines(value))


def _lines(text: str) -> tuple[str, ...]:
    return tuple(" ".join(line.split()) for line in normalise(text).split("\n") if line.strip())
