"""The editions of one tick of the planner: each is built once and stored once, for all chats that it is right for."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.digest.builder import EditionRequest, build
from bot.services.requests import Wanted, requests
from bot.storage import editions


@dataclass(frozen=True, slots=True)
class StoredEdition:
    """An edition in the database, as deliveries refer to it."""

    id: int
    parts: int


class TickEditions:
    """Made anew for each tick: after a transaction that failed nothing may refer to the editions of it."""

    def __init__(self, *, read_button: Callable[[int], str]) -> None:
        self._read_button = read_button
        self._made: dict[EditionRequest, StoredEdition | None] = {}

    async def of(
        self, connection: AsyncConnection, wanted: Sequence[Wanted], now: datetime
    ) -> list[StoredEdition | None]:
        """The edition for each of these, in their order; None where there is nothing to tell."""
        return [await self._edition(connection, request, now) for request in await requests(connection, wanted, now)]

    async def _edition(
        self, connection: AsyncConnection, request: EditionRequest, now: datetime
    ) -> StoredEdition | None:
        if request not in self._made:
            edition = await build(connection, request, read_button=self._read_button)
            if edition is None:
                self._made[request] = None
            else:
                key = await editions.add(connection, edition, through_load=request.through_load, now=now)
                self._made[request] = StoredEdition(key, len(edition.parts))
        return self._made[request]
