"""JSON-LD: what a page says of its article to search engines (schema.org)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import orjson

from bot.ingest.markup.tree import Element

_ARTICLES = ("article", "posting", "report", "story", "recipe", "howto")
_PAGES = ("webpage", "faqpage", "itempage")
_INSIDE = ("@graph", "mainEntity", "mainEntityOfPage", "itemListElement")
_MOST_NODES = 500
_LONGEST = 400_000


def article_node(tree: Element) -> Mapping[str, Any]:
    """The node that describes the article, else the page; an empty mapping without one."""
    page: Mapping[str, Any] = {}
    for node in _nodes(tree):
        kinds = _kinds(node)
        if any(kind.endswith(_ARTICLES) for kind in kinds):
            return node
        if not page and any(kind.endswith(_PAGES) for kind in kinds):
            page = node
    return page


def _nodes(tree: Element) -> Iterator[Mapping[str, Any]]:
    """All objects that may describe the page, those further out first; broken scripts are passed over."""
    for script in tree.iter("script"):
        text = script.text or ""
        if (script.get("type") or "").strip().lower() != "application/ld+json" or len(text) > _LONGEST:
            continue
        try:
            waiting = [orjson.loads(text.strip().strip(";"))]
        except orjson.JSONDecodeError:
            continue
        seen = 0
        while waiting and seen < _MOST_NODES:
            node = waiting.pop(0)
            seen += 1
            if isinstance(node, list):
                waiting.extend(node[:_MOST_NODES])
            elif isinstance(node, dict):
                yield node
                waiting.extend(node[name] for name in _INSIDE if isinstance(node.get(name), dict | list))


def _kinds(node: Mapping[str, Any]) -> list[str]:
    kinds = node.get("@type")
    return [kind.lower() for kind in (kinds if isinstance(kinds, list) else [kinds]) if isinstance(kind, str)]
