"""The bot's database as a test sees it from outside: subscribers put in, states of deliveries read."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime, timedelta
from typing import TypeVar

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.models import ChatKind
from bot.slots import EVERY_DAY
from bot.storage import chats, inbox, subscriptions
from bot.storage.engine import open_store
from bot.storage.migrate import upgrade
from bot.storage.slots import PlannedTime
from bot.storage.subscriptions import Plan

Result = TypeVar("Result")
PATIENCE = 20.0
OPEN = ("planned", "sending", "uncertain")


class Outbox:
    """The database at a URL. Every call opens and closes it, so that nothing of the test is in the bot's way."""

    def __init__(self, url: str) -> None:
        self.url = url

    def subscribe(self, people: Iterable[int], due: datetime) -> None:
        """Private chats whose briefing is due at that instant, by their local time in UTC."""
        due = due.replace(second=0, microsecond=0)

        async def put(connection: AsyncConnection) -> None:
            for person in people:
                chat = await chats.remember(connection, person, ChatKind.PRIVATE, "Reader", "en", now=due)
                plan = Plan((PlannedTime(due.time(), EVERY_DAY, due),), "UTC", 5)
                await subscriptions.save(connection, chat, 0, plan, now=due - timedelta(days=1))

        asyncio.run(upgrade(self.url, due))
        self._do(put)

    def states(self) -> dict[str, int]:
        """How many deliveries are in each state."""

        async def read(connection: AsyncConnection) -> dict[str, int]:
            rows = await connection.execute(text("SELECT state, count(*) FROM deliveries GROUP BY state"))
            return {row[0]: row[1] for row in rows}

        return self._do(read)

    def fresh(self) -> int:
        """How many deliveries wait for their first send."""

        async def read(connection: AsyncConnection) -> int:
            query = text("SELECT count(*) FROM deliveries WHERE state = 'planned' AND uncertain = 0")
            found: int = (await connection.execute(query)).scalar_one()
            return found

        return self._do(read)

    def chats_in(self, state: str) -> set[int]:
        """The chats that have a delivery in this state."""

        async def read(connection: AsyncConnection) -> set[int]:
            query = text(
                "SELECT c.telegram_id FROM deliveries d JOIN subscriptions s ON s.id = d.subscription_id"
                " JOIN chats c ON c.id = s.chat_id WHERE d.state = :state"
            )
            return set((await connection.execute(query, {"state": state})).scalars())

        return self._do(read)

    def open(self) -> int:
        """How many deliveries are not finished."""
        states = self.states()
        return sum(states.get(state, 0) for state in OPEN)

    def waiting(self) -> int:
        """How many updates are not handled."""

        async def read(connection: AsyncConnection) -> int:
            return await inbox.waiting(connection)

        return self._do(read)

    def until_inbox_is_empty(self) -> None:
        """Wait until every update that was received has been handled, and that is on record."""

        _until_zero(self.waiting, "updates wait")

    def until_all_is_sent(self) -> None:
        """Wait until no delivery is open."""
        _until_zero(self.open, "deliveries are open")

    def _do(self, work: Callable[[AsyncConnection], Awaitable[Result]]) -> Result:
        async def run() -> Result:
            store = await open_store(self.url)
            try:
                async with store.write() as connection:
                    return await work(connection)
            finally:
                await store.close()

        return asyncio.run(run())


def _until_zero(count: Callable[[], int], what: str) -> None:
    give_up = time.monotonic() + PATIENCE
    while left := count():
        assert time.monotonic() < give_up, f"{left} {what} after {PATIENCE:g} s"
