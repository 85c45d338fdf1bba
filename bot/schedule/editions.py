"""The editions of one tick of the planner: each is built once and stored once, for all chats that it is right for."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.digest.builder import Buttons, Chosen, MoreButton, ReadButton, bodies, compose, prepare, read_pool
from bot.digest.choice import EditionRequest
from bot.digest.pool import Pool
from bot.services.requests import Requests, Wanted
from bot.storage import editions
from bot.storage.editions import NewEdition

TOKEN_BYTES = 12


@dataclass(frozen=True, slots=True)
class StoredEdition:
    """An edition in the database, as deliveries refer to it."""

    id: int
    parts: int


class TickEditions:
    """Made anew for each tick: after a transaction that failed nothing may refer to the editions of it.

    The library is read for the first batch of the tick, and all of its batches are told from that.
    """

    def __init__(self, *, read_button: ReadButton, more_button: MoreButton | None = None) -> None:
        self._buttons = Buttons(read_button, more_button)
        self._reading: tuple[Pool, Requests] | None = None
        self._made: dict[EditionRequest, StoredEdition | None] = {}

    async def of(
        self, connection: AsyncConnection, wanted: Sequence[Wanted], now: datetime
    ) -> list[StoredEdition | None]:
        """The edition for each of these, in their order; None where there is nothing to tell."""
        if not wanted:
            return []
        if self._reading is None:
            pool = await read_pool(connection, now)
            self._reading = pool, Requests(pool)
        pool, requests = self._reading
        asked = await requests.of(connection, wanted)
        new = dict.fromkeys(request for request in asked if request not in self._made)
        chosen = {request: prepare(pool, request) for request in new}
        self._made |= dict.fromkeys(new)
        await self._store(connection, pool, [each for each in chosen.values() if each is not None], now)
        return [self._made[request] for request in asked]

    async def _store(self, connection: AsyncConnection, pool: Pool, chosen: Sequence[Chosen], now: datetime) -> None:
        """Numbers first, since buttons hold them; then all messages and articles together."""
        tokens = [secrets.token_urlsafe(TOKEN_BYTES) for _ in chosen]
        numbers = await editions.begin(connection, tokens, through_load=pool.through_load, now=now)
        texts = await bodies(connection, chosen)
        made = []
        for number, each in zip(numbers, chosen, strict=True):
            body = texts.get(each.selection.lead.headline.id, ())
            edition = compose(pool, each, self._buttons, edition_id=number, body=body)
            made.append(NewEdition(number, edition))
            self._made[each.request] = StoredEdition(number, len(edition.parts))
        await editions.fill(connection, made)
