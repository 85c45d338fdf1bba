"""Figures that tests measured, as a table for the end of the run."""

from dataclasses import dataclass, field

import pytest


@dataclass
class Figures:
    """Rows of one table; the first row names the columns."""

    rows: list[dict[str, object]] = field(default_factory=list)

    def add(self, **values: object) -> None:
        """One row."""
        self.rows.append(values)

    def lines(self) -> list[str]:
        """The table, columns aligned; nothing when nothing was measured."""
        if not self.rows:
            return []
        names = list(dict.fromkeys(name for row in self.rows for name in row))
        table = [names, *([str(row.get(name, "")) for name in names] for row in self.rows)]
        widths = [max(len(line[place]) for line in table) for place in range(len(names))]
        return ["", *("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) for line in table)]


FIGURES = pytest.StashKey[Figures]()
