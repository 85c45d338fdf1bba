"""The seeds folder -> the library: retrieve, parse, clean, enrich, decide, store. A bad file stops nothing.

Files are taken in batches: each batch is read and parsed in a thread and stored in one transaction, so that a load
blocks neither commands nor deliveries; one that is killed leaves whole batches, which the next finds unchanged.
"""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from pathlib import Path

import structlog

from bot.clock import Clock
from bot.errors import ReloadRunning, SeedsFolderEmpty
from bot.ingest.enrich import Enricher
from bot.ingest.formats.registry import known_suffixes
from bot.ingest.reader import SeedReader
from bot.ingest.sources import RejectedFile, SeedFile, scan
from bot.ingest.storing import BatchLoader
from bot.ingest.tally import Tally
from bot.ingest.turn import Turn, turn
from bot.ingest.withdrawing import Missing, Withdrawing, within
from bot.models import LoadReport
from bot.storage import articles, seeds
from bot.storage.engine import Store
from bot.storage.story_follow import StoryFollower

BATCH = 64
# So many seeds are not deleted all at once by hand.
MEANT = 10

Progress = Callable[[int, int], None]

_log = structlog.get_logger(__name__)


class Loader:
    """Loads the seeds folder. One load runs at a time, over all processes on the database."""

    def __init__(self, store: Store, clock: Clock, root: Path, enricher: Enricher) -> None:
        self._store = store
        self._clock = clock
        self._root = root
        missing = Missing(root)
        self._batches = BatchLoader(store, clock, SeedReader(root, clock, enricher), missing)
        self._withdrawing = Withdrawing(store, clock, missing)
        self._stories = StoryFollower()
        self._busy = asyncio.Lock()

    async def load(
        self,
        *,
        requested_by: int | None = None,
        progress: Progress | None = None,
        only: Sequence[str] = (),
        dry_run: bool = False,
        withdraw_all: bool = False,
    ) -> LoadReport:
        """Bring the library in line with the folder and say what was done.

        `only` names files or folders below the root; then nothing outside them is withdrawn. `dry_run` stores
        nothing. `progress` is told (done, in all). Raises ReloadRunning, SettingsError (no such folder), and
        SeedsFolderEmpty unless `withdraw_all` says that an empty folder is meant.
        """
        if self._busy.locked():
            raise ReloadRunning("a reload is running already; wait for its report")
        async with self._busy, turn(self._store) as ours:
            if not withdraw_all:
                await self._refuse_empty_folder()
            started = self._clock.now()
            load_id = 0 if dry_run else await self._begin(requested_by, started)
            tally = await self._take_in(tuple(only), progress or _silent, load_id, ours)
            return await self._finish(tally, load_id, started)

    async def _take_in(self, only: tuple[str, ...], progress: Progress, load_id: int, ours: Turn) -> Tally:
        tally = Tally()
        total = await asyncio.to_thread(lambda: sum(1 for _ in self._entries(only)))
        entries, done = self._entries(only), 0
        while batch := await asyncio.to_thread(lambda: list(islice(entries, BATCH))):
            progress(min(done, total), total)
            await self._batches.load(batch, tally, load_id)
            done += len(batch)
            await ours.renew()
        await self._withdrawing.run(only, tally, load_id)
        if load_id:
            await self._follow_the_rest(ours)
        progress(total, total)
        return tally

    async def _follow_the_rest(self, ours: Turn) -> None:
        """Articles of crowded files, and after an upgrade those that were there before, have stories too."""
        taken = 1
        while taken:
            async with self._store.write() as connection:
                taken = await self._stories.follow(connection)
            await ours.renew()

    async def _refuse_empty_folder(self) -> None:
        """A folder that lost everything at once is an unmounted disk, not an editor's wish."""
        if await asyncio.to_thread(lambda: any(True for _ in self._entries(()))):
            return
        async with self._store.read() as connection:
            known = await seeds.paths_after(connection, "", MEANT)
        if len(known) == MEANT:
            raise SeedsFolderEmpty(
                f"the seeds folder {self._root} is empty, so nothing was withdrawn; "
                "if that is meant: python -m bot load --withdraw-all"
            )

    def _entries(self, only: tuple[str, ...]) -> Iterator[SeedFile | RejectedFile]:
        """What is in the folder, walked anew: a large folder is never held in memory."""
        return (entry for entry in scan(self._root, known_suffixes()) if within(entry.path, only))

    async def _begin(self, requested_by: int | None, now: datetime) -> int:
        async with self._store.write() as connection:
            return await seeds.begin_load(connection, requested_by=requested_by, now=now)

    async def _finish(self, tally: Tally, load_id: int, started: datetime) -> LoadReport:
        now = self._clock.now()
        async with self._store.read() as connection:
            stored = await articles.count(connection)
        report = tally.report(started=started, finished=now, articles=stored, dry_run=load_id == 0)
        if load_id:
            async with self._store.write() as connection:
                await seeds.finish_load(connection, load_id, report.as_json(), now=now)
        _log.info(
            "seeds_loaded",
            added=len(report.added),
            changed=len(report.changed),
            unchanged=report.unchanged,
            withdrawn=len(report.withdrawn),
            rejected=len(report.rejected),
        )
        return report


def _silent(_done: int, _total: int) -> None:
    return None
