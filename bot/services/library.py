"""The library as readers ask for it: pages of headlines, and articles."""

from dataclasses import dataclass

from bot.errors import NotFound
from bot.models import Article, Headline
from bot.storage import articles, headlines
from bot.storage.engine import Store

HEADLINES_A_PAGE = 8


@dataclass(frozen=True, slots=True)
class HeadlinePage:
    """One page of the headlines, newest first. Pages count from 0."""

    headlines: tuple[Headline, ...]
    page: int
    pages: int
    total: int

    @property
    def first(self) -> int:
        """The number of the first headline on this page, from 1."""
        return self.page * HEADLINES_A_PAGE + 1


class Library:
    """Reads articles as they are now. How many there are is counted once a load: counting a million takes long."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._counted = (0, 0)

    async def headlines(self, page: int) -> HeadlinePage:
        """That page, or the last one when there are fewer now."""
        wanted = max(page, 0)
        async with self._store.read() as connection:
            found, revision = await headlines.page(connection, most=HEADLINES_A_PAGE, skip=wanted * HEADLINES_A_PAGE)
            if not found or revision != self._counted[0]:
                self._counted = (revision, await articles.count(connection))
            total = self._counted[1]
            pages = max(1, -(-total // HEADLINES_A_PAGE))
            if not found and total:
                wanted = pages - 1
                found = await articles.latest(connection, most=HEADLINES_A_PAGE, skip=wanted * HEADLINES_A_PAGE)
        shown = min(wanted, pages - 1)
        return HeadlinePage(tuple(found), shown, pages, max(total, shown * HEADLINES_A_PAGE + len(found)))

    async def article(self, article_id: int) -> Article:
        """The article, also a withdrawn one. Raises NotFound when there never was one with this id."""
        async with self._store.read() as connection:
            article = await articles.get(connection, article_id)
        if article is None:
            raise NotFound(f"there is no article {article_id}")
        return article

    async def nth_newest(self, number: int) -> Article | None:
        """The article that `/headlines` shows under this number now, from 1; None when there are fewer."""
        async with self._store.read() as connection:
            found = await articles.latest(connection, most=1, skip=number - 1)
            return await articles.get(connection, found[0].id) if found else None

    async def total(self) -> int:
        """How many articles there are to read."""
        async with self._store.read() as connection:
            return await articles.count(connection)
