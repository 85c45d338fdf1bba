"""What is known of the files in the seeds folder, so that an unchanged one costs a stat; and the loads themselves."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.schema import loads, seeds


@dataclass(frozen=True, slots=True)
class SeedRow:
    """A seed as it was read last; `rejected` is the reason, or empty."""

    path: str
    size: int
    mtime_ns: int
    sha256: str
    rejected: str = ""


async def known(connection: AsyncConnection, paths: Sequence[str]) -> dict[str, SeedRow]:
    """The rows of these paths."""
    rows = await connection.execute(select(seeds).where(seeds.c.path.in_(paths)))
    return {row.path: SeedRow(row.path, row.size, row.mtime_ns, row.sha256, row.rejected or "") for row in rows}


async def paths_after(connection: AsyncConnection, path: str, most: int) -> list[str]:
    """Known paths in their order, after one of them: for going over all in batches."""
    rows = await connection.execute(select(seeds.c.path).where(seeds.c.path > path).order_by(seeds.c.path).limit(most))
    return list(rows.scalars())


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
            }
            for row in rows
        ],
    )


async def forget(connection: AsyncConnection, paths: Sequence[str]) -> None:
    """Delete rows of files that are gone."""
    if paths:
        await connection.execute(delete(seeds).where(seeds.c.path.in_(paths)))


async def begin_load(connection: AsyncConnection, *, requested_by: int | None, now: datetime) -> int:
    """A new load's number."""
    added = await connection.execute(
        insert(loads).values(started_at=now, requested_by=requested_by).returning(loads.c.id)
    )
    number: int = added.scalar_one()
    return number


async def finish_load(connection: AsyncConnection, load_id: int, report: dict[str, Any], *, now: datetime) -> None:
    """Close a load: from now on its articles are in briefings."""
    await connection.execute(update(loads).where(loads.c.id == load_id).values(finished_at=now, report=report))
