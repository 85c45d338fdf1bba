"""Brings the schema to head, safely: a copy of an SQLite file first, an advisory lock on PostgreSQL."""

import glob
import re
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.errors import DatabaseUnavailable, SchemaOutdated, StorageError
from bot.storage import search_fill
from bot.storage.engine import Store, copy_sqlite, first_line, migration_engine, parse_url

# Any fixed number: replicas that start together take turns under this PostgreSQL advisory lock.
ADVISORY_LOCK = 6_041_973
# A copy holds everybody who has asked to be forgotten since.
COPIES_KEPT = timedelta(days=30)
_COPIED_AT = re.compile(r"[.]before-.+-([0-9]{14})")


def scripts_folder() -> Path:
    """Where the migrations are: beside the package in a checkout, inside it in an installed wheel."""
    package = Path(__file__).resolve().parent.parent
    inside = package / "migrations"
    return inside if inside.is_dir() else package.parent / "migrations"


def _config(scripts: Path, connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(scripts).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def head(scripts: Path | None = None) -> str:
    """The newest revision that this release knows."""
    revision = ScriptDirectory.from_config(_config(scripts or scripts_folder())).get_current_head()
    if revision is None:
        raise StorageError("no migrations were found beside the program; install it again")
    return revision


def _current(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


async def current(store: Store) -> str | None:
    """The database's revision, or None when it is empty."""
    async with store.read() as connection:
        return await connection.run_sync(_current)


async def require_head(store: Store) -> None:
    """Raise SchemaOutdated unless the schema is the one this release works with."""
    found, wanted = await current(store), head()
    if found != wanted:
        raise SchemaOutdated(
            f"the database is at revision {found or 'none'}, this release needs {wanted}; run: python -m bot migrate"
        )


async def upgrade(url: str, now: datetime, *, scripts: Path | None = None) -> tuple[str | None, str]:
    """Bring the database at `url` to head; give back (revision before, revision after).

    An SQLite database that holds a schema already is copied first, beside itself, so that a mistake in a migration
    can be undone; such copies are let go after `COPIES_KEPT`. Then the search index is filled with what it lacks.
    Raises StorageError, with the database as it was.
    """
    folder = scripts or scripts_folder()
    newest = head(folder)
    engine = migration_engine(url)
    try:
        if engine.dialect.name == "sqlite":
            _drop_old_copies(Path(parse_url(url).database or ""), now)
        async with engine.connect() as connection:
            before = await connection.run_sync(_current)
        if before == newest:
            await _fill(engine, scripts)
            return before, before
        _require_known(before, folder)
        if before is not None and engine.dialect.name == "sqlite":
            path = Path(parse_url(url).database or "")
            copy_sqlite(path, path.with_name(f"{path.name}.before-{newest}-{now:%Y%m%d%H%M%S}"))
        async with engine.begin() as connection:
            await connection.run_sync(_upgrade_locked, folder)
        await _fill(engine, scripts)
        return before, newest
    except (DBAPIError, OSError) as error:
        raise DatabaseUnavailable(f"the database cannot be migrated: {first_line(error)}") from error
    finally:
        await engine.dispose()


def _drop_old_copies(database: Path, now: datetime) -> None:
    for copy in database.parent.glob(f"{glob.escape(database.name)}.before-*"):
        made = _COPIED_AT.fullmatch(copy.name.removeprefix(database.name))
        # A name may hold no time; and what cannot be deleted keeps nobody from starting.
        with suppress(ValueError, OSError):
            if made and datetime.strptime(made[1], "%Y%m%d%H%M%S").replace(tzinfo=UTC) < now - COPIES_KEPT:
                copy.unlink()


async def _fill(engine: AsyncEngine, scripts: Path | None) -> None:
    """Other migrations than this release's may leave a schema that it knows nothing of."""
    if scripts is None:
        await search_fill.fill(engine.begin)


def _require_known(revision: str | None, scripts: Path) -> None:
    known = {script.revision for script in ScriptDirectory.from_config(_config(scripts)).walk_revisions()}
    if revision is not None and revision not in known:
        raise SchemaOutdated(
            f"the database is at revision {revision}, which this release does not know; "
            "run the release that made it, or restore the copy from before its upgrade"
        )


def _upgrade_locked(connection: Connection, scripts: Path) -> None:
    if connection.dialect.name == "postgresql":
        # Rebuilding a large table takes as long as it takes; waiting for somebody else's table lock does not.
        connection.execute(text("SET LOCAL statement_timeout = 0"))
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ADVISORY_LOCK})
        connection.execute(text("SET LOCAL lock_timeout = '60s'"))
    command.upgrade(_config(scripts, connection), "head")
    if connection.dialect.name == "sqlite":
        orphans = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
        if orphans:
            raise StorageError(f"the migration would orphan rows in {orphans[0][0]}; nothing was changed")
