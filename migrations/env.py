"""Alembic's entry: runs the migrations on the connection it is handed, or on DATABASE_URL when called as `alembic`."""

import asyncio
import os

from alembic import context
from sqlalchemy import Connection

from bot.storage.engine import migration_engine
from bot.storage.schema import is_described_here, metadata

DEFAULT_URL = "sqlite+aiosqlite:///data/briefing.db"


def _run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=True,
        compare_type=True,
        include_object=is_described_here,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()


async def _run_alone() -> None:
    engine = migration_engine(os.environ.get("DATABASE_URL", DEFAULT_URL))
    async with engine.begin() as connection:
        await connection.run_sync(_run)
    await engine.dispose()


handed = context.config.attributes.get("connection")
if handed is None:
    asyncio.run(_run_alone())
else:
    _run(handed)
