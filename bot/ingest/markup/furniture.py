"""Which elements of a page are not its article, by what they say of themselves.

The words are those of HTML, WAI-ARIA and of common page builders; never the name of a site.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.ingest.markup.tree import Element
from bot.ingest.vocabulary import listed

_SEMANTIC = frozenset({"nav", "footer", "aside", "button", "form", "dialog"})
_ROLES = listed(
    "navigation|banner|complementary|contentinfo|search|dialog|menu|menubar|toolbar|alert|alertdialog|form|tablist"
)
_COMMENTS = listed("comments|comment|commentlist|respond|disqus|commentform|replies|discussion")
_ABOUT_COMMENTS = listed("count|link|number|icon|off|closed|open|no|has|with")
_NAMES = listed(
    """
    share|sharing|shares|social|sharebar|sharethis|addtoany|sharedaddy|newsletter|signup|subscribe|subscription|
    optin|related|recommended|recommendations|recirc|recirculation|breadcrumb|breadcrumbs|sidebar|promo|promotion|
    advert|advertisement|ads|ad|sponsored|cookie|cookies|consent|gdpr|modal|popup|lightbox|offcanvas|pagination|
    pager|outbrain|taboola|trending|popular|toolbar|masthead|cta|authorbox|bio|navbar|readers|tag|tags
    """
)
# Beside one of these a name tells of the layout: "with-sidebar", "content-and-related".
_LAYOUT = listed(
    "with|no|has|and|without|content|contents|body|article|text|main|page|entry|wysiwyg|generic|container|layout|"
    "template|theme|enabled|paragraphs|chapters|para"
)
_MOST_WORDS, _MOST_COMMENT_WORDS = 5, 3
_PARTS = re.compile(r"[-_:]+|(?<=[a-z])(?=[A-Z])")


def is_comments(element: Element) -> bool:
    """A list of readers' comments or the form for one, by its class or id."""
    return any(
        len(words) <= _MOST_COMMENT_WORDS
        and (words[0] in _COMMENTS or words[-1] in _COMMENTS)
        and not _ABOUT_COMMENTS.intersection(words)
        for words in _names(element)
    )


def is_hidden(element: Element) -> bool:
    """Not shown when the page opens."""
    return (
        element.get("hidden") is not None
        or element.get("aria-hidden") == "true"
        or "display:none" in (element.get("style") or "").replace(" ", "").lower()
    )


def is_apart(element: Element) -> bool:
    """Set apart by the markup itself: navigation, footers, asides, forms."""
    return element.tag in _SEMANTIC or (element.get("role") or "") in _ROLES


def is_named_apart(element: Element) -> bool:
    """Set apart by its class or id: share bars, related stories, pleas, cookie boxes."""
    return any(
        len(words) <= _MOST_WORDS and _NAMES.intersection(words) and not _LAYOUT.intersection(words)
        for words in _names(element)
    )


def _names(element: Element) -> Iterator[list[str]]:
    """Each class and the id, cut into words: "relatedPosts-box" is related, posts, box."""
    for name in f"{element.get('class') or ''} {element.get('id') or ''}".split():
        words = [word.lower() for word in _PARTS.split(name) if word]
        if words:
            yield words
