"""JSON: one article, a list of them, an object that holds such a list, JSON Feed, or one article a line."""

from __future__ import annotations

import re
from typing import Any

import orjson

from bot.errors import RejectedSeed
from bot.ingest import fields
from bot.ingest.formats.contract import Content, Format
from bot.ingest.formats.record import Record, is_article, read_record
from bot.ingest.formats.tidy import at_least_one
from bot.models import ParsedArticle

MAX_ARTICLES = 2000
_LISTS = ("articles", "items", "entries", "posts", "stories", "results", "documents", "news", "data", "docs", "hits")
_LOOKS_JSON = re.compile(r"\s*(?:\{\s*\"|\[\s*\{\s*\")")
_LINED = (".jsonl", ".ndjson")
_NOTHING = 'the JSON holds no article; give each a "title" and a "content"'


def read(content: Content) -> list[ParsedArticle]:
    """Every record with text, in order. Nested up to 1,000 levels; NaN and broken JSON are refused with the line."""
    records, source = _records(_load(content))
    if len(records) > MAX_ARTICLES:
        raise RejectedSeed(f"the file holds {len(records):,} articles, more than {MAX_ARTICLES:,}; split it")
    return at_least_one([read_record(record, source=source) for record in records], _NOTHING)


def sniff(content: Content) -> bool:
    """JSON in a text file: it opens and closes as an object, or a list of objects, with quoted names."""
    text = content.text
    return _LOOKS_JSON.match(text) is not None and text.rstrip()[-1] in "]}"


def _load(content: Content) -> Any:
    text = content.text
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        if content.suffix in _LINED or _is_lined(text):
            return [_load_line(line, number) for number, line in enumerate(text.split("\n"), 1) if line.strip()]
        raise RejectedSeed(f"not valid JSON: {_reason(error)} in line {error.lineno:,}; check it there") from error


def _is_lined(text: str) -> bool:
    lines = [line.strip() for line in text.split("\n", 3)[:3] if line.strip()]
    return len(lines) > 1 and all(line.startswith("{") and line.endswith("}") for line in lines[:2])


def _load_line(line: str, number: int) -> Any:
    try:
        return orjson.loads(line)
    except orjson.JSONDecodeError as error:
        raise RejectedSeed(f"not valid JSON: {_reason(error)} in line {number:,}; check it there") from error


def _reason(error: orjson.JSONDecodeError) -> str:
    return fields.line(error.msg.split(":")[0], 100) or "it cannot be read"


def _records(value: Any) -> tuple[list[Record], str]:
    """The articles in a value, with the title of the feed that they are in."""
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
    entries = value if isinstance(value, list) else []
    return [entry for entry in entries if isinstance(entry, dict)], source


FORMAT = Format(name="JSON", suffixes=(".json", ".jsonl", ".ndjson"), sniff=sniff, read=read)
