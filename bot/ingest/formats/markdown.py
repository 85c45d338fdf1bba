"""Markdown (CommonMark), with or without front matter; any text file that opens with front matter is one.

Front matter is YAML between lines of --- (Jekyll) or TOML between lines of +++ (Hugo).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from typing import Any

import yaml  # type: ignore[import-untyped]
from frontmatter.default_handlers import YAMLHandler
from markdown_it import MarkdownIt

from bot.errors import RejectedSeed
from bot.ingest import fields
from bot.ingest.clean import split_paste
from bot.ingest.formats.contract import Content, Format
from bot.ingest.formats.record import read_record
from bot.ingest.markup.fragment import read_fragment
from bot.models import ParsedArticle

# Front matter of an editor has a dozen short lines; more is a data file. Aliases make YAML bombs.
_FRONT = re.compile(r"\s*---[ \t]*\n(?=[ \t]*(?:#[^\n]*\n[ \t]*)*[\"']?\w[\w \-]{0,40}[\"']?\s*:)")
_TOML = re.compile(
    r"\s*\+\+\+[ \t]*\n(?=\s*(?:#[^\n]*\n\s*)*(?:[\"']?[\w.-]{1,60}[\"']?[ \t]*=|\[{1,2}[\w.-]{1,60}\]|\+\+\+[ \t]*\n))"
)
_TOML_FENCE = re.compile(r"^\+\+\+[ \t]*$", re.MULTILINE)
_TOML_PLACE = re.compile(r"line (\d+)")
_LONGEST_FRONT = 20_000
_LONGEST = 300_000
_LONGEST_LINE = 20_000
_MOST_LINES = 5000
_MOST_MARKS = 10_000
_NOTHING = "the file holds front matter or headings but no text; paste the article below them"
_handler = YAMLHandler()


class _Loader(yaml.SafeLoader):  # type: ignore[misc]
    """YAML in which a date that no calendar has, such as 2026-02-30, stays a text and does not cost the article."""

    def construct_yaml_timestamp(self, node: yaml.ScalarNode) -> object:
        try:
            return super().construct_yaml_timestamp(node)
        except ValueError:
            return self.construct_yaml_str(node)


_Loader.add_constructor("tag:yaml.org,2002:timestamp", _Loader.construct_yaml_timestamp)


def read(content: Content) -> list[ParsedArticle]:
    """The one article of a file; what the front matter states goes before what the text shows.

    A file with neither front matter nor a heading of the first rank is a paste that happens to end in .md.
    """
    front, text = _split(content.text.lstrip())
    _check_size(text)
    fragment = read_fragment(MarkdownIt("commonmark", {"maxNesting": 20}).enable("table").render(text))
    if not front and not fragment.heading:
        return [split_paste("\n\n".join(fragment.paragraphs))]
    return [read_record(front, _NOTHING, fragment, tags=True)]


def _check_size(text: str) -> None:
    """Refuse what takes the reader, which is written in Python, more than a second."""
    lines = text.split("\n", _MOST_LINES)
    marks = sum(text.count(sign) for sign in "[]*_`<!&")
    if len(text) > _LONGEST or len(lines) > _MOST_LINES or max(map(len, lines)) > _LONGEST_LINE or marks > _MOST_MARKS:
        raise RejectedSeed(
            f"the Markdown has more than {_MOST_LINES:,} lines, {_LONGEST:,} signs or {_MOST_MARKS:,} marks such as *"
            " and [, or a giant line; split it"
        )


def sniff(content: Content) -> bool:
    """Front matter, in a file of text of whatever name."""
    if content.suffix not in {"", ".txt", ".text", *FORMAT.suffixes}:
        return False
    head = content.text[:4096]
    return _FRONT.match(head) is not None or _TOML.match(head) is not None


def _split(text: str) -> tuple[Mapping[str, Any], str]:
    """Front matter and the text below it; RejectedSeed when it is not what its language allows."""
    if _TOML.match(text):
        _, front, *rest = _TOML_FENCE.split(text, maxsplit=2)
        if not rest:
            raise RejectedSeed("the front matter is never closed; set a line of +++ below it")
        return _from_toml(_bounded(front, 'title = "…"')), rest[0]
    if _FRONT.match(text) is None:
        return {}, text
    try:
        front, body = _handler.split(text)
    except ValueError:  # opened and never closed: a rule above the text
        return {}, text
    return _from_yaml(_bounded(front, "title: …")), body


def _bounded(front: str, example: str) -> str:
    if len(front) > _LONGEST_FRONT:
        raise RejectedSeed(f"the front matter has more than {_LONGEST_FRONT:,} signs; keep lines such as {example}")
    return front


def _from_toml(front: str) -> Mapping[str, Any]:
    try:
        return tomllib.loads(front)
    except (ValueError, RecursionError, OverflowError) as error:
        place = _TOML_PLACE.search(str(error))
        where = f" in line {place[1]}" if place else ""
        raise RejectedSeed(
            f'the front matter is not valid TOML{where}; write lines such as title = "…", texts in quotes'
        ) from error


def _from_yaml(front: str) -> Mapping[str, Any]:
    try:
        if any(isinstance(token, (yaml.AnchorToken, yaml.AliasToken)) for token in yaml.scan(front)):
            raise RejectedSeed("the front matter uses YAML anchors; keep plain lines such as title: …")
        values = _handler.load(front, Loader=_Loader)
    except (yaml.YAMLError, ValueError, RecursionError, OverflowError) as error:
        raise RejectedSeed(
            f"the front matter is not valid YAML{_where(error)}; put values with colons, * or & in quotes"
        ) from error
    if not isinstance(values, Mapping):
        raise RejectedSeed("the front matter is no list of fields; write one a line, such as title: …")
    return {fields.line(name): value for name, value in values.items()}


def _where(error: Exception) -> str:
    mark = getattr(error, "problem_mark", None)
    return f" in line {mark.line + 1}" if mark is not None else ""


FORMAT = Format(name="Markdown", suffixes=(".md", ".markdown", ".mdown", ".mkd"), sniff=sniff, read=read)
