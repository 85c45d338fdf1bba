"""Which articles make a story: found anew for all that hangs together with an article that came, changed or went."""

from collections import defaultdict
from collections.abc import Collection

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage import stories
from bot.stories.grouping import Link, group
from bot.stories.sets import DisjointSets

# A crowd of more articles than this is not grouped anew for each that joins it: its stories stay, and grow.
CROWD = 200


async def name_originals(connection: AsyncConnection, text_hashes: Collection[int]) -> None:
    """Of articles with one text, whatever their dates, the first is the original and the others are its copies."""
    texts = await _same_texts(connection, text_hashes)
    wanted = {copy: same[0] for same in texts.values() for copy in same[1:]}
    everybody = [article for same in texts.values() for article in same]
    named = await stories.originals_of(connection, everybody)
    changed = {each: wanted.get(each) for each in everybody if wanted.get(each) != named.get(each)}
    await stories.name_originals(connection, changed)


async def _same_texts(connection: AsyncConnection, text_hashes: Collection[int]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for text, article in sorted(await stories.copies(connection, text_hashes)):
        found[text].append(article)
    return found


class Regrouping:
    """One pass over what hangs together with some articles; `run` once."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self._sets = DisjointSets()
        self._links: set[Link] = set()
        self._read: set[int] = set()
        self._crowded: set[int] = set()
        self._stories: dict[int, int] = {}

    async def run(self, articles: Collection[int]) -> None:
        """Write the stories of these articles and of everything that is linked with them."""
        frontier = set(articles)
        for article in frontier:
            self._sets.add(article)
        while frontier:
            await self._expand(frontier)
            frontier = self._within_reach() - self._read
        beyond = {article for members in self._sets.all().values() for article in members} - self._read
        self._join_stories(await stories.stories_of(self._connection, beyond))
        for together in self._sets.all().values():
            if self._read.issuperset(together) and self._crowded.isdisjoint(together):
                await self._group(together)
            else:
                await self._attach(together)

    def _within_reach(self) -> set[int]:
        return {
            article
            for together in self._sets.all().values()
            if len(together) <= CROWD and self._crowded.isdisjoint(together)
            for article in together
        }

    async def _expand(self, frontier: set[int]) -> None:
        """Join what these articles are linked with, are copies of, and share a story with."""
        self._read |= frontier
        here = await stories.stories_of(self._connection, frontier)
        self._join_stories(here)
        sizes = await stories.sizes(self._connection, set(here.values()))
        crowded = {article for article, story in here.items() if sizes[story] > CROWD}
        self._crowded |= crowded
        near = frontier - crowded
        found = await stories.links(self._connection, near)
        self._links |= found
        for each in found:
            if each.same:
                self._sets.join(each.low, each.high)
        await self._join_copies(near)
        members = await stories.members(self._connection, {here[article] for article in near & here.keys()})
        self._join_stories({article: story for story, found in members.items() for article in found})

    def _join_stories(self, found: dict[int, int]) -> None:
        self._stories |= found
        first: dict[int, int] = {}
        for article, story in self._stories.items():
            self._sets.join(first.setdefault(story, article), article)

    async def _join_copies(self, articles: set[int]) -> None:
        known = await stories.known(self._connection, articles)
        for same in (await _same_texts(self._connection, {each.fingerprint.text for each in known.values()})).values():
            for copy in same[1:]:
                self._sets.join(same[0], copy)
                self._links.add(Link(same[0], copy, 1.0, copy=True))

    async def _group(self, together: Collection[int]) -> None:
        found = group(together, self._links)
        changed = {each: found.get(each) for each in together if found.get(each) != self._stories.get(each)}
        await stories.place(self._connection, changed)

    async def _attach(self, together: Collection[int]) -> None:
        """Beside a crowd the stories that are there stay whole, and what is new joins them."""
        held: dict[int, list[int]] = defaultdict(list)
        for article in together:
            if article in self._stories:
                held[self._stories[article]].append(article)
        whole = [Link(same[0], other, 1.0, copy=True) for same in held.values() for other in same[1:]]
        found = group(together, [*self._links, *whole])
        groups: dict[int, list[int]] = defaultdict(list)
        for article in together:
            groups[found.get(article, article)].append(article)
        for same in groups.values():
            names = {self._stories[article] for article in same if article in self._stories}
            if names or len(same) > 1:
                await self._name(same, names)

    async def _name(self, same: Collection[int], names: Collection[int]) -> None:
        name = min((*names, *same))
        for other in set(names) - {name}:
            await stories.rename(self._connection, other, name)
        await stories.place(self._connection, {each: name for each in same if each not in self._stories})
