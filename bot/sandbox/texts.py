"""The text of a call: parse mode or entities, limits, and Telegram's words when it is refused."""

from functools import lru_cache
from typing import Any

from bot.sandbox.entities import finish
from bot.sandbox.errors import bad_request
from bot.sandbox.markup import SURROGATE, Entity, FormattedText, MarkupError, parse_html, utf16_length
from bot.sandbox.params import Params

MAX_SOURCE_BYTES = 32_768
MAX_TEXT = 4096
MAX_CAPTION = 1024
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
    end = utf16_length(source)
    return finish(FormattedText(source, tuple(_entity(entity, end) for entity in given)))


@lru_cache(maxsize=256)
def _finished_html(source: str) -> FormattedText:
    """Remembered, because one edition goes to many chats."""
    return finish(parse_html(source))


def _entity(given: Any, end: int) -> Entity:
    if not isinstance(given, dict):
        raise bad_request("can't parse entities: expected an Object")
    inner = Params(given)
    offset, length = inner.integer("offset", -1), inner.integer("length", -1)
    for name, value in (("offset", offset), ("length", length)):
        if not 0 <= value <= _MAX_ENTITY_NUMBER:
            raise bad_request(f"receive an entity with incorrect {name} {value}")
    if offset + length > end:
        raise bad_request(
            f"entity beginning at UTF-16 offset {offset} ends after the end of the text"
            f" at UTF-16 offset {offset + length}"
        )
    return Entity(offset, length, inner.text("type"), _argument(inner, given))


def _argument(inner: Params, given: dict[str, Any]) -> str | int | tuple[int, str]:
    kind = inner.text("type")
    if kind == "text_mention":
        user = given.get("user")
        return Params(user).integer("id") if isinstance(user, dict) else 0
    if kind == "date_time":
        return inner.integer("unix_time"), inner.text("date_time_format")
    field = {"text_link": "url", "pre": "language", "custom_emoji": "custom_emoji_id"}.get(kind, "")
    return inner.text(field)
