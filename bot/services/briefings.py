"""Briefings as a person asks for them: what is new now, what comes next, and what was delivered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.clock import Clock
from bot.digest.builder import Buttons, Chosen, MoreButton, ReadButton, build, prepare, read_pool
from bot.digest.choice import EditionRequest, Telling, telling_of
from bot.digest.pool import Pool
from bot.digest.render import Setting, render_more
from bot.digest.select import MOST_PAGES, PAGE
from bot.models import DeliveryRecord, Destination, Edition, EditionPart
from bot.services.requests import Requests, Wanted
from bot.slots import zone_of
from bot.storage import editions, history, news, subscriptions
from bot.storage.engine import Store
from bot.texts import words_for


@dataclass(frozen=True, slots=True)
class _Further:
    """How many stories a briefing told, those that come next, and whether there are no others."""

    told: int = 0
    stories: Sequence[Telling] = ()
    ends: bool = True


class Briefings:
    """Reads only: asking for a briefing uses up nothing of tomorrow's."""

    def __init__(
        self, store: Store, clock: Clock, *, read_button: ReadButton, more_button: MoreButton | None = None
    ) -> None:
        self._store = store
        self._clock = clock
        self._buttons = Buttons(read_button, more_button)

    async def now(self, destination: Destination, language: str = "") -> Edition | None:
        """What is new for this chat since its last delivered briefing, or None; nothing is stored.

        A chat without a subscription is answered in that language.
        """
        return await self.at(destination, self._clock.now(), language)

    async def at(self, destination: Destination | None, moment: datetime, language: str = "") -> Edition | None:
        """The briefing that this chat, or a new one, would get at that moment from the library as it is now."""
        async with self._store.read() as connection:
            pool = await read_pool(connection, moment)
            request = await self._request(connection, pool, destination, language)
            return await build(connection, pool, request, self._buttons)

    async def _request(
        self, connection: AsyncConnection, pool: Pool, destination: Destination | None, language: str
    ) -> EditionRequest:
        requests = Requests(pool)
        subscription = None if destination is None else await subscriptions.find(connection, destination)
        if subscription is None:
            return await requests.newcomer(connection, destination, language)
        day = pool.at.astimezone(zone_of(subscription.zone)).date()
        wanted = Wanted(subscription.recipient, day, subscription.timetable.is_weekly(day))
        (request,) = await requests.of(connection, [wanted])
        return request

    async def more(
        self, destination: Destination, edition_id: int, page: int, language: str = ""
    ) -> EditionPart | None:
        """That page (from 0) of the stories that an edition had no room for, or of what is new now (edition 0).

        None where there are none, or none any more.
        """
        now = self._clock.now()
        async with self._store.read() as connection:
            if edition_id:
                got = await history.has_got(connection, destination, edition_id)
                further = await _kept(connection, edition_id, now) if got else _Further()
            else:
                pool = await read_pool(connection, now)
                chosen = prepare(pool, await self._request(connection, pool, destination, language))
                further = _Further() if chosen is None else _left_out(chosen)
        shown = further.stories[page * PAGE : (page + 1) * PAGE]
        if not shown:
            return None
        goes_on = self._buttons.more if len(further.stories) > (page + 1) * PAGE else None
        setting = Setting(
            words=words_for(language),
            day=now.date(),
            at=now,
            since=None,
            read_button=self._buttons.read,
            more_button="" if goes_on is None else goes_on(edition_id, page + 1),
        )
        return render_more(shown, setting, first_number=further.told + page * PAGE + 1, ends=further.ends)

    async def recent(self, destination: Destination, most: int) -> list[DeliveryRecord]:
        """The chat's newest deliveries, newest first; empty without a subscription."""
        async with self._store.read() as connection:
            subscription = await subscriptions.find(connection, destination)
            if subscription is None:
                return []
            return await history.recent(connection, subscription.id, most=most)


def _left_out(chosen: Chosen) -> _Further:
    told, spare = len(chosen.selection.stories), chosen.selection.spare
    return _Further(told, spare, ends=chosen.choice.total == told + len(spare))


async def _kept(connection: AsyncConnection, edition_id: int, now: datetime) -> _Further:
    """What was kept with a stored edition and is still in the library."""
    told, ids = await editions.places(connection, edition_id)
    found = await news.of_ids(connection, ids)
    found |= await news.of_stories(connection, {each.story for each in found.values()})
    pool = Pool(found.values(), at=now, through_load=0)
    # No more of them are kept than the pages show: where there are as many, there were others.
    return _Further(told, [telling_of(pool, key) for key in ids if key in found], ends=len(ids) < PAGE * MOST_PAGES)
