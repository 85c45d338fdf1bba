"""A measured figure, and how it is printed."""

import json
import os
import platform
import sys
from collections.abc import Iterable
from dataclasses import asdict, dataclass

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True, slots=True)
class Figure:
    """`value` in `unit`; `ratio` compares it with a baseline measured in the same run."""

    name: str
    value: float
    unit: str
    baseline: str = ""
    ratio: float | None = None


def show(figures: Iterable[Figure]) -> None:
    """A table for people on standard error, JSON for machines on standard output."""
    found = list(figures)
    table = Table(title=f"Python {platform.python_version()}, {os.cpu_count()} cores", title_justify="left")
    for column in ("figure", "value", "unit", "ratio", "to"):
        table.add_column(column, justify="right" if column in ("value", "ratio") else "left")
    for figure in found:
        ratio = "" if figure.ratio is None else f"{figure.ratio:.2f}"
        table.add_row(figure.name, f"{figure.value:,.1f}", figure.unit, ratio, figure.baseline)
    Console(stderr=True, width=140).print(table)
    sys.stdout.write(json.dumps([asdict(figure) for figure in found]) + "\n")
