"""Telegram HTML, made in one place: escaping, measuring, and cutting an article into pages. Pure.

Text is always cut first and escaped after, so no cut can fall inside a tag or a reference. Limits are Telegram's: 4096
code points after parsing, 32768 bytes of source, 100 entities (Bot API, sendMessage; tdlib, MessageEntity.cpp). Lengths
are counted in UTF-16 units here, which are never fewer than code points.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NewType
from urllib.parse import urlsplit

from bot.sentences import sentence_ends

Html = NewType("Html", str)
"""Text that may be sent with parse_mode HTML: made by the functions below, never by hand from foreign text."""

MESSAGE_LIMIT = 4096
SOURCE_LIMIT = 32768
PAGE_BUDGET = 3000
# Paragraphs up to this size are never parted; longer ones may be, at the end of a sentence.
WHOLE_PARAGRAPH = 900
_LONGEST_GRAPHEME = 32

_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"})
# Telegram turns control characters into spaces; lone surrogates cannot be encoded at all. Overrides of the writing
# direction (U+202A to U+202E) would let a title reorder the words around it.
_UNWANTED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\ufdd0-\ufdef\ufffe\uffff]|[\ud800-\udfff]")
_TAG = re.compile(r"<[^>]*>")
_REFERENCE = re.compile(r"&(lt|gt|amp|quot);")
_CHARACTERS = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_JOINERS = frozenset("\u200d\ufe0e\ufe0f\u20e3")


def clean(text: str) -> str:
    """The text without characters that Telegram would change or refuse."""
    return _UNWANTED.sub(" ", text)


def one_line(text: str, limit: int) -> str:
    """The text on one line, at most `limit` UTF-16 units, cut at a word's end with an ellipsis."""
    flat = " ".join(clean(text).split())
    if utf16_length(flat) <= limit:
        return flat
    return flat[: _cut_at(flat, limit - 2)].rstrip(" ,;:–—-") + " …"


def escape(text: str) -> Html:
    """Foreign text as HTML: nothing in it can open a tag, close one or make a reference."""
    return Html(clean(text).translate(_ESCAPES))


def isolate(text: str) -> str:
    """Right-to-left text inside a left-to-right line, fenced (Unicode UAX 9, 2.5) so that it does not reorder it."""
    if not text.isascii() and any(unicodedata.bidirectional(character) in ("R", "AL") for character in text):
        return f"\u2068{text}\u2069"
    return text


def bold(text: str) -> Html:
    """Foreign text in bold; nothing for nothing, since an empty tag is dropped anyway."""
    return Html(f"<b>{escape(text)}</b>") if text.strip() else escape(text)


def italic(text: str) -> Html:
    """Foreign text in italics."""
    return Html(f"<i>{escape(text)}</i>") if text.strip() else escape(text)


def code(text: str) -> Html:
    """Foreign text that one tap copies."""
    return Html(f"<code>{escape(text)}</code>") if text.strip() else escape(text)


def link(text: str, url: str) -> Html:
    """A link, or the text alone when the address is not a plain http or https one."""
    if not text.strip() or not is_web_address(url):
        return escape(text)
    return Html(f'<a href="{escape(url)}">{escape(text)}</a>')


def quotation(text: str, *, expandable: bool = False) -> Html:
    """Foreign text set apart; an expandable one shows its first lines until somebody opens it (Bot API 7.4)."""
    if not text.strip():
        return escape(text)
    return Html(f"<blockquote{' expandable' if expandable else ''}>{escape(text)}</blockquote>")


def age(text: str, moment: datetime) -> Html:
    """How long ago that was, as each reader's client says it at each moment; `text` where it cannot (Bot API 9.5)."""
    return Html(f'<tg-time unix="{int(moment.timestamp())}" format="r">{escape(text)}</tg-time>')


def is_web_address(url: str) -> bool:
    """Whether Telegram takes the address as a link: http or https, a host with a dot, no spaces."""
    if len(url) > 2000 or any(character.isspace() for character in url) or _UNWANTED.search(url):
        return False
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and "." in host.strip(".")


def lines(*parts: Html) -> Html:
    """The parts that hold something, each on its own line."""
    return Html("\n".join(part for part in parts if part))


def paragraphs(*parts: Html) -> Html:
    """The parts that hold something, with an empty line between them."""
    return Html("\n\n".join(part for part in parts if part))


def plain(html: str) -> str:
    """What a person sees of HTML that this module made."""
    return _REFERENCE.sub(lambda match: _CHARACTERS[match[1]], _TAG.sub("", html))


def utf16_length(text: str) -> int:
    """Length in UTF-16 code units, as Telegram's clients and entity offsets count."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def fits(html: str) -> bool:
    """Whether Telegram takes it as one message, by the strictest reading of every limit."""
    visible = plain(html).strip()
    return (
        0 < utf16_length(visible) <= MESSAGE_LIMIT
        and len(html.encode()) <= SOURCE_LIMIT
        and html.count("<") // 2 <= 100
    )


@dataclass(frozen=True, slots=True)
class _Piece:
    """Text that stays together on a page; `opens` a paragraph or goes on with the one before."""

    text: str
    opens: bool
    size: int


def pages(
    body: Sequence[str],
    *,
    reserved: int = 0,
    budget: int = PAGE_BUDGET,
    ends: Callable[[str], list[int]] = sentence_ends,
) -> list[str]:
    """Paragraphs as pages of plain text, each at most `budget` UTF-16 units, the first by `reserved` less.

    Cut at the ends of paragraphs where they are short, else of sentences, else of words, else between two whole
    characters. Pages are as even as that allows: two halves rather than a full page and a last line. At least one page.
    `reserved` is for what stands above the text of the first page, at most `budget` less WHOLE_PARAGRAPH.
    """
    pieces = [piece for paragraph in body for piece in _pieces(clean(paragraph).strip(), ends)]
    count = len(_fill(pieces, reserved, budget))
    high = budget
    low = max((piece.size + (reserved if place == 0 else 0) for place, piece in enumerate(pieces)), default=0)
    while low < high:
        middle = (low + high) // 2
        if len(_fill(pieces, reserved, middle)) > count:
            low = middle + 1
        else:
            high = middle
    return ["".join(_page(group)) for group in _fill(pieces, reserved, high)]


def _page(pieces: Iterable[_Piece]) -> str:
    joined = "".join(f"\n\n{piece.text}" if piece.opens else piece.text for piece in pieces)
    return joined.strip()


def _fill(pieces: Sequence[_Piece], reserved: int, budget: int) -> list[list[_Piece]]:
    filled: list[list[_Piece]] = [[]]
    used = reserved
    for piece in pieces:
        if filled[-1] and used + piece.size > budget:
            filled.append([])
            used = 0
        filled[-1].append(piece)
        used += piece.size
    return filled


def _pieces(paragraph: str, ends: Callable[[str], list[int]]) -> list[_Piece]:
    """A paragraph as pieces whose texts, put together, are the paragraph again."""
    if not paragraph:
        return []
    if utf16_length(paragraph) <= WHOLE_PARAGRAPH:
        return [_Piece(paragraph, True, utf16_length(paragraph) + 2)]
    texts: list[str] = []
    start = 0
    for end in (*ends(paragraph), len(paragraph)):
        if start < end and _may_cut(paragraph, end):
            texts.extend(_short(paragraph[start:end]))
            start = end
    return [_Piece(text, place == 0, utf16_length(text) + 2) for place, text in enumerate(texts)]


def _short(sentence: str) -> list[str]:
    """A sentence as texts of at most WHOLE_PARAGRAPH units."""
    texts = []
    while utf16_length(sentence) > WHOLE_PARAGRAPH:
        at = _cut_at(sentence, WHOLE_PARAGRAPH)
        texts.append(sentence[:at])
        sentence = sentence[at:]
    if sentence:
        texts.append(sentence)
    return texts


def _cut_at(text: str, limit: int) -> int:
    """Where to cut so that at most `limit` units stay: at a word's end in the last half, else between characters."""
    kept = text[:limit]
    while utf16_length(kept) > limit:
        kept = kept[: -max(1, (utf16_length(kept) - limit) // 2)]
    end = len(kept)
    if end < len(text) and text[end].isspace():
        return end
    before_last_word = len(kept.rsplit(None, 1)[0])
    if end // 2 < before_last_word < end:
        return before_last_word
    return _between_characters(text, end)


def _between_characters(text: str, end: int) -> int:
    """The nearest place at or before `end` that parts no letter from its marks and no joined emoji, if near."""
    for at in range(end, max(end - _LONGEST_GRAPHEME, 1), -1):
        if _may_cut(text, at):
            return at
    return end


def _may_cut(text: str, at: int) -> bool:
    return at == len(text) or not (_attaches(text[at]) or text[at - 1] == "\u200d")


def _attaches(character: str) -> bool:
    if character in _JOINERS or "\U0001f3fb" <= character <= "\U0001f3ff":
        return True
    return unicodedata.category(character).startswith("M")
