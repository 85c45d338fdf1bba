"""What the editions of many subscriptions depend on, in a few queries a batch."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, NamedTuple, TypedDict

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.digest.choice import EditionRequest
from bot.digest.pool import KNOWN, Pool
from bot.digest.stories import ToldStory
from bot.models import Destination, Interest, Recipient
from bot.storage import chats, history, interests, news, readings, retention
from bot.storage.history import Got
from bot.storage.news import ToldEdition
from bot.texts import language_of

# Editions of the past whose stories are held at once, for whatever number of chats that got different ones.
REMEMBERED = 20_000
DEFAULT_MINUTES = 5


Parts = frozenset[tuple[int, int]]


class Wanted(NamedTuple):
    """A briefing for a local day; `weekly`: it is the only one of its week."""

    recipient: Recipient
    day: date
    weekly: bool


class _Needs(NamedTuple):
    """What a request is made of, as the database has it: the same for thousands of chats."""

    day: date
    weekly: bool
    minutes: int
    private: bool
    got: Got | None
    long_ago: Parts
    told_load: int
    interests: frozenset[Interest]
    read: frozenset[int]
    language: str


class Requests:
    """Asks for one pool, and remembers what it has looked up: chats that got the same have equal requests."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._editions: dict[int, ToldEdition] = {}
        self._long_ago: dict[int, ToldEdition] = {}
        self._told: dict[tuple[Parts, Parts], tuple[frozenset[ToldStory], int]] = {}

    async def of(self, connection: AsyncConnection, wanted: Sequence[Wanted]) -> dict[EditionRequest, list[int]]:
        """The editions that these should get, each with the subscriptions that it is for."""
        if len(self._editions) + len(self._long_ago) > REMEMBERED:
            self._editions.clear()
            self._long_ago.clear()
            self._told.clear()
        alike: dict[_Needs, list[int]] = {}
        for subscription_id, needs in await self._needs(connection, wanted):
            alike.setdefault(needs, []).append(subscription_id)
        asked: dict[EditionRequest, list[int]] = {}
        for needs, subscription_ids in alike.items():
            asked.setdefault(self._request(needs), []).extend(subscription_ids)
        return asked

    async def _needs(self, connection: AsyncConnection, wanted: Sequence[Wanted]) -> list[tuple[int, _Needs]]:
        recipients = [each.recipient for each in wanted]
        got = await self._got(connection, [each.subscription_id for each in recipients])
        long_ago = await self._got_long_ago(connection, list(got))
        gone = await retention.told_loads(connection, [each.subscription_id for each in recipients])
        chosen = await interests.of_chats(connection, {(each.chat_id, each.thread_id) for each in recipients})
        chat_ids = {each.chat_id for each in recipients}
        read = await readings.read_lately(connection, chat_ids, self._pool.at - readings.KEPT)
        languages = await chats.languages(connection, chat_ids)
        none: frozenset[Any] = frozenset()
        return [
            (
                key,
                _Needs(
                    day,
                    weekly,
                    minutes,
                    private,
                    got.get(key),
                    long_ago.get(key, none),
                    gone.get(key, 0),
                    chosen.get((chat_id, thread_id), none),
                    read.get(chat_id, none),
                    languages.get(chat_id, ""),
                ),
            )
            for (key, chat_id, thread_id, minutes, private), day, weekly in wanted
        ]

    def _request(self, needs: _Needs) -> EditionRequest:
        parts = frozenset() if needs.got is None else needs.got.parts
        told, after = self._tell(parts, needs.long_ago)
        return EditionRequest(
            after_load=max(after, needs.told_load),
            through_load=self._pool.through_load,
            day=needs.day,
            minutes=needs.minutes,
            since=_since(needs),
            **self._seen(told, self._of_pool(needs.read), private=needs.private),
            interests=needs.interests,
            weekly=needs.weekly,
            **_spoken(needs.language),
        )

    async def newcomer(
        self, connection: AsyncConnection, destination: Destination | None, language: str
    ) -> EditionRequest:
        """The edition for a chat without a subscription; what it follows and has read counts all the same."""
        chat = None if destination is None else await chats.find(connection, destination.telegram_id)
        request = EditionRequest(0, self._pool.through_load, self._pool.at.date(), DEFAULT_MINUTES, **_spoken(language))
        if chat is None or destination is None:
            return request
        key = (chat.id, destination.thread_id)
        chosen = await interests.of_chats(connection, {key})
        read = await readings.read_lately(connection, [chat.id], self._pool.at - readings.KEPT)
        seen = self._seen(frozenset(), self._of_pool(read.get(chat.id, ())), private=destination.is_private)
        return replace(request, interests=chosen.get(key, frozenset()), **seen)

    def _of_pool(self, articles: Iterable[int]) -> frozenset[int]:
        return frozenset(key for key in articles if key in self._pool.articles)

    def _seen(self, told: frozenset[ToldStory], opened: frozenset[int], *, private: bool) -> "_Seen":
        """To a person, what they opened is told; to many, what one of them opened is only less of a surprise."""
        if not opened or not private:
            return {"told": told, "read": opened}
        known = {each.story: each for each in told}
        for key in opened:
            article = self._pool.articles[key]
            had = known.get(article.story, ToldStory(article.story, frozenset(), 0))
            load = max(had.through_load, article.load_id)
            known[article.story] = ToldStory(article.story, had.articles | {key}, load)
        return {"told": frozenset(known.values()), "read": frozenset()}

    async def _got(self, connection: AsyncConnection, ids: Sequence[int]) -> dict[int, Got]:
        got = await history.got(connection, ids, since=(self._pool.at - KNOWN).date())
        if silent := [key for key in ids if key not in got]:
            got |= await history.got(connection, silent, since=date.min)
        editions = {edition for each in got.values() for edition, _ in each.parts}
        found = await news.told(connection, editions - self._editions.keys())
        self._editions |= {each.edition_id: each for each in found}
        return got

    async def _got_long_ago(self, connection: AsyncConnection, ids: Sequence[int]) -> dict[int, Parts]:
        """The messages before those days that told what is pinned now: an editor's pin makes no story new."""
        pinned = [self._pool.stories[key] for key in self._pool.pinned]
        entered = {each.headline.id: each.entered for story in pinned for each in story.articles}
        before = (self._pool.at - KNOWN).date()
        # A slot's day may be the day before that of its instant.
        first = min((each.date() for each in entered.values()), default=before) - timedelta(days=1)
        if first >= before:
            return {}
        got = await history.got(connection, ids, since=first, before=before)
        editions = {edition for each in got.values() for edition, _ in each.parts}
        found = await news.told(connection, editions - self._long_ago.keys(), of=entered.keys())
        self._long_ago |= {each.edition_id: each for each in found}
        return {
            key: frozenset(part for part in each.parts if self._long_ago[part[0]].articles) for key, each in got.items()
        }

    def _tell(self, parts: Parts, long_ago: Parts) -> tuple[frozenset[ToldStory], int]:
        """The stories of the pool that those messages told, and the newest load that they covered."""
        if (parts, long_ago) not in self._told:
            self._told[parts, long_ago] = self._told_by(parts, long_ago)
        return self._told[parts, long_ago]

    def _told_by(self, parts: Parts, long_ago: Parts) -> tuple[frozenset[ToldStory], int]:
        articles: defaultdict[int, set[int]] = defaultdict(set)
        through: defaultdict[int, int] = defaultdict(int)
        covered = 0
        for known, messages in ((self._editions, parts), (self._long_ago, long_ago)):
            for edition in (known[key] for key in {key for key, _ in messages}):
                reached = [each for each in edition.articles if (edition.edition_id, each[0]) in messages]
                # What was in a message that did not reach the chat is still news to it.
                if len(reached) == len(edition.articles):
                    covered = max(covered, edition.through_load)
                for _, article, story in reached:
                    if story in self._pool.stories:
                        articles[story].add(article)
                        through[story] = max(through[story], edition.through_load)
        told = (ToldStory(story, frozenset(by), through[story]) for story, by in articles.items())
        return frozenset(told), covered


def _since(needs: _Needs) -> date | None:
    """The day of the last briefing. Where that is let go, all that it could tell is too old, but for later loads."""
    if needs.got is not None:
        return needs.got.last_day
    return needs.day - timedelta(days=1) if needs.told_load else None


class _Seen(TypedDict):
    told: frozenset[ToldStory]
    read: frozenset[int]


class _Spoken(TypedDict):
    language: str
    tongue: str


def _spoken(tag: str) -> _Spoken:
    """What the bot speaks to people with this IETF tag, and what they speak."""
    return {"language": language_of(tag) or "en", "tongue": tag.replace("_", "-").partition("-")[0].lower()}
