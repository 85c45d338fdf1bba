"""The seeds folder -> the library: retrieve, parse, clean, enrich, decide, store. A bad file stops nothing.

Files are taken in batches: each batch is read and parsed in a thread and stored in one transaction, so that a load
blocks neither commands nor deliveries; one that is killed leaves whole batches, which the next finds unchanged.
What is gone from the folder is withdrawn at the end, unless that is too much to be meant.
"""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path

import structlog

from bot.clock import Clock
from bot.errors import TooManyWithdrawals
from bot.ingest.decide import withdraws_too_many
from bot.ingest.edition import current
from bot.ingest.enrich import Enricher
from bot.ingest.formats.registry import known_suffixes
from bot.ingest.moving import Moving
from bot.ingest.prepare import Preparer
from bot.ingest.reader import SeedReader
from bot.ingest.reading_ahead import ReadingAhead
from bot.ingest.reading_pool import ReadingPool
from bot.ingest.rereading import Rereading
from bot.ingest.sources import RejectedFile, SeedFile, scan
from bot.ingest.storing import BatchLoader
from bot.ingest.survey import Survey
from bot.ingest.tally import Tally
from bot.ingest.turn import OnWait, Rest, Turn, Turns
from bot.ingest.undoing import KEPT, Undoing, Wish
from bot.ingest.withdrawing import Missing, Withdrawing, names, within
from bot.reports import ASK, Consent, LoadReport
from bot.storage import articles, journal, seeds
from bot.storage.engine import Store
from bot.storage.story_follow import StoryFollower

BATCH = 128
BATCH_BYTES = 4 << 20

Progress = Callable[[int, int], None]

_log = structlog.get_logger(__name__)


class Loader:
    """Loads the seeds folder. One load runs at a time, over all processes on the database; others queue."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        root: Path,
        enricher: Enricher,
        *,
        encoding: str = "",
        rest: Rest = asyncio.sleep,
    ) -> None:
        self._store = store
        self._clock = clock
        self._root = root
        missing = Missing(root)
        self._survey = Survey(store, root)
        self._reader = SeedReader(root, clock, Preparer(enricher), encoding)
        self._batches = BatchLoader(store, clock, Moving(root))
        self._withdrawing = Withdrawing(store, clock, missing)
        self._undoing = Undoing(store, clock)
        self._rereading = Rereading(store, clock, partial(current, encoding))
        self._stories = StoryFollower()
        self._turns = Turns(store, rest)

    async def load(
        self,
        *,
        requested_by: int | None = None,
        progress: Progress | None = None,
        only: Sequence[str] = (),
        dry_run: bool = False,
        consent: Consent = ASK,
        on_wait: OnWait | None = None,
    ) -> LoadReport:
        """Bring the library in line with the folder and say what was done.

        `only` names files or folders below the root; then nothing outside them is withdrawn. `dry_run` stores
        nothing. `progress` is told (done, in all), `on_wait` that another load is under way; without it, that raises
        ReloadRunning. Raises SettingsError (no such folder), and TooManyWithdrawals where there is no `consent`.
        """
        order = Order(tuple(only), consent, progress or _silent, requested_by)
        async with self._turns.next(on_wait) as ours:
            started = self._clock.now()
            if not dry_run:
                await self._undoing.resume(ours)
            async with self._store.read() as connection:
                live = await articles.count_live(connection)
            if dry_run:
                return await self._report(await self._look(order, ours), order, live, started=started)
            gone = consent.keep or await self._require_consent(order, ours, live)
            return await self._do(order, ours, live, gone=gone)

    async def undo(
        self,
        *,
        load: int = 0,
        requested_by: int | None = None,
        progress: Progress | None = None,
        consent: Consent = ASK,
        on_wait: OnWait | None = None,
    ) -> LoadReport:
        """Make the library what it was before the last load that changed it; undone in its turn, that comes back.

        With `load`, only if that is the last one. Raises InvalidRequest where there is nothing to undo, ReloadRunning
        and TooManyWithdrawals like `load`.
        """
        async with self._turns.next(on_wait) as ours:
            await self._undoing.resume(ours)
            return await self._undoing.run(ours, Wish(load, requested_by, consent, progress or _silent))

    async def _require_consent(self, order: "Order", ours: Turn, live: int) -> bool:
        """A whole dry run is only made where so much is gone that it could be too much; renames are told by it.

        Gives back whether any file is gone.
        """
        agreed = order.consent.withdrawals
        risk = await self._survey.risk(order.only)
        if not withdraws_too_many(risk.articles, live, agreed):
            return risk.gone
        started = self._clock.now()
        tally = await self._look(order, ours)
        count = len(tally.withdrawn)
        if not withdraws_too_many(count, live, agreed):
            return risk.gone
        report = await self._report(tally, order, live, started=started)
        async with self._store.write() as connection:
            number = await seeds.keep_report(connection, report.as_json(), requested_by=order.requested_by, now=started)
        raise TooManyWithdrawals(
            f"{count} of {live} articles are gone from the seeds folder {self._root}, so nothing was changed; "
            "if that is meant: python -m bot load --withdraw-all",
            replace(report, number=number),
        )

    async def _look(self, order: "Order", ours: Turn) -> Tally:
        """What a load would do."""
        tally = await self._take_in(order, 0, ours, gone=True)
        await self._withdrawing.withdraw(tally, 0)
        return tally

    async def _do(self, order: "Order", ours: Turn, live: int, *, gone: bool) -> LoadReport:
        started = self._clock.now()
        if not order.only:
            async with ReadingPool(self._reader, self._root, self._clock) as pool:
                await self._rereading.run(pool.read_all, ours)
        async with self._store.write() as connection:
            number = await seeds.begin_load(connection, requested_by=order.requested_by, now=started)
        tally = await self._take_in(order, number, ours, gone=gone)
        leaving = names(tally.leaving)
        if withdraws_too_many(len(leaving), live, order.consent.withdrawals):
            tally.kept += leaving
            _log.warning("withdrawals_kept", count=len(leaving), articles=live)
        else:
            await self._withdrawing.withdraw(tally, number)
        await self._follow_the_rest(ours)
        return await self._finish(await self._report(tally, order, live, started=started, number=number))

    async def _take_in(self, order: "Order", number: int, ours: Turn, *, gone: bool) -> Tally:
        tally, named = Tally(), bool(order.only)
        total = await asyncio.to_thread(lambda: sum(1 for _ in self._entries(order.only)))
        done, batches = 0, _batches(self._entries(order.only))
        async with ReadingPool(self._reader, self._root, self._clock) as pool, ReadingAhead() as ahead:
            look = partial(self._batches.look, reading=pool.read_all, named=named)
            async for batch, looked in ahead.over(batches, look):
                order.progress(min(done, total), total)
                await self._batches.take_in(looked, tally, number)
                done += len(batch)
                await ours.renew(idle=not looked.read)
        if gone:
            await self._withdrawing.find(order.only, tally, everything=named or order.consent.everything)
        tally.stay_placed()
        order.progress(total, total)
        return tally

    async def _follow_the_rest(self, ours: Turn) -> None:
        """Articles of crowded files, and after an upgrade those that were there before, have stories too."""
        taken = 1
        while taken:
            async with self._store.write() as connection:
                taken = await self._stories.follow(connection)
            await ours.renew()

    def _entries(self, only: tuple[str, ...]) -> Iterator[SeedFile | RejectedFile]:
        """What is in the folder, walked anew: a large folder is never held in memory."""
        return (entry for entry in scan(self._root, known_suffixes()) if within(entry.path, only))

    async def _report(
        self, tally: Tally, order: "Order", live: int, *, started: datetime, number: int = 0
    ) -> LoadReport:
        """A report of what was named tells of that alone."""
        if not order.only:
            tally.unchanged = tally.left(live)
        async with self._store.read() as connection:
            stored, copies = await articles.count(connection), await articles.count_copies(connection)
        finished = self._clock.now()
        return tally.report(
            started=started, finished=finished, articles=stored, copies=copies, live=live, number=number
        )

    async def _finish(self, report: LoadReport) -> LoadReport:
        async with self._store.write() as connection:
            await seeds.finish_load(connection, report.number, report.as_json(), now=report.finished)
            await journal.keep_last(connection, KEPT)
        _log.info(
            "seeds_loaded",
            added=len(report.added),
            changed=len(report.changed),
            unchanged=report.unchanged,
            withdrawn=len(report.withdrawn),
            rejected=len(report.rejected),
        )
        return report


@dataclass(frozen=True, slots=True)
class Order:
    """What was asked for."""

    only: tuple[str, ...]
    consent: Consent
    progress: Progress
    requested_by: int | None


def _batches(entries: Iterator[SeedFile | RejectedFile]) -> Iterator[list[SeedFile | RejectedFile]]:
    """Few files where they are large: what is read of several batches is in memory at once."""
    batch: list[SeedFile | RejectedFile] = []
    size = 0
    for entry in entries:
        batch.append(entry)
        size += entry.size if isinstance(entry, SeedFile) else 0
        if len(batch) == BATCH or size >= BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _silent(_done: int, _total: int) -> None:
    return None
