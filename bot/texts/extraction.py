"""Finds for Babel what is to be translated: text attributes of classes, and what is said through a call.

Used by `make texts` alone; `babel.cfg` says in which files there are attributes.
"""

import ast
from collections.abc import Iterator, Mapping
from typing import BinaryIO

from bot.texts.catalogue import has_words

SAID_BY = frozenset({"gettext", "ngettext", "Remark", "InvalidRequest"})
"""Calls whose first texts are English templates."""

Found = tuple[int, str | None, str | tuple[str, ...], list[str]]


def extract(file: BinaryIO, _keywords: object, _tags: object, options: Mapping[str, str]) -> Iterator[Found]:
    """What Babel asks of an extraction method: line, function, message or (singular, plural), comments."""
    for node in ast.walk(ast.parse(file.read())):
        if isinstance(node, ast.ClassDef) and "attributes" in options:
            yield from _attributes(node)
        elif isinstance(node, ast.Call) and (said_by := _name(node.func)) in SAID_BY:
            texts = tuple(text for argument in node.args if (text := _text(argument)))
            if said_by == "ngettext" and len(texts) >= 2:
                yield node.lineno, said_by, texts[:2], []
            elif texts:
                yield node.lineno, None, texts[0], []


def _attributes(node: ast.ClassDef) -> Iterator[Found]:
    for statement in node.body:
        if isinstance(statement, ast.Assign) and has_words(text := _text(statement.value)):
            yield statement.lineno, None, text, [_name(statement.targets[0])]


def _text(node: ast.expr) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""
