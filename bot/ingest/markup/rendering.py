"""A tree of elements becomes the blocks of text that a reader would see one below the other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.ingest.decode import normalise
from bot.ingest.markup.tree import Element
from bot.ingest.vocabulary import listed

_BLOCKS = listed(
    """
    address|article|aside|blockquote|body|br|button|caption|center|dd|details|dialog|dir|div|dl|dt|fieldset|figcaption|
    figure|footer|form|h1|h2|h3|h4|h5|h6|header|hgroup|hr|html|label|legend|li|main|menu|nav|ol|p|pre|section|
    summary|table|tbody|td|tfoot|th|thead|tr|ul
    """
)
_CELLS = frozenset({"td", "th"})
_ENTER, _LEAVE, _TAIL = range(3)


@dataclass(frozen=True, slots=True)
class Block:
    """A run of text with the block element that holds it; `linked` is the share of it inside links."""

    text: str
    owner: Element
    linked: float
    caption: bool


class _Collector:
    """Gathers text between the borders of blocks."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.captions = 0
        self.links = 0
        self._parts: list[str] = []
        self._linked = 0

    def add(self, text: str | None) -> None:
        if text:
            self._parts.append(text)
            if self.links:
                self._linked += len(text.strip())

    def separate(self) -> None:
        """A comma between the cells of a row."""
        while self._parts and not self._parts[-1].strip():
            self._parts.pop()
        if self._parts:
            self._parts.append(self._parts.pop().rstrip() + ", ")

    def close(self, owner: Element) -> None:
        text = "".join(self._parts)
        text = " ".join((text if text.isascii() else normalise(text)).split())
        if text:
            share = min(1.0, self._linked / len(text))
            self.blocks.append(Block(text, owner, share, self.captions > 0))
        self._parts.clear()
        self._linked = 0


def render(root: Element) -> list[Block]:
    """The blocks below an element in the order of the page; cells of a table row stand on one line."""
    collector = _Collector()
    for phase, element in _walk(root):
        tag = element.tag
        if phase == _TAIL:
            collector.add(element.tail)
        elif tag in _BLOCKS and not (tag in _CELLS and _is_data(element)):
            parent = element.getparent() if phase == _ENTER and element is not root else element
            collector.close(parent if parent is not None else element)
        elif tag in _CELLS and phase == _ENTER:
            collector.separate()
        if phase == _TAIL:
            continue
        step = 1 if phase == _ENTER else -1
        collector.links += step if tag == "a" else 0
        collector.captions += step if tag == "figcaption" else 0
        if phase == _ENTER:
            collector.add(element.text)
    collector.close(root)
    return collector.blocks


def _is_data(cell: Element) -> bool:
    """A cell of figures or names, not one that a page of the last century uses as a column."""
    return len(cell) == 0 or all(child.tag not in _BLOCKS or child.tag == "br" for child in cell)


def _walk(root: Element) -> Iterator[tuple[int, Element]]:
    """Enter, leave and tail of every element in order, without recursion: trees may be hundreds deep."""
    stack: list[tuple[int, Element]] = [(_ENTER, root)]
    while stack:
        phase, element = stack.pop()
        yield phase, element
        if phase != _ENTER:
            continue
        stack.append((_LEAVE, element))
        for child in reversed(element):
            stack.append((_TAIL, child))
            if isinstance(child.tag, str):
                stack.append((_ENTER, child))


def lines_of(blocks: Iterable[Block]) -> Iterator[str]:
    """Each block as a line, list items with their mark."""
    numbers: dict[Element, int] = {}
    last: Element | None = None
    for block in blocks:
        item = block.owner
        if item.tag != "li" or item is last:
            yield block.text
            continue
        last = item
        parent = item.getparent()
        if parent is None or parent.tag != "ol":
            yield f"- {block.text}"
            continue
        numbers[parent] = numbers.get(parent, 0) + 1
        yield f"{numbers[parent]}. {block.text}"
