"""Every event that asks something of an operator is explained in docs/operations.md, and no other."""

import ast
import re
from collections.abc import Iterator

from tests.meta.source import ROOT, Module, modules

LOUD = {"warning", "error", "exception", "critical"}
LOGGERS = {"_log", "log"}


def loud_calls(module: Module) -> Iterator[ast.Call]:
    """The calls of a module that log a warning or an error."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in LOUD:
            owner = node.func.value
            if isinstance(owner, ast.Name) and owner.id in LOGGERS:
                yield node


def event_of(call: ast.Call) -> str:
    """Its event; empty when that is not written out."""
    first = call.args[0] if call.args else None
    return first.value if isinstance(first, ast.Constant) and isinstance(first.value, str) else ""


def explained() -> set[str]:
    """The events in the first column of the table."""
    text = (ROOT / "docs" / "operations.md").read_text("utf-8")
    table = text.partition("## What the log asks of you")[2]
    return {
        name for row in re.findall(r"^\| (`[^|]+) \|", table, re.MULTILINE) for name in re.findall(r"`([a-z_]+)`", row)
    }


def test_events_are_written_out() -> None:
    hidden = [
        f"{module.path}:{call.lineno}" for module in modules() for call in loud_calls(module) if not event_of(call)
    ]
    assert hidden == []


def test_every_warning_and_error_is_explained_to_the_operator() -> None:
    events = {event_of(call) for module in modules() for call in loud_calls(module)}
    assert "job_failed" in events
    # Fields that a row names beside its event.
    fields = {"resting"}
    assert (events - explained(), explained() - events - fields) == (set(), set())
