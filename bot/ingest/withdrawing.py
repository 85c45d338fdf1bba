"""Articles that are no longer in the folder leave the lists, at the end of a load and all together."""

import asyncio
import os
from collections.abc import AsyncIterator, Iterator, Sequence
from pathlib import Path

from bot.clock import Clock
from bot.ingest.tally import Leaving, Tally, named
from bot.storage import articles, journal, seeds
from bot.storage.engine import Store
from bot.storage.seeds import SeedRow
from bot.storage.story_follow import BATCH, StoryFollower

_MANY = 1000


class Missing:
    """Which files are no longer there."""

    def __init__(self, root: Path) -> None:
        self._root = root

    async def among(self, paths: Sequence[str]) -> list[str]:
        """Those of these paths where there is nothing, not even something that cannot be read."""
        root = f"{self._root}{os.sep}"
        return await asyncio.to_thread(lambda: [path for path in paths if not os.path.lexists(root + path)])


class Withdrawing:
    """Finds what is gone, and withdraws it once it is clear that it may be."""

    def __init__(self, store: Store, clock: Clock, missing: Missing) -> None:
        self._store = store
        self._clock = clock
        self._missing = missing
        self._stories = StoryFollower()

    async def find(self, only: tuple[str, ...], tally: Tally, *, everything: bool) -> None:
        """Add to what leaves what stood in files that are gone; renamed articles have moved on already.

        A file that is there but cannot be read any more was reported as rejected, and its article stays. One that was
        gone already when its withdrawal was undone stays too, unless `everything` is meant.
        """
        async for batch in self._known(only):
            gone = {row.path: row for row in batch}
            missing = []
            for path in await self._missing.among(list(gone)):
                if gone[path].gone and not everything:
                    tally.undone.append(path)
                else:
                    missing.append(path)
            if missing:
                tally.leaving += await self._leaving(missing, tally)

    async def _known(self, only: tuple[str, ...]) -> AsyncIterator[list[SeedRow]]:
        path = ""
        while True:
            async with self._store.read() as connection:
                batch = await seeds.after(connection, path, _MANY)
            if not batch:
                return
            path = batch[-1].path
            yield [row for row in batch if within(row.path, only)]

    async def _leaving(self, missing: Sequence[str], tally: Tally) -> list[Leaving]:
        async with self._store.read() as connection:
            stored = await articles.known_at(connection, missing)
        return [
            Leaving(
                path,
                tuple(
                    (each.id, named(path, each.position)) for each in known if each.live and each.id not in tally.placed
                ),
            )
            for path, known in stored.items()
        ]

    async def withdraw(self, tally: Tally, load_id: int) -> None:
        """Do it, in batches; with the load number 0 only tell."""
        tally.withdrawn += names(tally.leaving)
        if not load_id:
            return
        for batch in _batches(tally.leaving):
            ids = [article for each in batch for article, _ in each.articles]
            async with self._store.write() as connection:
                await journal.note(connection, load_id, ids, journal.STATUS)
                await articles.withdraw(connection, ids, self._clock.now())
                await seeds.forget(connection, [each.path for each in batch if each.row is None])
                await seeds.put(connection, [each.row for each in batch if each.row is not None])
                await self._stories.follow(connection)


def names(leaving: Sequence[Leaving]) -> list[str]:
    """What leaves, as a report names it."""
    return [name for each in leaving for _, name in each.articles]


def _batches(leaving: Sequence[Leaving]) -> Iterator[list[Leaving]]:
    """Batches of about as many articles as the stories follow at once."""
    batch: list[Leaving] = []
    size = 0
    for each in leaving:
        batch.append(each)
        size += max(1, len(each.articles))
        if size >= BATCH:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def within(path: str, only: tuple[str, ...]) -> bool:
    """Whether a path is one of these files or below one of these folders; every path is when none is named."""
    return not only or any(path == each or path.startswith(each.rstrip("/") + "/") for each in only)
