"""What is known of the files in the seeds folder, so that an unchanged one costs a stat; and the loads themselves."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.schema import loads, seeds


@dataclass(frozen=True, slots=True)
class SeedRow:
    """A seed as it was read last; `rejected` is the reason, or empty.

    `rejected_items` are those of several articles that could not be taken: their places from 0, with the reasons.
    With `undone`, what was done with the file as it is was undone, and it is left alone until it changes; a file that
    was gone then has no `sha256`.
    """

    path: str
    size: int
    mtime_ns: int
    sha256: str
    rejected: str = ""
    undone: bool = False
    rejected_items: tuple[tuple[int, str], ...] = ()

    @property
    def gone(self) -> bool:
        """Whether the seed is known to be no longer there."""
        return not self.sha256


async def known(connection: AsyncConnection, paths: Sequence[str]) -> dict[str, SeedRow]:
    """The rows of these paths."""
    rows = await connection.execute(select(seeds).where(seeds.c.path.in_(paths)))
    return {row.path: _seed(row) for row in rows}


def _seed(row: Any) -> SeedRow:
    items = tuple((place, reason) for place, reason in row.rejected_items or ())
    return SeedRow(row.path, row.size, row.mtime_ns, row.sha256, row.rejected or "", row.undone, items)


async def after(connection: AsyncConnection, path: str, most: int) -> list[SeedRow]:
    """Rows in the order of their paths, after one of them: for going over all in batches."""
    rows = await connection.execute(select(seeds).where(seeds.c.path > path).order_by(seeds.c.path).limit(most))
    return [_seed(row) for row in rows]


async def put(connection: AsyncConnection, rows: Sequence[SeedRow]) -> None:
    """Write rows, over what was there."""
    if not rows:
        return
    await forget(connection, [row.path for row in rows])
    await connection.execute(
        insert(seeds),
        [
            {
                "path": row.path,
                "size": row.size,
                "mtime_ns": row.mtime_ns,
                "sha256": row.sha256,
                "rejected": row.rejected or None,
                "undone": row.undone,
                "rejected_items": [list(item) for item in row.rejected_items] or None,
            }
            for row in rows
        ],
    )


async def forget(connection: AsyncConnection, paths: Sequence[str]) -> None:
    """Delete rows of files that are gone."""
    if paths:
        await connection.execute(delete(seeds).where(seeds.c.path.in_(paths)))


async def set_aside(connection: AsyncConnection, paths: Collection[str]) -> None:
    """What was done with these files is being undone: leave them alone until they change."""
    there = set(await known(connection, list(paths)))
    await connection.execute(update(seeds).where(seeds.c.path.in_(there)).values(undone=True))
    await put(connection, [SeedRow(path, -1, 0, "", undone=True) for path in sorted(set(paths) - there)])


async def look_again(connection: AsyncConnection, paths: Collection[str]) -> None:
    """An undo is being undone: these files count again; those that were read since then are read anew."""
    theirs = seeds.c.path.in_(paths)
    await connection.execute(delete(seeds).where(theirs, ~seeds.c.undone | (seeds.c.sha256 == "")))
    await connection.execute(update(seeds).where(theirs).values(undone=False))


async def begin_load(
    connection: AsyncConnection, *, requested_by: int | None, now: datetime, undoes: tuple[int, int] | None = None
) -> int:
    """A new load's number; an undo says the first and the last load that it undoes."""
    first, last = undoes or (None, None)
    added = await connection.execute(
        insert(loads)
        .values(started_at=now, requested_by=requested_by, undoes_from=first, undoes_through=last)
        .returning(loads.c.id)
    )
    number: int = added.scalar_one()
    return number


async def finish_load(connection: AsyncConnection, load_id: int, report: dict[str, Any], *, now: datetime) -> None:
    """Close a load: from now on its articles are in briefings."""
    await connection.execute(update(loads).where(loads.c.id == load_id).values(finished_at=now, report=report))


async def keep_report(
    connection: AsyncConnection, report: dict[str, Any], *, requested_by: int | None, now: datetime
) -> int:
    """Keep what a load would have done that was not begun; gives back the number by which `report` finds it."""
    kept = insert(loads).values(started_at=now, requested_by=requested_by, report=report).returning(loads.c.id)
    number: int = (await connection.execute(kept)).scalar_one()
    return number


async def report(connection: AsyncConnection, load_id: int) -> dict[str, Any] | None:
    """The report of a load; None when there is none."""
    found: dict[str, Any] | None = (
        await connection.execute(select(loads.c.report).where(loads.c.id == load_id))
    ).scalar_one_or_none()
    return found
