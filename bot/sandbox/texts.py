"""The text of a call: parse mode or entities, limits, and Telegram's words when it is refused."""

from functools import lru_cache
from typing import Any

from bot.sandbox.entities import BLOCKQUOTES, OPAQUE, SPLITTABLE, finish
from bot.sandbox.errors import bad_request
from bot.sandbox.links import LinkError, checked_link
from bot.sandbox.markup import SURROGATE, Entity, FormattedText, MarkupError, parse_html
from bot.sandbox.params import Params

MAX_SOURCE_BYTES = 32_768
MAX_TEXT = 4096
MAX_CAPTION = 1024
_GIVEN = frozenset(
    (*SPLITTABLE, *BLOCKQUOTES, *OPAQUE, "text_link", "text_mention", "custom_emoji")
)  # mentions, hashtags and the like are found, not given
_MAX_ENTITY_NUMBER = 1_000_000


def message_text(params: Params) -> FormattedText:
    """`text` as it will be stored: 1-4096 code points after parsing and trimming."""
    source = params.text("text")
    _check_source(source)
    if not source:
        raise bad_request("message text is empty")
    formatted = _formatted(params, source, "entities")
    if not formatted.text:
        raise bad_request("text must be non-empty")
    if len(formatted.text) > MAX_TEXT:
        raise bad_request("message is too long")
    return formatted


def caption(params: Params) -> FormattedText:
    """`caption`, empty or up to 1024 code points."""
    source = params.text("caption")
    _check_source(source)
    formatted = _formatted(params, source, "caption_entities")
    if len(formatted.text) > MAX_CAPTION:
        raise bad_request("message caption is too long")
    return formatted


def _check_source(source: str) -> None:
    if len(source) > MAX_SOURCE_BYTES // 4 and len(source.encode("utf-8", "replace")) > MAX_SOURCE_BYTES:
        raise bad_request("text is too long")
    if not source.isascii() and SURROGATE.search(source):
        raise bad_request("strings must be encoded in UTF-8")


def _formatted(params: Params, source: str, field: str) -> FormattedText:
    mode = params.text("parse_mode").lower()
    if mode == "html":
        try:
            return _finished_html(source)
        except MarkupError as error:
            raise bad_request(f"can't parse entities: {error}") from None
    if mode in ("markdown", "markdownv2"):
        raise bad_request("the sandbox reads no Markdown; use parse_mode HTML or entities")
    if mode not in ("", "none"):
        raise bad_request("unsupported parse_mode")
    given = params.data(field, "entities")
    if given is None:
        return finish(FormattedText(source))
    if not isinstance(given, list):
        raise bad_request("expected an Array of message entities")
    units = source.encode("utf-16-le")
    entities = [_entity(entity, units) for entity in given]
    return finish(FormattedText(source, tuple(entity for entity in entities if entity.kind in _GIVEN)))


@lru_cache(maxsize=256)
def _finished_html(source: str) -> FormattedText:
    """Remembered, because one edition goes to many chats."""
    return finish(parse_html(source))


def _entity(given: Any, units: bytes) -> Entity:
    """One of `entities`; `units` is the text in UTF-16."""
    if not isinstance(given, dict):
        raise bad_request("can't parse entities: expected an Object")
    inner = Params(given)
    offset, length = inner.integer("offset", -1), inner.integer("length", -1)
    for name, value in (("offset", offset), ("length", length)):
        if not 0 <= value <= _MAX_ENTITY_NUMBER:
            raise bad_request(f"receive an entity with incorrect {name} {value}")
    end = offset + length
    if offset * 2 > len(units):
        raise bad_request(f"entity begins after the end of the text at UTF-16 offset {offset}")
    if end * 2 > len(units):
        raise bad_request(
            f"entity beginning at UTF-16 offset {offset} ends after the end of the text at UTF-16 offset {end}"
        )
    if _splits_symbol(units, offset):
        raise bad_request(f"entity begins in a middle of a UTF-16 symbol at byte offset {_bytes(units, offset)}")
    if _splits_symbol(units, end):
        raise bad_request(
            f"entity beginning at UTF-16 offset {offset} ends in a middle of a UTF-16 symbol"
            f" at byte offset {_bytes(units, end)}"
        )
    return Entity(offset, length, inner.text("type"), _argument(inner, given))


def _splits_symbol(units: bytes, at: int) -> bool:
    """Whether the unit at `at` is the second half of a surrogate pair."""
    return 0xDC <= int.from_bytes(units[at * 2 + 1 : at * 2 + 2]) <= 0xDF


def _bytes(units: bytes, at: int) -> int:
    """UTF-8 bytes before the end of the symbol that `at` is in."""
    return len(units[: at * 2 + 2].decode("utf-16-le").encode())


def _argument(inner: Params, given: dict[str, Any]) -> str | int | tuple[int, str]:
    kind = inner.text("type")
    if kind == "text_mention":
        user = given.get("user")
        return Params(user).integer("id") if isinstance(user, dict) else 0
    if kind == "date_time":
        return inner.integer("unix_time"), inner.text("date_time_format")
    if kind == "text_link":
        return _entity_url(inner.text("url"))
    return inner.text({"pre": "language", "custom_emoji": "custom_emoji_id"}.get(kind, ""))


def _entity_url(url: str) -> str:
    try:
        return checked_link(url)
    except LinkError as error:
        raise bad_request(f"entity URL '{url}' is invalid: {error}") from None
