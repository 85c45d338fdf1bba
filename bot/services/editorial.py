"""What editors do to the coming briefings: pin and hide, and leave a note for a day."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.clock import Clock
from bot.errors import InvalidRequest, NotFound
from bot.models import Article, Destination, EditorMark
from bot.slots import zone_of
from bot.storage import articles, editorial, subscriptions
from bot.storage.editorial import Marked, Note
from bot.storage.engine import Store

# A pin is for the news of these days; what is hidden stays hidden.
PIN_LASTS = timedelta(days=7)
NOTE_LIMIT = 500
LISTED = 20


@dataclass(frozen=True, slots=True)
class Marking:
    """An article with the mark that it has now."""

    article: Article
    mark: EditorMark | None
    whole_story: bool


class Editorial:
    """Who may call this is for the caller to decide. Every verb is one transaction."""

    def __init__(self, store: Store, clock: Clock, *, default_zone: str) -> None:
        self._store = store
        self._clock = clock
        self._default_zone = default_zone

    async def mark(self, article_id: int, wanted: EditorMark, *, whole_story: bool, person: int) -> Marking:
        """Mark a live article. Raises NotFound for any other."""
        now = self._clock.now()
        async with self._store.write() as connection:
            article = await articles.get(connection, article_id)
            if article is None or article.withdrawn is not None:
                raise NotFound(f"there is no article {article_id} in the library")
            await editorial.unmark_older(connection, EditorMark.PIN, now - PIN_LASTS)
            await editorial.mark(connection, article_id, wanted, whole_story=whole_story, person=person, now=now)
        return Marking(article, wanted, whole_story)

    async def unmark(self, article_id: int) -> Marking:
        """Take the mark away, if there is one. Raises NotFound when there never was such an article."""
        async with self._store.write() as connection:
            article = await articles.get(connection, article_id)
            if article is None:
                raise NotFound(f"there is no article {article_id} in the library")
            await editorial.unmark(connection, article_id)
        return Marking(article, None, whole_story=False)

    async def marked(self) -> list[Marked]:
        """What is pinned and hidden, newest first."""
        async with self._store.read() as connection:
            return await editorial.marked(connection, most=LISTED)

    async def today(self, chat: Destination) -> date:
        """The day on the wall of this chat, or of the installation when it has no subscription."""
        async with self._store.read() as connection:
            known = await subscriptions.find(connection, chat)
        return self._wall(known.zone if known is not None else self._default_zone).date()

    def _wall(self, zone: str) -> datetime:
        return self._clock.now().astimezone(zone_of(zone))

    async def leave_note(self, day: date, text: str, *, person: int) -> Note:
        """Write the note of that local day, over the one it has. Raises InvalidRequest for one that is too long."""
        tidy = " ".join(text.split())
        if not tidy or len(tidy) > NOTE_LIMIT:
            raise InvalidRequest(
                "a note has 1 to {most} characters, this one {count}", most=NOTE_LIMIT, count=len(tidy)
            )
        async with self._store.write() as connection:
            await editorial.put_note(connection, day, tidy, person=person, now=self._clock.now())
        return Note(day, tidy)

    async def remove_note(self, day: date) -> bool:
        """Take the day's note away; whether there was one."""
        async with self._store.write() as connection:
            return await editorial.remove_note(connection, day)

    async def notes(self, since: date) -> list[Note]:
        """The notes from that day on."""
        async with self._store.read() as connection:
            return await editorial.notes(connection, since=since)
