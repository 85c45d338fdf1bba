"""Everything that is kept of a person, found by following the schema, so that a new table cannot be left out."""

import json
from collections.abc import Iterator
from typing import Any

from sqlalchemy import JSON, Column, Select, Table, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage import facts, replies
from bot.storage.schema import channel_managers, chats, editor_marks, editor_notes, loads, metadata

# Where a person stands by number in rows that are not theirs: an operator's loads, an editor's marks.
ACTORS: tuple[tuple[Column[Any], int | None], ...] = (
    (loads.c.requested_by, None),
    (editor_marks.c.person, 0),
    (editor_notes.c.person, 0),
)

Rows = list[dict[str, Any]]


async def gather(connection: AsyncConnection, telegram_id: int) -> dict[str, Rows]:
    """Every row that belongs to the private chat of this person, by table; their channels, and answers that wait.

    Of what they did as an operator: when, and what they wrote; what came of a load is the library's.
    """
    found: dict[str, Rows] = {}
    for table, owned in _owned(telegram_id):
        rows = (await connection.execute(owned)).mappings().all()
        if rows:
            found[table.name] = [dict(row) for row in rows]
    managed = await connection.execute(
        select(chats.c.telegram_id, chats.c.title)
        .join(channel_managers, channel_managers.c.chat_id == chats.c.id)
        .where(channel_managers.c.person == telegram_id)
    )
    if channels := [dict(row) for row in managed.mappings()]:
        found["channels"] = channels
    for column, _ in ACTORS:
        columns = [each for each in column.table.c if not isinstance(each.type, JSON)]
        done = await connection.execute(select(*columns).where(column == telegram_id))
        if acts := [dict(row) for row in done.mappings()]:
            found[column.table.name] = acts
    if waiting := await replies.of(connection, telegram_id):
        found["replies"] = waiting
    return found


async def forget(connection: AsyncConnection, telegram_id: int) -> bool:
    """Delete all of it, and take the person's number off what they did as an operator; whether anything was there."""
    known = await gather(connection, telegram_id)
    await connection.execute(delete(chats).where(chats.c.telegram_id == telegram_id))
    await connection.execute(delete(channel_managers).where(channel_managers.c.person == telegram_id))
    await replies.forget(connection, telegram_id)
    for column, nobody in ACTORS:
        await connection.execute(update(column.table).where(column == telegram_id).values({column: nobody}))
    await _forget_troubles(connection, telegram_id)
    return bool(known)


async def _forget_troubles(connection: AsyncConnection, telegram_id: int) -> None:
    """A chat that was stuck stands by its number among what operators were told of."""
    told: dict[str, str] = json.loads(await facts.get(connection, facts.TROUBLES_TOLD) or "{}")
    kept = {key: at for key, at in told.items() if not key.endswith(f":{telegram_id}")}
    if kept != told:
        await facts.put(connection, facts.TROUBLES_TOLD, json.dumps(kept))


def _owned(telegram_id: int) -> Iterator[tuple[Table, Select[Any]]]:
    """The chat's row, and the rows of every table that goes with it when it is deleted."""
    keys: dict[Table, Select[Any]] = {chats: select(chats.c.id).where(chats.c.telegram_id == telegram_id)}
    yield chats, select(chats).where(chats.c.telegram_id == telegram_id)
    for table in metadata.sorted_tables:
        for reference in table.foreign_keys:
            owner = reference.column.table
            if reference.ondelete == "CASCADE" and owner in keys and table not in keys:
                belongs = reference.parent.in_(keys[owner])
                if "id" in table.c:
                    keys[table] = select(table.c.id).where(belongs)
                yield table, select(table).where(belongs)
