"""Habits that a reader of the source relies on. Each test lists what breaks one."""

import ast
from collections.abc import Iterator

from tests.meta.source import Function, Module, modules

ENVIRONMENT = {"os.environ", "os.getenv", "os.putenv", "environ", "getenv"}
ENVIRONMENT_READERS = {"bot/cli.py", "migrations/env.py"}
LONGEST_FILE = 400
LONGEST_FUNCTION = 60
MOST_POSITIONAL = 5
# The library calls it, with its own list of arguments.
DICTATED = {"do_request"}
VAGUE = {"utils", "util", "common", "helpers", "base", "manager", "misc"}
MUTATORS = {"append", "add", "update", "extend", "insert", "setdefault", "pop", "popitem", "clear", "remove", "discard"}
EVERYTHING = (*modules("bot"), *modules("migrations"))


def dotted(node: ast.AST) -> str:
    """`a.b.c` as text; empty for anything else."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute) and dotted(node.value):
        return f"{dotted(node.value)}.{node.attr}"
    return ""


def functions() -> Iterator[tuple[Module, Function]]:
    """Every function, but for those of released migrations, which never change."""
    for module in EVERYTHING:
        if not module.path.startswith("migrations/versions/"):
            for function in module.functions():
                yield module, function


def test_the_environment_is_read_at_the_door_only() -> None:
    readers = {module.path for module in EVERYTHING if {dotted(node) for node in ast.walk(module.tree)} & ENVIRONMENT}
    assert readers - ENVIRONMENT_READERS == set()


def test_nothing_is_imported_inside_a_function() -> None:
    inside = [
        f"{module.path}:{node.lineno}"
        for module, function in functions()
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert inside == []


def test_instants_are_aware() -> None:
    naive = [
        f"{module.path}:{node.lineno}"
        for module in EVERYTHING
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call) and _naive(node)
    ]
    assert naive == []


def _naive(call: ast.Call) -> bool:
    name = dotted(call.func)
    if name.endswith(("datetime.utcnow", "datetime.today", "date.today", "utcfromtimestamp")):
        return True
    needed = {"now": 1, "fromtimestamp": 2}.get(name.rpartition("datetime.")[2]) if "datetime." in name else None
    return needed is not None and len(call.args) < needed and not any(each.arg == "tz" for each in call.keywords)


def test_no_module_holds_state() -> None:
    """What a module defines is not changed by its functions: state lives in objects that somebody owns."""
    shared = {
        module.path: {name for statement in module.tree.body for name in _assigned(statement)} for module in EVERYTHING
    }
    changed = [
        f"{module.path}: {function.name} changes {name}"
        for module, function in functions()
        for name in set(_changed(function))
        if name in shared[module.path] - _local(function)
    ]
    declared = [
        f"{module.path}: {function.name}"
        for module, function in functions()
        if any(isinstance(node, ast.Global) for node in ast.walk(function))
    ]
    assert (changed, declared) == ([], [])


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


def test_files_are_small() -> None:
    large = {module.path: module.text.count("\n") for module in EVERYTHING}
    assert {path: lines for path, lines in large.items() if lines > LONGEST_FILE} == {}


def test_functions_are_small() -> None:
    long = [
        f"{module.path}: {function.name} has {lines} lines"
        for module, function in functions()
        if (lines := (function.end_lineno or 0) - function.lineno + 1) > LONGEST_FUNCTION
    ]
    assert long == []


def test_functions_take_few_positional_arguments() -> None:
    many = [
        f"{module.path}: {function.name}"
        for module, function in functions()
        if function.name not in DICTATED and _positional(function) > MOST_POSITIONAL
    ]
    assert many == []


def _positional(function: Function) -> int:
    names = [each.arg for each in (*function.args.posonlyargs, *function.args.args)]
    return len(names) - (names[:1] in (["self"], ["cls"]))


def test_names_say_what_is_inside() -> None:
    assert [module.path for module in EVERYTHING if VAGUE & set(module.name.split("."))] == []


def test_every_module_says_what_it_is_and_leaves_nothing_to_do() -> None:
    assert [module.path for module in EVERYTHING if not ast.get_docstring(module.tree)] == []
    left = [module.path for module in EVERYTHING if any(word in module.text for word in ("TODO", "FIXME", "XXX"))]
    assert left == []
