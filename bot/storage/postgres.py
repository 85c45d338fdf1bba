"""Connections to PostgreSQL, and how long its silence is borne.

A line can die without a word (a pulled cable, a firewall that forgets): what was asked is then never answered. So each
pool has a limit for an answer, after which the connection is thrown away and, with it, every other one of its age.
"""

from dataclasses import dataclass
from typing import Any

import asyncpg
from sqlalchemy import event
from sqlalchemy.engine import URL
from sqlalchemy.engine.interfaces import ExceptionContext
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

# PostgreSQL ends a statement or an abandoned transaction after these, so that a stuck peer cannot hold its rows.
SETTINGS = {
    "application_name": "briefing-bot",
    "statement_timeout": "120000",
    "idle_in_transaction_session_timeout": "60000",
    "timezone": "UTC",
}
# A standby that takes over waits for the rows of a sender that was stopped in the middle: no longer than for the lease.
PROMPT_SETTINGS = {**SETTINGS, "idle_in_transaction_session_timeout": "8000"}


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds for an answer: to a look whether a connection lives, to a statement of the outbox, to any other.

    The last is longer than the server's own limit, which is the one to end what is only slow.
    """

    look: float = 5.0
    prompt: float = 10.0
    usual: float = 130.0


PATIENCE = Patience()

BROKEN = asyncpg.InternalClientError
"""What the driver says of a connection that ended in the middle of an exchange, to whoever uses it next: neither an
error of the database nor of its own tree."""


def usual_engine(url: URL, patience: Patience) -> AsyncEngine:
    """For everything that may take its time."""
    options = {"server_settings": SETTINGS, "timeout": 10, "command_timeout": patience.usual}
    engine = create_async_engine(url, pool_size=8, max_overflow=4, pool_pre_ping=True, connect_args=options)
    return _noticing_silence(engine, patience.look)


def prompt_engine(url: URL, patience: Patience) -> AsyncEngine:
    """For the lease, the outbox and the planner."""
    options = {"server_settings": PROMPT_SETTINGS, "timeout": patience.look, "command_timeout": patience.prompt}
    engine = create_async_engine(url, pool_size=4, max_overflow=2, pool_pre_ping=True, connect_args=options)
    return _noticing_silence(engine, patience.look)


def migration_engine(url: URL) -> AsyncEngine:
    """For migrations: rebuilding a large table takes as long as it takes."""
    return create_async_engine(url, pool_pre_ping=True, connect_args={"server_settings": SETTINGS, "timeout": 10})


def _noticing_silence(engine: AsyncEngine, look: float) -> AsyncEngine:
    """Take a connection that does not answer for a dead one; by itself the library would use it again."""

    async def answers(driver: Any) -> None:
        await driver.execute("SELECT", timeout=look)

    def do_ping(connection: Any) -> bool:
        try:
            connection.run_async(answers)
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, BROKEN):
            return False
        return True

    @event.listens_for(engine.sync_engine, "handle_error")
    def on_error(context: ExceptionContext) -> None:
        if isinstance(context.original_exception, TimeoutError | BROKEN):
            context.is_disconnect = True

    engine.sync_engine.dialect.do_ping = do_ping  # type: ignore[method-assign,assignment]
    return engine
