"""Finding the article in the tree of a page."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import groupby

from bot.ingest.lines import count_words, key
from bot.ingest.markup.furniture import is_apart, is_comments, is_hidden, is_named_apart
from bot.ingest.markup.rendering import Block, render
from bot.ingest.markup.tree import Element

# The article's element holds this share of the prose; an element that holds more than a furniture's share is
# kept whatever it is called, since builders name whole pages "widget" and "sidebar".
_CONTAINER = 0.75
_COMMENTS, _HIDDEN, _APART, _NAMED = 0.97, 0.1, 0.6, 0.35
_ENOUGH = 25
_LINKED, _MENU = 0.9, 8
_SMALL = 30
_PROSE = 12
_HEADER = 25
_SENTENCE_END = re.compile(r"[.!?。！？؟۔…][\"'”’»)\]]?(?:\s|$)")
_NEVER = frozenset({"html", "body", "main"})

Weights = dict[Element, int]


def article_blocks(body: Element, title: str, description: str) -> list[Block]:
    """The blocks of the article, from the headline above it to the end of its element.

    Between the two a page repeats its description as standfirst; that is a summary, not the first paragraph.
    """
    drop_furniture(body)
    blocks = _without_menus(render(body))
    weights = weigh(body, blocks)
    container = _descend(body, weights)
    inside = set(container.iter()) if container is not body else None
    if inside is None:
        return blocks
    within = [index for index, block in enumerate(blocks) if block.owner in inside]
    if not within:
        return blocks
    header = blocks[_header(blocks, within[0], title) : within[0]]
    dek = key(description)
    return [block for block in header if key(block.text) != dek] + blocks[within[0] : within[-1] + 1]


def _without_menus(blocks: Sequence[Block]) -> list[Block]:
    """The blocks without long runs of nothing but links; the few that a list of an article has stay."""
    kept: list[Block] = []
    for linked, run in groupby(blocks, key=lambda block: block.linked > _LINKED and not is_prose(block)):
        part = list(run)
        kept += [] if linked and len(part) >= _MENU else part
    return kept


def drop_furniture(body: Element) -> None:
    """Take comments, hidden parts, navigation, share bars and the like out of the tree."""
    _drop(body, is_comments, _COMMENTS)
    _drop(body, is_hidden, _HIDDEN, _SMALL)
    _drop(body, is_apart, _APART)
    _drop(body, is_named_apart, _NAMED)


def is_prose(block: Block) -> bool:
    """A block that holds a sentence and is no list of links."""
    return block.linked < 0.5 and count_words(block.text) >= _PROSE and _SENTENCE_END.search(block.text) is not None


def weigh(root: Element, blocks: Sequence[Block]) -> Weights:
    """Words of prose in each element below the root, its descendants included."""
    weights: Weights = dict.fromkeys(root.iter(), 0)
    for block in blocks:
        if is_prose(block) and block.owner in weights:
            weights[block.owner] += count_words(block.text)
    for element in reversed(weights):
        parent = element.getparent()
        if element is not root and parent is not None:
            weights[parent] += weights[element]
    return weights


def _drop(body: Element, test: Callable[[Element], bool], share: float, small: int = 0) -> None:
    """Take out what passes the test and holds no more than this share of the prose, unless little would be left."""
    weights = weigh(body, render(body))
    total = weights[body]
    limit = max(share * total, small)
    doomed = [
        element
        for element, words in weights.items()
        if isinstance(element.tag, str) and element.tag not in _NEVER and words <= limit and test(element)
    ]
    outermost = _outermost(doomed)
    if total and total - sum(weights[element] for element in outermost) < min(_ENOUGH, total):
        outermost = [element for element in outermost if not weights[element]]
    for element in outermost:
        element.drop_tree()


def _outermost(elements: Sequence[Element]) -> list[Element]:
    """Those that are in none of the others; document order puts an ancestor first."""
    chosen: set[Element] = set()
    covered: set[Element] = set()
    for element in elements:
        if element not in covered:
            chosen.add(element)
            covered.update(element.iter())
    return [element for element in elements if element in chosen]


def _descend(body: Element, weights: Weights) -> Element:
    """The smallest element that still holds nearly all prose of the page."""
    container, total = body, weights[body]
    while total:
        heaviest = max(container, key=lambda child: weights.get(child, 0), default=None)
        if heaviest is None or weights.get(heaviest, 0) < _CONTAINER * total or heaviest.tag == "p":
            break
        container = heaviest
    return container


def _header(blocks: Sequence[Block], first: int, title: str) -> int:
    """Where the headline stands when it is outside the container, but near: standfirst and byline lie between."""
    name = key(title)
    for index in range(max(0, first - _HEADER), first):
        if key(blocks[index].text) == name:
            return index
    headings = [index for index in range(max(0, first - _HEADER), first) if blocks[index].owner.tag == "h1"]
    return headings[-1] if headings else first
