"""Habits that a reader of the source relies on."""

import ast
from collections.abc import Iterator

import pytest

from tests.meta.source import Function, Module, modules

ENVIRONMENT_READERS = {"bot/cli.py", "migrations/env.py"}
LONGEST_FILE = 400
LONGEST_FUNCTION = 60
MOST_POSITIONAL = 5
# The library calls it, with its own list of arguments.
DICTATED = {"do_request"}
VAGUE = {"utils", "util", "common", "helpers", "base", "manager", "misc"}
MUTATORS = {"append", "add", "update", "extend", "insert", "setdefault", "pop", "popitem", "clear", "remove", "discard"}

every_module = pytest.mark.parametrize(
    "module", [*modules("bot"), *modules("migrations")], ids=lambda module: module.path
)


def dotted(node: ast.AST) -> str:
    """`a.b.c` as text; empty for anything else."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute) and dotted(node.value):
        return f"{dotted(node.value)}.{node.attr}"
    return ""


@every_module
def test_the_environment_is_read_at_the_door_only(module: Module) -> None:
    used = {dotted(node) for node in ast.walk(module.tree)} & {"os.environ", "os.getenv", "os.putenv", "environ"}
    assert not used or module.path in ENVIRONMENT_READERS


@every_module
def test_nothing_is_imported_inside_a_function(module: Module) -> None:
    inside = [
        node.lineno
        for function in module.functions()
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert inside == []


@every_module
def test_instants_are_aware(module: Module) -> None:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call):
            name = dotted(node.func)
            assert not name.endswith(("datetime.utcnow", "datetime.today", "date.today", "utcfromtimestamp")), name
            if name.endswith(("datetime.now", "datetime.fromtimestamp")):
                needed = 1 if name.endswith("now") else 2
                zoned = len(node.args) >= needed or any(each.arg == "tz" for each in node.keywords)
                assert zoned, f"{module.path}:{node.lineno}"


@every_module
def test_no_module_holds_state(module: Module) -> None:
    """What a module defines is not changed by its functions: state lives in objects that somebody owns."""
    shared = {name for statement in module.tree.body for name in _assigned(statement)}
    for function in module.functions():
        assert not any(isinstance(node, ast.Global) for node in ast.walk(function)), f"{module.path}: {function.name}"
        changed = {name for name in _changed(function) if name in shared - _local(function)}
        assert not changed, f"{module.path}: {function.name} changes {changed}"


def _assigned(statement: ast.stmt) -> Iterator[str]:
    targets = statement.targets if isinstance(statement, ast.Assign) else [getattr(statement, "target", None)]
    return (target.id for target in targets if isinstance(target, ast.Name))


def _local(function: Function) -> set[str]:
    arguments = {node.arg for node in ast.walk(function) if isinstance(node, ast.arg)}
    return arguments | {
        node.id for node in ast.walk(function) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }


def _changed(function: Function) -> Iterator[str]:
    for node in ast.walk(function):
        if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store | ast.Del):
            yield dotted(node.value)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in MUTATORS:
            yield dotted(node.func.value)


@every_module
def test_files_and_functions_are_small(module: Module) -> None:
    assert module.text.count("\n") <= LONGEST_FILE
    if module.path.startswith("migrations/versions/"):
        return
    for function in module.functions():
        lines = (function.end_lineno or 0) - function.lineno + 1
        assert lines <= LONGEST_FUNCTION, f"{function.name} has {lines} lines"
        if function.name in DICTATED:
            continue
        positional = [each.arg for each in (*function.args.posonlyargs, *function.args.args)]
        assert len(positional) - (positional[:1] in (["self"], ["cls"])) <= MOST_POSITIONAL, function.name


@every_module
def test_names_say_what_is_inside(module: Module) -> None:
    assert not VAGUE & set(module.name.split("."))


@every_module
def test_there_is_a_docstring_and_nothing_is_left_to_do(module: Module) -> None:
    assert ast.get_docstring(module.tree)
    assert not [word for word in ("TODO", "FIXME", "XXX") if word in module.text]
