"""A database that is a copy of an earlier one: what was sent after it was made is unknown, so nothing old goes out.

A copy by `backup` says so itself. One by PostgreSQL's own means is told by where it is: the cluster, the database and
the table that it was when the bot last ran there.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.models import DeliveryState
from bot.storage import facts
from bot.storage.engine import COPIED
from bot.storage.outbox import OPEN
from bot.storage.schema import deliveries

PLACE = "database_place"
# A replica that takes over knows all but the last moments; what was recovered to a point in time is hours old.
FAILOVER = timedelta(minutes=10)

_MAY_ASK = text(
    "SELECT has_function_privilege('pg_control_system()', 'execute')"
    " AND has_function_privilege('pg_control_checkpoint()', 'execute')"
)
_CLUSTER = text(
    "SELECT (SELECT system_identifier FROM pg_control_system()), (SELECT timeline_id FROM pg_control_checkpoint())"
)
# Dropped and made anew by a restore, a table has another number; nothing else gives it one.
_TABLE = text("SELECT (SELECT oid FROM pg_database WHERE datname = current_database()), 'deliveries'::regclass::oid")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a database is. `cluster` and `timeline` are empty and 0 where they may not be asked for."""

    cluster: str
    table: str
    timeline: int


def is_another(before: Place, now: Place, silence: timedelta | None) -> bool:
    """Whether this is a copy, made `silence` ago as far as its last sign of life tells (None: it has none).

    A new timeline alone is a replica that took over, or a recovery to a point in time: the time tells them apart.
    """
    if before.table != now.table or (before.cluster and now.cluster and before.cluster != now.cluster):
        return True
    recovered = bool(before.timeline and now.timeline) and before.timeline != now.timeline
    return recovered and (silence is None or silence > FAILOVER)


async def made(connection: AsyncConnection, alive: datetime | None) -> str | None:
    """When this copy was made, if nobody has begun to work with it; None for any other database.

    `alive` is when a bot last held the lease, by the database's own clock.
    """
    if said := await facts.get(connection, COPIED):
        return said
    before, now = _read(await facts.get(connection, PLACE)), await _place(connection)
    if before is None or now is None:
        return None
    silence = None if alive is None else await _now(connection) - alive
    if not is_another(before, now, silence):
        return None
    return "an unknown time" if alive is None else f"{alive:%Y-%m-%d %H:%M:%S}"


async def _place(connection: AsyncConnection) -> Place | None:
    """Where this database is; None for SQLite, whose files are moved about and stay what they are."""
    if connection.dialect.name != "postgresql":
        return None
    database, table = (await connection.execute(_TABLE)).one()
    cluster, timeline = "", 0
    if (await connection.execute(_MAY_ASK)).scalar_one():
        cluster, timeline = (await connection.execute(_CLUSTER)).one()
    return Place(str(cluster), f"{database}/{table}", timeline)


def _read(stored: str | None) -> Place | None:
    if not stored:
        return None
    cluster, table, timeline = stored.split(" ")
    return Place(cluster, table, int(timeline))


async def _now(connection: AsyncConnection) -> datetime:
    stamp: datetime = (await connection.execute(select(func.current_timestamp()))).scalar_one()
    return stamp.astimezone(UTC)


async def give_up_open(connection: AsyncConnection, reason: str, now: datetime) -> int:
    """Whatever was on its way when the copy was made has expired; gives back how many."""
    given_up = await connection.execute(
        update(deliveries)
        .where(deliveries.c.state.in_([state.value for state in OPEN]))
        .values(state=DeliveryState.EXPIRED.value, reason=reason, finished_at=now)
    )
    return given_up.rowcount


async def begun(connection: AsyncConnection) -> None:
    """From now on this is a database like any other, at this place."""
    await facts.put(connection, COPIED, "")
    place = await _place(connection)
    if place is not None:
        await facts.put(connection, PLACE, f"{place.cluster} {place.table} {place.timeline}")
