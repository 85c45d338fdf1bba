"""JSON: one article, a list of them, an object that holds such a list, JSON Feed, or one article a line."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from math import isfinite
from typing import Any

import orjson

from bot.errors import RejectedSeed
from bot.ingest import fields
from bot.ingest.formats.contract import Content, Format, Item
from bot.ingest.formats.record import is_article, read_record, stated_title
from bot.ingest.formats.tidy import read_each
from bot.models import ParsedArticle

MAX_ARTICLES = 2000
_LISTS = ("articles", "items", "entries", "posts", "stories", "results", "documents", "news", "data", "docs", "hits")
_LOOKS_JSON = re.compile(r"\s*(?:\{\s*\"|\[\s*\{\s*\")")
# Escapes in a text; half of a surrogate pair alone is no character (RFC 8259, section 8.2).
_ESCAPE = re.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[dD][89a-fA-F][0-9a-fA-F]{2}|\\.", re.S
)
_HALF, _DIGITS = 6, 20
_LINED = (".jsonl", ".ndjson")
_NOTHING = 'the JSON holds no article; give each a "title" and a "content"'
_NO_TEXT = 'no text; give it a "content"'


@dataclass(frozen=True, slots=True)
class _BrokenLine:
    """A line of its own that is no JSON."""

    reason: str


def read(content: Content) -> list[Item]:
    """Every record, in order. Nested up to 1,000 levels; broken JSON is refused with the line."""
    records, source = _records(_load(content))
    if not records:
        raise RejectedSeed(_NOTHING)
    if len(records) > MAX_ARTICLES:
        raise RejectedSeed(f"the file holds {len(records):,} articles, more than {MAX_ARTICLES:,}; split it")
    return read_each(records, partial(_article, source=source), stated_title)


def _article(record: object, *, source: str) -> ParsedArticle:
    if isinstance(record, _BrokenLine):
        raise RejectedSeed(record.reason)
    if not isinstance(record, Mapping):
        raise RejectedSeed('no article: each is an object with a "title" and a "content"')
    return read_record(record, _NO_TEXT, source=source)


def sniff(content: Content) -> bool:
    """JSON in a text file: it opens and closes as an object, or a list of objects, with quoted names."""
    text = content.text
    return _LOOKS_JSON.match(text) is not None and text.rstrip()[-1] in "]}"


def _load(content: Content) -> Any:
    text = content.text
    try:
        return _loads(text)
    except orjson.JSONDecodeError as error:
        if content.suffix in _LINED or _is_lined(text):
            return [_load_line(line, number) for number, line in enumerate(text.split("\n"), 1) if line.strip()]
        raise RejectedSeed(_reason(error, error.lineno)) from error


def _loads(text: str) -> Any:
    """The value of a text; one sign that no JSON has, of those that programs write all the same, costs itself alone.

    NaN, Infinity and numbers beyond any measure become null, half a surrogate pair goes.
    """
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        if error.msg.startswith("depth"):
            raise
        whole = _ESCAPE.sub(lambda match: "" if len(match[0]) == _HALF else match[0], text)
        try:
            return json.loads(whole, parse_constant=lambda _: None, parse_int=_integer, parse_float=_finite)
        except (ValueError, RecursionError):
            raise error from None


def _integer(digits: str) -> float | None:
    return int(digits) if len(digits) <= _DIGITS else _finite(digits)


def _finite(digits: str) -> float | None:
    value = float(digits)
    return value if isfinite(value) else None


def _is_lined(text: str) -> bool:
    lines = [line.strip() for line in text.split("\n", 3)[:3] if line.strip()]
    return len(lines) > 1 and all(line.startswith("{") and line.endswith("}") for line in lines[:2])


def _load_line(line: str, number: int) -> Any:
    try:
        return _loads(line)
    except orjson.JSONDecodeError as error:
        return _BrokenLine(_reason(error, number))


def _reason(error: orjson.JSONDecodeError, line: int) -> str:
    problem = fields.line(error.msg.split(":")[0], 100) or "it cannot be read"
    return f"not valid JSON: {problem} in line {line:,}; check it there"


def _records(value: Any) -> tuple[Sequence[object], str]:
    """What should be articles in a value, with the title of the feed that they are in."""
    source = ""
    for _ in range(3):
        if not isinstance(value, dict):
            break
        held = next((value[name] for name in _LISTS if isinstance(value.get(name), list | dict)), None)
        if held is None or (is_article(value) and "version" not in value and not isinstance(held, list)):
            break
        if isinstance(held, list) and not any(isinstance(entry, dict) for entry in held):
            break
        source = fields.line(value.get("title"), 120)
        value = held
    if isinstance(value, dict):
        return ([value], "") if is_article(value) else ([], "")
    listed = isinstance(value, list) and any(isinstance(entry, dict) for entry in value)
    return (value if listed else []), source


FORMAT = Format(name="JSON", suffixes=(".json", ".jsonl", ".ndjson"), sniff=sniff, read=read)
