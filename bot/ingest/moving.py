"""Which stored articles may have come to changed files from elsewhere: those that their own file no longer holds."""

import asyncio
import os
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import RejectedSeed
from bot.ingest.decide import sha256
from bot.ingest.sources import read
from bot.storage import articles, seeds
from bot.storage.articles import KnownArticle
from bot.storage.seeds import SeedRow


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
        found = [each for each in await articles.moved_candidates(connection, hashes) if each.id not in placed]
        elsewhere = sorted({each.seed_path for each in found if each.live and each.seed_path not in here})
        rows = await seeds.known(connection, elsewhere)
        left = await asyncio.to_thread(self._left, elsewhere, rows)
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
