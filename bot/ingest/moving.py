"""Which stored articles may have come to changed files from elsewhere: those that their own file no longer holds."""

import asyncio
import os
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import RejectedSeed
from bot.ingest.decide import sha256
from bot.ingest.sources import read
from bot.storage import articles, seeds
from bot.storage.articles import KnownArticle
from bot.storage.seeds import SeedRow

_MANY = 1000
_COPIES = 10


class Moving:
    """Asks storage by content, and looks only at the files of what it finds."""

    def __init__(self, root: Path) -> None:
        self._root = root

    async def free(
        self, connection: AsyncConnection, hashes: Iterable[str], *, here: Collection[str], placed: Collection[int]
    ) -> list[KnownArticle]:
        """Articles of this content that are withdrawn, in the files `here` that are being decided on, or in files that
        are gone or have other bytes now; without those that have been `placed`.
        """
        found = []
        for some in _batched(hashes, _MANY):
            stored = await articles.moved_candidates(connection, some)
            found += _few([each for each in stored if each.id not in placed], here)
        elsewhere = sorted({each.seed_path for each in found if each.live and each.seed_path not in here})
        left: set[str] = set()
        for paths in _batched(elsewhere, _MANY):
            rows = await seeds.known(connection, paths)
            left |= await asyncio.to_thread(self._left, paths, rows)
        return [each for each in found if not each.live or each.seed_path in here or each.seed_path in left]

    def _left(self, paths: Sequence[str], rows: Mapping[str, SeedRow]) -> set[str]:
        return {path for path in paths if self._has_changed(path, rows.get(path))}

    def _has_changed(self, path: str, row: SeedRow | None) -> bool:
        """A file that is there but cannot be read keeps what was loaded from it."""
        try:
            status = os.lstat(self._root / path)
        except OSError:
            return not os.path.lexists(self._root / path)
        if row is None or (status.st_size, status.st_mtime_ns) == (row.size, row.mtime_ns):
            return False
        try:
            return sha256(read(self._root, path)) != row.sha256
        except (RejectedSeed, OSError):
            return False


def _batched(values: Iterable[str], size: int) -> Iterator[list[str]]:
    """A statement takes only so many values."""
    every = list(values)
    return (every[start : start + size] for start in range(0, len(every), size))


def _few(found: Sequence[KnownArticle], here: Collection[str]) -> list[KnownArticle]:
    """Which of many exact copies a file holds makes no difference to anybody, and each costs a look at its file."""
    seen: Counter[str] = Counter()
    few = []
    for each in found:
        if each.seed_path not in here:
            seen[each.content_hash] += 1
        if each.seed_path in here or seen[each.content_hash] <= _COPIES:
            few.append(each)
    return few
