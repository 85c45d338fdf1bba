"""What a chat got and what it opened: past briefings as they were sent, why a story was in one, what was read."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.clock import Clock
from bot.errors import NotFound
from bot.models import Destination, Edition, EditionPart
from bot.services.subscriptions import ChatProfile
from bot.storage import archive, chats, readings, subscriptions
from bot.storage.archive import PastBriefing, ToldStory
from bot.storage.engine import Store

BRIEFINGS_A_PAGE = 8


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """A page of past briefings, newest first, on the wall of `zone`. Pages count from 0."""

    briefings: tuple[PastBriefing, ...]
    zone: str
    page: int
    pages: int

    @property
    def first(self) -> int:
        """The number of the first briefing on this page, from 1."""
        return self.page * BRIEFINGS_A_PAGE + 1


@dataclass(frozen=True, slots=True)
class SentEdition:
    """The messages of an edition, and what names it in links; empty for one of a release that made no links."""

    parts: tuple[EditionPart, ...]
    token: str


@dataclass(frozen=True, slots=True)
class CameLast:
    """The messages of a briefing that a chat got by itself, and when."""

    parts: tuple[EditionPart, ...]
    at: datetime


class History:
    """Opening an old briefing changes nothing; opening an article is remembered, so that no briefing tells it again."""

    def __init__(self, store: Store, clock: Clock, *, language: str = "en") -> None:
        self._store = store
        self._clock = clock
        self._language = language
        self._opened: list[tuple[ChatProfile, int]] = []
        self._writing = asyncio.Lock()

    async def page(self, destination: Destination, number: int) -> HistoryPage | None:
        """That page, or the last one where there are fewer; None for a chat that never subscribed."""
        async with self._store.read() as connection:
            subscription = await subscriptions.find(connection, destination)
            if subscription is None:
                return None
            total = await archive.count(connection, subscription.id)
            pages = max(1, -(-total // BRIEFINGS_A_PAGE))
            shown = min(max(number, 0), pages - 1)
            found = await archive.page(
                connection, subscription.id, most=BRIEFINGS_A_PAGE, skip=shown * BRIEFINGS_A_PAGE
            )
        return HistoryPage(tuple(found), subscription.zone, shown, pages)

    async def again(self, destination: Destination, edition_id: int) -> SentEdition:
        """An edition that this chat was meant to get. Raises NotFound for any other."""
        async with self._store.read() as connection:
            subscription = await subscriptions.find(connection, destination)
            if subscription is None or not await archive.belongs(connection, subscription.id, edition_id):
                raise NotFound("this chat has no such briefing")
            return SentEdition(
                await archive.parts(connection, edition_id), await archive.token_of(connection, edition_id)
            )

    async def linked(self, token: str) -> SentEdition:
        """The edition that a link names, whoever opens it. Raises NotFound."""
        async with self._store.read() as connection:
            edition_id = await archive.by_token(connection, token)
            if edition_id is None:
                raise NotFound("there is no such briefing")
            return SentEdition(await archive.parts(connection, edition_id), token)

    async def latest(self, destination: Destination) -> tuple[ToldStory, ...]:
        """The stories of the briefing that the chat got last, in their order; none before the first."""
        async with self._store.read() as connection:
            subscription = await subscriptions.find(connection, destination)
            if subscription is None:
                return ()
            got = await archive.latest_got(connection, subscription.id)
            return () if got is None else tuple(await archive.told(connection, got.edition_id))

    async def came_last(self, destination: Destination) -> CameLast | None:
        """The briefing that the chat got last; None before the first."""
        async with self._store.read() as connection:
            subscription = await subscriptions.find(connection, destination)
            got = None if subscription is None else await archive.latest_got(connection, subscription.id)
            return None if got is None else CameLast(await archive.parts(connection, got.edition_id), got.at)

    async def why(self, destination: Destination, article_id: int) -> ToldStory | None:
        """The story as the chat was told it last, or might have been; None where no briefing of this chat had it."""
        async with self._store.read() as connection:
            subscription = await subscriptions.find(connection, destination)
            if subscription is None:
                return None
            edition_id = await archive.latest_with(connection, subscription.id, article_id)
            if edition_id is None:
                return None
            told = await archive.told(connection, edition_id)
            found = next((story for story in told if story.article_id == article_id), None)
            return found or await archive.spared(connection, edition_id, article_id)

    async def shown(self, edition: Edition, made: datetime) -> tuple[ToldStory, ...]:
        """The stories of an edition that was shown when somebody asked, in their order."""
        async with self._store.read() as connection:
            return tuple(await archive.shown(connection, edition, made))

    async def opened(self, chat: ChatProfile, article_id: int) -> None:
        """An article of the library was opened in a chat, known before or not.

        After a briefing many open theirs at once: what comes in during a transaction shares the next one.
        """
        mine = (chat, article_id)
        self._opened.append(mine)
        async with self._writing:
            # Whoever is not here any more was written with others while waiting.
            if any(each is mine for each in self._opened):
                opened, self._opened = self._opened, []
                await self._remember(opened)

    async def _remember(self, opened: Sequence[tuple[ChatProfile, int]]) -> None:
        now = self._clock.now()
        async with self._store.write() as connection:
            known = await chats.ids(connection, {chat.telegram_id for chat, _ in opened})
            for chat in {chat for chat, _ in opened if chat.telegram_id not in known}:
                language = chat.language or self._language
                known[chat.telegram_id] = await chats.remember(
                    connection, chat.telegram_id, chat.kind, chat.title, language, now=now
                )
            pairs = {(known[chat.telegram_id], article_id) for chat, article_id in opened}
            await readings.remember_all(connection, pairs, now)
