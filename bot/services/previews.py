"""What a chat would get, exactly, with the score of each story: for editors, before it is sent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.clock import Clock
from bot.models import Destination, Edition, Subscription
from bot.services.briefings import Briefings
from bot.storage import articles, chats, subscriptions
from bot.storage.engine import Store

_MULTIPLIERS = ("sources", "substance", "recency", "followed", "foreign", "read", "variety")


@dataclass(frozen=True, slots=True)
class Scored:
    """A story of an edition, with the factors of its score (docs/briefing.md)."""

    title: str
    factors: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Preview:
    """The edition for that moment, None when nothing would be sent; its stories in their order.

    `known` is False for a chat that was named and never seen here: it gets what a new one would.
    """

    at: datetime
    zone: str
    edition: Edition | None
    scores: Sequence[Scored] = ()
    known: bool = True


class Previews:
    """Reads only: nothing is sent, stored or used up."""

    def __init__(self, store: Store, clock: Clock, briefings: Briefings, *, default_zone: str) -> None:
        self._store = store
        self._clock = clock
        self._briefings = briefings
        self._default_zone = default_zone

    async def places(self, telegram_id: int) -> list[Destination]:
        """Where the chat is briefed, by the number of the topic; what was stopped only where nothing else is."""
        async with self._store.read() as connection:
            found = await subscriptions.find_all(connection, telegram_id)
        active = [each for each in found if each.active]
        return [each.destination for each in active or found]

    async def zone(self, chat: Destination | None) -> str:
        """The zone of the chat's wall; that of the installation when it has no subscription."""
        known = await self._subscription(chat)
        return self._default_zone if known is None else known.zone

    async def of(self, chat: Destination | None, moment: datetime | None = None) -> Preview:
        """What this chat, or a new one, would get then; left out, at its next slot."""
        known, now = await self._subscription(chat), self._clock.now()
        due = None if known is None else known.next_due
        at = moment or max(due or now, now)
        edition = await self._briefings.at(chat, at)
        zone = self._default_zone if known is None else known.zone
        scores = [] if edition is None else await self._scores(edition)
        return Preview(at, zone, edition, scores, known=known is not None or await self._is_known(chat))

    async def _is_known(self, chat: Destination | None) -> bool:
        if chat is None:
            return True
        async with self._store.read() as connection:
            return await chats.find(connection, chat.telegram_id) is not None

    async def _subscription(self, chat: Destination | None) -> Subscription | None:
        if chat is None:
            return None
        async with self._store.read() as connection:
            return await subscriptions.find(connection, chat)

    async def _scores(self, edition: Edition) -> list[Scored]:
        """The stories of an edition with what brought them there."""
        async with self._store.read() as connection:
            found = [(key, await articles.get(connection, key)) for key in edition.article_ids]
        return [Scored(each.content.title, edition.factors.get(key, {})) for key, each in found if each is not None]


def factors_line(of: Scored) -> str:
    """`2 outlets · sources ×1.58 · recency ×0.71 · place:tr · pinned`: what the score is the product of."""
    found = of.factors
    parts = [f"{found['outlets']} outlets"] if found.get("outlets", 1) > 1 else []
    parts += [f"{name} ×{found[name]:.2f}" for name in _MULTIPLIERS if name in found]
    parts += found.get("follows", [])
    parts += [name for name in ("pinned", "update") if found.get(name)]
    return " · ".join(parts) or "–"
