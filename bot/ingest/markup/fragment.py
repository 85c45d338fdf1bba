"""HTML that is known to be an article's text: in a feed, a JSON field, a newsletter or a rendered document."""

from __future__ import annotations

from dataclasses import dataclass

from bot.errors import RejectedSeed
from bot.ingest.lines import count_words
from bot.ingest.markup.container import drop_furniture
from bot.ingest.markup.rendering import lines_of, render
from bot.ingest.markup.tree import body_of, parse_markup

_CAPTION_WORDS = 3


@dataclass(frozen=True, slots=True)
class Fragment:
    """Paragraphs in order, what is said of the pictures, and the first heading of the first rank."""

    paragraphs: tuple[str, ...] = ()
    captions: tuple[str, ...] = ()
    heading: str = ""


def read_fragment(text: str) -> Fragment:
    """The paragraphs of a piece of HTML; an empty fragment when it holds none."""
    try:
        body = body_of(parse_markup(text))
    except RejectedSeed:
        return Fragment()
    drop_furniture(body)
    blocks = render(body)
    pictures = [" ".join((image.get("alt") or "").split()) for image in body.iter("img")]
    captions = [block.text for block in blocks if block.caption] + pictures
    return Fragment(
        paragraphs=tuple(lines_of([block for block in blocks if not block.caption])),
        captions=tuple(dict.fromkeys(text for text in captions if count_words(text) >= _CAPTION_WORDS)),
        heading=next((block.text for block in blocks if block.owner.tag == "h1"), ""),
    )
