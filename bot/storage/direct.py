"""Statements of planning and delivery, handed to the driver as they are: written in SQLAlchemy, compiled once.

Its own execution costs several times the statement itself. On SQLite each call of the driver is a hop to another
thread and back, and it makes four for a statement where one will do; elsewhere the road is its `exec_driver_sql`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Insert, Select, Update
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.compiler import SQLCompiler

Convert = Callable[[Any], Any]
Row = Mapping[str, Any]
Change = Insert | Update

# Thousands of rows say the same few dates and times: each is read once.
_REMEMBERED = 1024


class Bound(NamedTuple):
    """A parameter in its place: its name, its value where the statement itself has one, and how the driver wants it."""

    name: str
    constant: Any
    convert: Convert | None


@dataclass(frozen=True, slots=True)
class Compiled:
    """A statement in the words of one database; `converts` are those of its columns that the driver gives raw."""

    sql: str
    places: tuple[Bound, ...]
    columns: tuple[str, ...]
    converts: tuple[tuple[int, Convert], ...]

    def arguments(self, values: Row) -> tuple[Any, ...]:
        """The values in the order of their places."""
        return tuple(
            [
                convert(values[name]) if convert is not None else values.get(name, constant)
                for name, constant, convert in self.places
            ]
        )

    def read(self, raw: Sequence[Any]) -> Sequence[Any]:
        """A row of the driver's with its values as the columns have them."""
        if not self.converts:
            return raw
        row = list(raw)
        for place, convert in self.converts:
            row[place] = convert(row[place])
        return row


async def fetch(connection: AsyncConnection, query: Select[Any], values: Row) -> list[dict[str, Any]]:
    """The rows of a query, by the names of its columns."""
    columns = compile_for(query, connection.dialect).columns
    return [dict(zip(columns, row, strict=True)) for row in await rows(connection, query, values)]


async def rows(connection: AsyncConnection, query: Select[Any], values: Row) -> list[Sequence[Any]]:
    """The rows of a query."""
    compiled = compile_for(query, connection.dialect)
    arguments = compiled.arguments(values)
    if connection.dialect.name == "sqlite":
        driver = (await connection.get_raw_connection()).driver_connection
        found: Sequence[Any] = await driver.execute_fetchall(compiled.sql, arguments)  # type: ignore[union-attr]
    else:
        found = (await connection.exec_driver_sql(compiled.sql, arguments)).all()
    return [compiled.read(row) for row in found]


async def apply(connection: AsyncConnection, change: Change, rows: Sequence[Row]) -> None:
    """Carry out a change once for each of the rows."""
    compiled = compile_for(change, connection.dialect)
    arguments = [compiled.arguments(row) for row in rows]
    if connection.dialect.name == "sqlite":
        driver = (await connection.get_raw_connection()).driver_connection
        await driver.executemany(compiled.sql, arguments)  # type: ignore[union-attr]
    else:
        await connection.exec_driver_sql(compiled.sql, arguments)


@lru_cache(maxsize=64)
def compile_for(statement: Select[Any] | Change, dialect: Dialect) -> Compiled:
    """The statement for a database; a list among its parameters is given by `engine.numbers`."""
    compiled = statement.compile(dialect=dialect)
    if not isinstance(compiled, SQLCompiler):
        raise TypeError(f"not a statement: {statement}")
    asked = [name for name, bind in compiled.binds.items() if bind.required]
    # What the library writes into the text only now: a separator, the length of a list that is part of the statement.
    whole = compiled.construct_expanded_state(dict.fromkeys(asked))
    places = []
    for name in whole.positiontup or ():
        if name in asked:
            kind = compiled.binds[name].type.dialect_impl(dialect)
            places.append(Bound(name, None, kind.bind_processor(dialect)))
        else:
            places.append(Bound(name, whole.parameters[name], None))
    columns = list(statement.selected_columns) if isinstance(statement, Select) else []
    processors = [column.type.dialect_impl(dialect).result_processor(dialect, None) for column in columns]
    return Compiled(
        whole.statement,
        tuple(places),
        tuple(column.name for column in columns),
        tuple((place, lru_cache(_REMEMBERED)(each)) for place, each in enumerate(processors) if each is not None),
    )
