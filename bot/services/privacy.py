"""What is kept of a person, handed out and deleted at their word."""

import json
from datetime import date, datetime, time
from typing import Any

from bot.storage import privacy
from bot.storage.engine import Store


class Privacy:
    """For private chats: there a person's number is the chat's."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def export(self, telegram_id: int) -> bytes | None:
        """Everything kept of this person, as JSON; None when that is nothing."""
        async with self._store.read() as connection:
            found = await privacy.gather(connection, telegram_id)
        return json.dumps(found, ensure_ascii=False, indent=2, default=_written).encode() if found else None

    async def forget(self, telegram_id: int) -> bool:
        """Delete it, in one transaction, and from the database's log; whether there was anything."""
        async with self._store.write() as connection:
            known = await privacy.forget(connection, telegram_id)
        await self._store.empty_log()
        return known


def _written(value: Any) -> str:
    if isinstance(value, (datetime, date, time)):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} cannot be exported")
