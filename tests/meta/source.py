"""The project's own source, parsed."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Import:
    """`import module` or `from module import name` (a line for each name)."""

    module: str
    name: str
    line: int


@dataclass(frozen=True)
class Module:
    """One file, by its path from the root and its dotted name."""

    path: str
    name: str
    text: str
    tree: ast.Module

    @property
    def room(self) -> str:
        """The module or package right below `bot` that it belongs to."""
        return self.name.split(".")[1] if "." in self.name else self.name

    def imports(self) -> Iterator[Import]:
        """Everything that it imports, wherever it does so."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                for alias in node.names:
                    yield Import(alias.name, "", node.lineno)
            elif isinstance(node, ast.ImportFrom):
                for alias in node.names:
                    yield Import(node.module or "", alias.name, node.lineno)

    def functions(self) -> Iterator[Function]:
        """Every function and method."""
        for node in ast.walk(self.tree):
            if isinstance(node, Function):
                yield node


def read(path: Path) -> Module:
    """The file, parsed."""
    relative = path.relative_to(ROOT)
    name = ".".join(relative.with_suffix("").parts).removesuffix(".__init__")
    text = path.read_text("utf-8")
    return Module(relative.as_posix(), name, text, ast.parse(text))


@cache
def modules(folder: str = "bot") -> tuple[Module, ...]:
    """All modules below a folder."""
    return tuple(read(path) for path in sorted((ROOT / folder).rglob("*.py")))
