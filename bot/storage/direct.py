"""Statements of the delivery loop, handed to the driver as they are: written in SQLAlchemy, compiled once.

Its own execution costs several times the statement itself. On SQLite each call of the driver is a hop to another
thread and back, and it makes four for a statement where one will do; elsewhere the road is its `exec_driver_sql`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Select, Update
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.compiler import SQLCompiler

Convert = Callable[[Any], Any]
Row = Mapping[str, Any]


class Bound(NamedTuple):
    """A parameter in its place: its name, its value where the statement itself has one, and how the driver wants it."""

    name: str
    constant: Any
    convert: Convert | None


@dataclass(frozen=True, slots=True)
class Compiled:
    """A statement in the words of one database."""

    sql: str
    places: tuple[Bound, ...]
    columns: tuple[tuple[str, Convert | None], ...]

    def arguments(self, values: Row) -> tuple[Any, ...]:
        """The values in the order of their places."""
        return tuple(
            [
                convert(values[name]) if convert is not None else values.get(name, constant)
                for name, constant, convert in self.places
            ]
        )


async def fetch(connection: AsyncConnection, query: Select[Any], values: Row) -> list[dict[str, Any]]:
    """The rows of a query, by the names of its columns."""
    compiled = compile_for(query, connection.dialect)
    arguments = compiled.arguments(values)
    if connection.dialect.name == "sqlite":
        driver = (await connection.get_raw_connection()).driver_connection
        rows: Sequence[Any] = await driver.execute_fetchall(compiled.sql, arguments)  # type: ignore[union-attr]
    else:
        rows = (await connection.exec_driver_sql(compiled.sql, arguments)).all()
    return [
        {
            name: value if convert is None else convert(value)
            for (name, convert), value in zip(compiled.columns, row, strict=True)
        }
        for row in rows
    ]


async def apply(connection: AsyncConnection, change: Update, rows: Sequence[Row]) -> None:
    """Carry out a change once for each of the rows."""
    compiled = compile_for(change, connection.dialect)
    arguments = [compiled.arguments(row) for row in rows]
    if connection.dialect.name == "sqlite":
        driver = (await connection.get_raw_connection()).driver_connection
        await driver.executemany(compiled.sql, arguments)  # type: ignore[union-attr]
    else:
        await connection.exec_driver_sql(compiled.sql, arguments)


@lru_cache(maxsize=64)
def compile_for(statement: Select[Any] | Update, dialect: Dialect) -> Compiled:
    """The statement for a database; it may hold no list, whose length would be part of its text."""
    compiled = statement.compile(dialect=dialect)
    if not isinstance(compiled, SQLCompiler):
        raise TypeError(f"not a statement: {statement}")
    asked = [name for name, bind in compiled.binds.items() if bind.required]
    constants = compiled.construct_params(dict.fromkeys(asked))
    places = []
    for name in compiled.positiontup or ():
        if name in asked:
            kind = compiled.binds[name].type.dialect_impl(dialect)
            places.append(Bound(name, None, kind.bind_processor(dialect)))
        else:
            places.append(Bound(name, constants[name], None))
    columns = [
        (column.name, column.type.dialect_impl(dialect).result_processor(dialect, None))
        for column in (statement.selected_columns if isinstance(statement, Select) else ())
    ]
    return Compiled(str(compiled), tuple(places), tuple(columns))
