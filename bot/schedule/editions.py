"""The editions of one tick of the planner: each is made once and stored once, for all chats that it is right for."""

import asyncio
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.digest.builder import Buttons, Chosen, bodies, compose, prepare, read_pool
from bot.digest.choice import EditionRequest
from bot.digest.pool import Pool
from bot.services.requests import Requests, Wanted
from bot.storage import editions
from bot.storage.editions import NewEdition
from bot.storage.engine import Store

TOKEN_BYTES = 12
# Stored in one transaction: a reply that has to write does not wait for many.
TOGETHER = 8
# Held at once, for whatever number of different wishes.
REMEMBERED = 10_000


@dataclass(frozen=True, slots=True)
class StoredEdition:
    """An edition in the database, as deliveries refer to it."""

    id: int
    parts: int


class TickEditions:
    """What chats are told at one tick, from the library as it was at its beginning.

    An edition is whole and stored before a delivery refers to it; one that no delivery refers to in the end is
    dropped with the old ones. Making many takes seconds, so that is done between the transactions of the planner, and
    whoever waits for the processor has its turn after each.
    """

    def __init__(self, store: Store, buttons: Buttons, pool: Pool) -> None:
        self._store = store
        self._buttons = buttons
        self._pool = pool
        self._requests = Requests(pool)
        self._made: dict[EditionRequest, StoredEdition | None] = {}
        self._missing: list[EditionRequest] = []

    @classmethod
    async def begin(cls, store: Store, buttons: Buttons, now: datetime) -> "TickEditions":
        """Read the library."""
        async with store.read() as connection:
            return cls(store, buttons, await read_pool(connection, now))

    async def of(self, connection: AsyncConnection, wanted: Sequence[Wanted]) -> dict[int, StoredEdition | None]:
        """The edition for each subscription, None where there is nothing to tell.

        Subscriptions are left out whose edition is not made yet: that is done by `make_missing`.
        """
        if not wanted:
            return {}
        asked = await self._requests.of(connection, wanted)
        self._missing = [request for request in asked if request not in self._made]
        return {key: self._made[request] for request, keys in asked.items() if request in self._made for key in keys}

    async def make_missing(self) -> None:
        """Make and store what was asked for and not there."""
        if len(self._made) + len(self._missing) > REMEMBERED:
            self._made.clear()
        for start in range(0, len(self._missing), TOGETHER):
            await self._make(self._missing[start : start + TOGETHER])
        self._missing = []

    async def _make(self, requests: Iterable[EditionRequest]) -> None:
        chosen = []
        for request in requests:
            each = prepare(self._pool, request)
            if each is None:
                self._made[request] = None
            else:
                chosen.append(each)
            await asyncio.sleep(0)
        if chosen:
            self._made |= await self._store_all(chosen)

    async def _store_all(self, chosen: Sequence[Chosen]) -> dict[EditionRequest, StoredEdition]:
        """Numbers first, since buttons hold them; then all messages and articles together."""
        async with self._store.read() as connection:
            texts = await bodies(connection, chosen)
        tokens = [secrets.token_urlsafe(TOKEN_BYTES) for _ in chosen]
        made = []
        async with self._store.write() as connection:
            through, now = self._pool.through_load, self._pool.at
            numbers = await editions.begin(connection, tokens, through_load=through, now=now)
            for number, each in zip(numbers, chosen, strict=True):
                body = texts.get(each.selection.lead.headline.id, ())
                made.append(NewEdition(number, compose(self._pool, each, self._buttons, edition_id=number, body=body)))
                await asyncio.sleep(0)
            await editions.fill(connection, made)
        return {
            each.request: StoredEdition(new.id, len(new.edition.parts)) for each, new in zip(chosen, made, strict=True)
        }
