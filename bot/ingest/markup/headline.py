"""The headline of a page: the heading that its own metadata agrees with."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher

from bot.ingest.lines import key
from bot.ingest.markup.rendering import render
from bot.ingest.markup.tree import Element
from bot.ingest.titles import without_site

# "Headline | Paper", "Headline - Section - Paper", "Headline :: Paper".
_BAR = re.compile(r"\s+(?:[|·•»›]|::)\s+")
_DASH = re.compile(r"\s+(?:[–—]|-{1,2})\s+")
_SITE_WORDS = 5
_AGREES = 0.8
_LONGEST = 300
_MEASURED = 200


def choose_headline(tree: Element, stated: Sequence[str], site: str) -> str:
    """The headline as the page shows it; `stated` are those of its metadata, the surest first.

    A heading that agrees with one of them is the headline, since metadata carries the site's name or is cut. The
    only h1 of a page is it as well when no metadata contradicts; a lone h1 that does is usually the site's name.
    """
    tab = _text(tree.find(".//title"))
    claims = [claim for claim in (*stated, tab) if claim]
    headings = [text for text in _headings(tree, "h1") if not _is_site(text, claims, site)]
    best = max(headings, key=lambda text: _best_match(text, claims), default="")
    if best and (not claims or _best_match(best, claims) >= _AGREES):
        return without_site(best, site)
    for heading in _headings(tree, "h2"):
        if len(heading.split()) >= 4 and any(key(heading) == key(without_site_name(claim, site)) for claim in claims):
            return heading
    if claims and not (len(headings) == 1 and len(headings[0].split()) >= 3):
        return without_site_name(claims[0], site)
    return best


def without_site_name(claim: str, site: str) -> str:
    """A title of a browser tab without the site behind or before it.

    What stands behind a bar is a section or site. A dash also stands inside headlines, so what follows the last
    one must be the site, or be short against what precedes it.
    """
    claim = claim.strip()
    for separator in (_BAR, _DASH):
        marks = list(separator.finditer(claim))
        if not marks:
            continue
        before, after = claim[: marks[-1].start()], claim[marks[-1].end() :]
        first, rest = claim[: marks[0].start()], claim[marks[0].end() :]
        if site and key(first) == key(site):
            return without_site_name(rest, site)
        longer = 3 if separator is _BAR else max(4, 2 * len(after.split()))
        if (site and key(after) == key(site)) or (len(after.split()) <= _SITE_WORDS and len(before.split()) >= longer):
            return without_site_name(before, site)
        if separator is _BAR and len(first.split()) < 3 and len(rest.split()) >= 3:
            return rest
    return claim


def _best_match(text: str, claims: Iterable[str]) -> float:
    """How well a heading agrees with the best claim, whole or without what stands behind a bar."""
    own = key(text)[:_MEASURED]
    best = 0.0
    for claim in claims:
        whole = key(claim)[:_MEASURED]
        if own and own == whole:
            return 1.0
        for part in (whole, *(key(piece) for piece in _parts(claim))):
            best = max(best, SequenceMatcher(None, own, part, autojunk=False).ratio())
    return best


def _parts(claim: str) -> list[str]:
    """The pieces of a claim between bars and dashes."""
    return [piece for part in _BAR.split(claim) for piece in _DASH.split(part)]


def _is_site(heading: str, claims: Iterable[str], site: str) -> bool:
    """The site's own name, as front pages and old templates set it: also what follows the last bar of a tab."""
    own = key(heading)
    return own == key(site) or any(
        len(parts) > 1 and own == key(parts[-1]) and len(parts[0]) > len(heading) for parts in map(_parts, claims)
    )


def _headings(tree: Element, tag: str) -> list[str]:
    return [text for text in map(_text, tree.iter(tag)) if 0 < len(text) <= _LONGEST]


def _text(element: Element | None) -> str:
    return "" if element is None else " ".join(block.text for block in render(element))
