"""Single facts about the installation: a name and a text, such as the version of the time zone data."""

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.engine import insert_into
from bot.storage.schema import facts

TROUBLES_TOLD = "troubles_told"
"""The troubles that operators have been told of, as JSON: their keys, of which some end with a chat's number."""

_GET = select(facts.c.value).where(facts.c.name == bindparam("fact"))


async def get(connection: AsyncConnection, name: str) -> str | None:
    """The fact's text, or None."""
    return (await connection.execute(_GET, {"fact": name})).scalar_one_or_none()


async def put(connection: AsyncConnection, name: str, value: str) -> None:
    """Write the fact, over what was there."""
    await connection.execute(
        insert_into(connection, facts)
        .values(name=name, value=value)
        .on_conflict_do_update(index_elements=[facts.c.name], set_={"value": value})
    )
