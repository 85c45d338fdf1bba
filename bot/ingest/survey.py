"""Before a load: how many articles it could withdraw at most, at the cost of a stat for each known seed."""

import asyncio
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.ingest.withdrawing import within
from bot.storage import articles, seeds
from bot.storage.engine import Store
from bot.storage.seeds import SeedRow

_MANY = 1000


@dataclass(frozen=True, slots=True)
class Risk:
    """The most articles that could be withdrawn, and whether there are seeds of which the file is gone."""

    articles: int = 0
    gone: bool = False


class Survey:
    """Looks at the folder and at what is known of it; reads no file and changes nothing."""

    def __init__(self, store: Store, root: Path) -> None:
        self._store = store
        self._root = root

    async def risk(self, only: tuple[str, ...]) -> Risk:
        """Counted are live articles of files that are gone or have changed: each may hold another article now."""
        count, missing, path = 0, False, ""
        while True:
            async with self._store.read() as connection:
                batch = await seeds.after(connection, path, _MANY)
                if not batch:
                    return Risk(count, missing)
                path = batch[-1].path
                known = [row for row in batch if within(row.path, only)]
                gone, changed = await asyncio.to_thread(self._look, known)
                stored = await articles.known_at(connection, [*gone, *changed]) if gone or changed else {}
            missing = missing or bool(gone)
            count += sum(article.live for found in stored.values() for article in found)

    def _look(self, rows: Sequence[SeedRow]) -> tuple[list[str], list[str]]:
        gone, changed, root = [], [], f"{self._root}{os.sep}"
        for row in rows:
            try:
                status = os.lstat(root + row.path)
            except OSError:
                gone.append(row.path)
                continue
            if (status.st_size, status.st_mtime_ns) != (row.size, row.mtime_ns):
                changed.append(row.path)
        return gone, changed
