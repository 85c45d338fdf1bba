"""Articles whose files are no longer in the folder leave the lists."""

import asyncio
import os
from collections.abc import Sequence
from pathlib import Path

from bot.clock import Clock
from bot.ingest.tally import Tally, named
from bot.storage import articles, seeds
from bot.storage.engine import Store
from bot.storage.story_follow import StoryFollower

_MANY = 1000


class Missing:
    """Which files are no longer there."""

    def __init__(self, root: Path) -> None:
        self._root = root

    async def among(self, paths: Sequence[str]) -> list[str]:
        """Those of these paths where there is nothing, not even something that cannot be read."""
        return await asyncio.to_thread(lambda: [path for path in paths if not os.path.lexists(self._root / path)])


class Withdrawing:
    """Goes over all known seeds in batches. With the load number 0 it only tells what it would do."""

    def __init__(self, store: Store, clock: Clock, missing: Missing) -> None:
        self._store = store
        self._clock = clock
        self._missing = missing
        self._stories = StoryFollower()

    async def run(self, only: tuple[str, ...], tally: Tally, load_id: int) -> None:
        """Withdraw what is gone; renamed articles have moved on already.

        A file that is there but cannot be read any more was reported as rejected, and its article stays.
        """
        path = ""
        while True:
            async with self._store.read() as connection:
                batch = await seeds.paths_after(connection, path, _MANY)
            if not batch:
                return
            path = batch[-1]
            missing = await self._missing.among([each for each in batch if within(each, only)])
            if missing:
                await self._withdraw(missing, tally, load_id)

    async def _withdraw(self, missing: Sequence[str], tally: Tally, load_id: int) -> None:
        async with self._store.read() as connection:
            stored = await articles.known_at(connection, missing)
        gone = [each for known in stored.values() for each in known if each.live and each.id not in tally.moved]
        tally.withdrawn += [named(each.seed_path, each.position) for each in gone]
        if load_id:
            async with self._store.write() as connection:
                await articles.withdraw(connection, [each.id for each in gone], self._clock.now())
                await seeds.forget(connection, missing)
                await self._stories.follow(connection)


def within(path: str, only: tuple[str, ...]) -> bool:
    """Whether a path is one of these files or below one of these folders; every path is when none is named."""
    return not only or any(path == each or path.startswith(each.rstrip("/") + "/") for each in only)
