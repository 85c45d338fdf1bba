"""What trafilatura and readability make of a page: to cut tails, and when our own reading finds next to nothing."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Sequence

import trafilatura
from readability import Document

from bot.errors import RejectedSeed
from bot.ingest.markup.rendering import Block, lines_of, render
from bot.ingest.markup.tree import parse_markup

# Both take seconds on pages that are much larger than an article; those are read by our own rules alone.
_LARGEST = 600_000
_SHINGLE = 4
_SHORT = 6
_AGREES = 0.6
_TRUSTED = 0.3
_WORD = re.compile(r"\w+")

logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
logging.getLogger("readability").setLevel(logging.CRITICAL)


def without_tail(blocks: list[Block], page: str) -> list[Block]:
    """Cut the blocks below the last one that trafilatura keeps too, if it keeps a fair part of them at all."""
    kept = _Reading(_trafilatura(page))
    agreed = [index for index, block in enumerate(blocks) if block.text in kept]
    size = sum(len(block.text) for block in blocks)
    if len(agreed) < 3 or sum(len(blocks[index].text) for index in agreed) < _TRUSTED * size:
        return blocks
    return blocks[: agreed[-1] + 1]


def other_readings(page: str, stated: str) -> Iterator[list[str]]:
    """The lines of the article according to the page's own JSON-LD, trafilatura and readability."""
    if stated:
        yield stated.splitlines()
    yield _trafilatura(page)
    yield _readability(page)


def _trafilatura(page: str) -> list[str]:
    if len(page) > _LARGEST:
        return []
    document = trafilatura.bare_extraction(page, include_comments=False, with_metadata=False)
    return (document.text or "").splitlines() if document is not None and not isinstance(document, dict) else []


def _readability(page: str) -> list[str]:
    if len(page) > _LARGEST:
        return []
    try:
        return list(lines_of(render(parse_markup(Document(page).summary()))))
    except (RejectedSeed, ValueError, TypeError, AttributeError):  # it fails so on pages without a body
        return []


class _Reading:
    """Lines of another reader, to be asked whether a block of ours is among them."""

    def __init__(self, lines: Sequence[str]) -> None:
        self._lines = {tuple(_words(line)) for line in lines}
        self._shingles = {shingle for line in self._lines for shingle in _shingles(line)}

    def __contains__(self, text: str) -> bool:
        words = tuple(_words(text))
        if words in self._lines:
            return True
        shingles = _shingles(words)
        return len(words) >= _SHORT and sum(each in self._shingles for each in shingles) >= _AGREES * len(shingles)


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower())


def _shingles(words: Sequence[str]) -> list[tuple[str, ...]]:
    return [tuple(words[index : index + _SHINGLE]) for index in range(len(words) - _SHINGLE + 1)]
