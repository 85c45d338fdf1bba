"""What a page says of its article outside the text: JSON-LD, meta elements, time and author elements."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.ingest.bylines import is_name, read_byline
from bot.ingest.fields import address, language, line, moment, people
from bot.ingest.markup.linked_data import article_node
from bot.ingest.markup.tree import Element

_PUBLISHED = (
    "article:published_time", "og:article:published_time", "datepublished", "date", "pubdate", "publishdate",
    "publish-date", "publication_date", "sailthru.date", "parsely-pub-date", "dc.date", "dc.date.issued",
    "dcterms.created", "dcterms.date", "citation_publication_date", "article.published", "published_time",
)  # fmt: skip
_UPDATED = ("article:modified_time", "og:updated_time", "datemodified", "lastmod", "last-modified", "dcterms.modified")
_AUTHORS = ("author", "article:author", "parsely-author", "sailthru.author", "dc.creator", "byl", "citation_author")
_SITES = ("og:site_name", "application-name", "dc.publisher", "citation_journal_title")
_TITLES = ("og:title", "twitter:title", "parsely-title", "sailthru.title", "dc.title", "citation_title")
_DESCRIPTIONS = ("og:description", "description", "twitter:description")
_BYLINE_CLASS = re.compile(
    r"(?:^|[\s_-])(?:byline|author|authors|author-?name|post-author|entry-author)(?:$|[\s_-])", re.I
)
_MODIFIED = re.compile(r"modif|updat|revis", re.IGNORECASE)
_STATED = 40


@dataclass(frozen=True, slots=True)
class PageFacts:
    """Statements of a page; empty where there are none. `titles` has the surest first."""

    titles: tuple[str, ...]
    byline: str
    site: str
    url: str
    section: str
    language: str
    description: str
    published: datetime | None
    updated: datetime | None
    body: str


def read_facts(tree: Element) -> PageFacts:
    """The facts of a whole page, before anything is taken out of its tree."""
    node = article_node(tree)
    meta = _meta(tree)
    root = tree.getroottree().getroot()
    published, updated = _times(tree)
    return PageFacts(
        titles=tuple(filter(None, (line(node.get("headline")), *(line(meta.get(name)) for name in _TITLES)))),
        byline=people(node.get("author")) or _author(tree, meta),
        site=_name(node.get("publisher")) or _first(meta, _SITES),
        url=_address(tree, node, meta),
        section=line(_one(node.get("articleSection")) or meta.get("article:section"), 80),
        language=language(node.get("inLanguage")) or language(root.get("lang") or root.get("xml:lang")),
        description=line(node.get("description")) or _first(meta, _DESCRIPTIONS),
        published=moment(node.get("datePublished")) or _moment(meta, _PUBLISHED) or published,
        updated=moment(node.get("dateModified")) or _moment(meta, _UPDATED) or updated,
        body=text if isinstance(text := node.get("articleBody"), str) else "",
    )


def _meta(tree: Element) -> dict[str, str]:
    """Contents of meta elements by their name, the first of each."""
    found: dict[str, str] = {}
    for element in tree.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop") or ""
        content = (element.get("content") or "").strip()
        if name and content:
            found.setdefault(name.strip().lower(), content)
    return found


def _first(meta: Mapping[str, str], names: Iterable[str]) -> str:
    return next((text for name in names if (text := line(meta.get(name)))), "")


def _moment(meta: Mapping[str, str], names: Iterable[str]) -> datetime | None:
    return next((at for name in names if (at := moment(meta.get(name)))), None)


def _one(value: object) -> object:
    return value[0] if isinstance(value, list) and value else value


def _name(value: object) -> str:
    value = _one(value)
    return line(value.get("name") if isinstance(value, Mapping) else value, 120)


def _address(tree: Element, node: Mapping[str, Any], meta: Mapping[str, str]) -> str:
    canonical = next((element.get("href") for element in tree.iter("link") if _is_canonical(element)), None)
    main = node.get("mainEntityOfPage")
    claims = (canonical, meta.get("og:url"), node.get("url"), main.get("@id") if isinstance(main, Mapping) else main)
    return next((url for claim in claims if (url := address(claim))), "")


def _is_canonical(element: Element) -> bool:
    return "canonical" in (element.get("rel") or "").lower().split()


def _author(tree: Element, meta: Mapping[str, str]) -> str:
    """Names from meta elements, else from the first element near the top that is marked as the byline."""
    for name in _AUTHORS:
        found = people(meta.get(name))
        if found and all(is_name(part) for part in found.split(", ")):
            return found
    for element in tree.iter("a", "span", "div", "p", "address", "li", "h3", "h4", "h5", "h6", "cite"):
        if not _marks_author(element):
            continue
        text = line(" ".join(element.itertext()), 120)
        byline = read_byline(text)
        if byline and byline.names:
            return byline.names
        if is_name(text):
            return text
    return ""


def _marks_author(element: Element) -> bool:
    return (
        (element.get("rel") or "").lower() == "author"
        or "author" in (element.get("itemprop") or "").lower().split()
        or _BYLINE_CLASS.search(element.get("class") or "") is not None
    )


def _times(tree: Element) -> tuple[datetime | None, datetime | None]:
    """(published, updated) from the first time elements; those of comments and teasers come further below."""
    published = updated = None
    for _, element in zip(range(_STATED), tree.iter("time"), strict=False):
        at = moment(element.get("datetime")) or moment(" ".join(element.itertext()))
        marks = " ".join(element.get(name) or "" for name in ("class", "itemprop"))
        if _MODIFIED.search(marks):
            updated = updated or at
        else:
            published = published or at
    return published, updated
