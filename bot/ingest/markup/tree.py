"""HTML text becomes a tree of bounded size without anything that is never read."""

from __future__ import annotations

import re
from typing import TypeAlias

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from bot.errors import RejectedSeed

Element: TypeAlias = HtmlElement

# A page of a newspaper has one to five thousand; beyond this a file is a data dump, and reading takes seconds.
MAX_ELEMENTS = 25_000
_DECLARATION = re.compile(r"\A\s*<\?xml[^>]{0,200}>")
# Never shown, or shown by a program that does not run here.
_UNREAD = (
    "script", "style", "noscript", "template", "svg", "math", "iframe", "object", "embed", "canvas", "audio",
    "video", "input", "select", "textarea", "map", "option", "datalist", "meter", "progress", "track", "area",
)  # fmt: skip


def parse_markup(text: str) -> Element:
    """The tree of a page or fragment, scripts included; RejectedSeed when nothing or too much is in it.

    Comments and processing instructions are left out; entities are the HTML ones only and nothing is fetched.
    """
    parser = HTMLParser(remove_comments=True, remove_pis=True, no_network=True, encoding="utf-8")
    try:
        tree = document_fromstring(_DECLARATION.sub("", text, count=1).encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise RejectedSeed("the HTML holds no text; save the article's page again") from error
    if int(tree.xpath("count(//*)")) > MAX_ELEMENTS:
        raise RejectedSeed(f"the page has more than {MAX_ELEMENTS:,} elements; save the text of the article instead")
    return tree


def is_well_formed(text: str) -> bool:
    """XML without a mistake and no deeper than the library's 256 levels; entities are not expanded."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        etree.fromstring(text.encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError):
        return False
    return True


def body_of(tree: Element) -> Element:
    """The part of the tree that people see, with what they never read taken out."""
    body = tree.find("body")
    body = tree if body is None else body
    etree.strip_elements(body, *_UNREAD, with_tail=False)
    return body
