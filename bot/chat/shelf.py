"""Where parked answers are kept, so that a process that is killed loses none. Nothing here raises."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.chat.message import Message, read, stored
from bot.clock import Clock
from bot.errors import StorageError
from bot.storage import replies
from bot.storage.engine import Store

_log = structlog.get_logger(__name__)


class Shelf:
    """The database; while it is away an answer waits in memory alone."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def keep(self, message: Message, seconds: float) -> int | None:
        """Keep it until it is dropped; gives back its number, None where that could not be."""
        until = self._clock.now() + timedelta(seconds=seconds)
        try:
            async with self._store.write() as connection:
                return await replies.keep(connection, message.chat.telegram_id, stored(message), until)
        except StorageError as error:
            _log.warning("answer_not_kept", reason=str(error))
            return None

    async def put_off(self, number: int | None, message: Message, seconds: float) -> None:
        """It has to wait again."""
        until = self._clock.now() + timedelta(seconds=seconds)
        if number is not None:
            await self._change(lambda connection: replies.put_off(connection, number, stored(message), until))

    async def drop(self, number: int | None) -> None:
        """It is sent, or of no use any more."""
        if number is not None:
            await self._change(lambda connection: replies.drop(connection, [number]))

    async def left(self) -> list[tuple[int, Message, float]]:
        """What an earlier process left: number, message, and the seconds that it has to wait."""
        try:
            async with self._store.read() as connection:
                kept = await replies.waiting(connection)
        except StorageError as error:
            _log.warning("answer_not_kept", reason=str(error))
            return []
        now = self._clock.now()
        return [(each.id, read(each.message), (each.not_before - now).total_seconds()) for each in kept]

    async def _change(self, change: Callable[[AsyncConnection], Awaitable[None]]) -> None:
        try:
            async with self._store.write() as connection:
                await change(connection)
        except StorageError as error:
            _log.warning("answer_not_kept", reason=str(error))
