"""The seeds folder -> the library: retrieve, parse, clean, enrich, decide, store. A bad file stops nothing.

Files are taken in batches: each batch is read and parsed in a thread and stored in one transaction, so that a load
blocks neither commands nor deliveries; one that is killed leaves whole batches, which the next finds unchanged.
"""

import asyncio
import os
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from pathlib import Path

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.clock import Clock
from bot.errors import RejectedSeed, ReloadRunning, SeedsFolderEmpty
from bot.ingest.decide import (
    KnownSeed,
    NeedsParse,
    Step,
    StillRejected,
    Unchanged,
    changed_fields,
    content_hash,
    decide_articles,
    decide_content,
    decide_stat,
    sha256,
)
from bot.ingest.enrich import Enricher
from bot.ingest.formats.registry import known_suffixes
from bot.ingest.parse import parse
from bot.ingest.sources import RejectedFile, SeedFile, read, scan
from bot.models import LoadReport, ParsedArticle
from bot.storage import articles, leases, seeds
from bot.storage.articles import KnownArticle, NewArticle
from bot.storage.engine import Store
from bot.storage.holders import has_ended, identity
from bot.storage.seeds import SeedRow
from bot.storage.story_follow import StoryFollower

BATCH = 64
LEASE = "load"
# Renewed with every batch; a loader that hangs longer than this may be followed by another.
LEASE_TTL = timedelta(minutes=2)

# So many seeds are not deleted all at once by hand.
MEANT = 10

Progress = Callable[[int, int], None]

_DATED = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?![0-9])")

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class ReadSeed:
    """A file whose bytes were looked at: its row, and its articles unless it is unchanged or rejected."""

    row: SeedRow
    contents: tuple[ParsedArticle, ...] = ()
    unchanged: bool = False
    restat: bool = False


@dataclass(slots=True)
class Tally:
    """The report in the making."""

    added: list[str] = field(default_factory=list)
    changed: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    unchanged: int = 0
    withdrawn: list[str] = field(default_factory=list)
    rejected: list[tuple[str, str]] = field(default_factory=list)
    moved: set[int] = field(default_factory=set)


class Loader:
    """Loads the seeds folder. One load runs at a time, over all processes on the database."""

    def __init__(self, store: Store, clock: Clock, root: Path, enricher: Enricher) -> None:
        self._store = store
        self._clock = clock
        self._root = root
        self._enricher = enricher
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
        async with self._busy:
            epoch = await self._lock()
            try:
                if not withdraw_all:
                    await self._refuse_empty_folder()
                return await self._load(requested_by, progress or _silent, tuple(only), dry_run=dry_run, epoch=epoch)
            finally:
                async with self._store.write() as connection:
                    await leases.release(connection, LEASE, epoch=epoch)

    async def _lock(self) -> int:
        async with self._store.write() as connection:
            current = await leases.holder(connection, LEASE)
            dead = current[0] if current is not None and has_ended(current[0]) else None
            epoch = await leases.take(connection, LEASE, identity(), ttl=LEASE_TTL, dead_holder=dead)
        if epoch is None:
            raise ReloadRunning("another process is loading the seeds; wait until it has finished")
        return epoch

    async def _load(
        self, requested_by: int | None, progress: Progress, only: tuple[str, ...], *, dry_run: bool, epoch: int
    ) -> LoadReport:
        started, tally = self._clock.now(), Tally()
        total = await asyncio.to_thread(lambda: sum(1 for _ in self._entries(only)))
        load_id = 0 if dry_run else await self._begin(requested_by, started)
        entries, done = self._entries(only), 0
        while batch := await asyncio.to_thread(lambda: list(islice(entries, BATCH))):
            progress(min(done, total), total)
            await self._load_batch(batch, tally, load_id)
            done += len(batch)
            await self._renew(epoch)
        await self._withdraw_missing(only, tally, load_id)
        if load_id:
            await self._follow_the_rest(epoch)
        progress(total, total)
        return await self._finish(tally, load_id, started)

    async def _follow_the_rest(self, epoch: int) -> None:
        """Articles of crowded files, and after an upgrade those that were there before, have stories too."""
        taken = 1
        while taken:
            async with self._store.write() as connection:
                taken = await self._stories.follow(connection)
            await self._renew(epoch)

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

    async def _renew(self, epoch: int) -> None:
        async with self._store.write() as connection:
            kept = await leases.renew(connection, LEASE, epoch=epoch, ttl=LEASE_TTL)
        if not kept:
            raise ReloadRunning("another process took over loading the seeds, since this one had not been heard of")

    def _entries(self, only: tuple[str, ...]) -> Iterator[SeedFile | RejectedFile]:
        """What is in the folder, walked anew: a large folder is never held in memory."""
        return (entry for entry in scan(self._root, known_suffixes()) if _in(entry.path, only))

    async def _begin(self, requested_by: int | None, now: datetime) -> int:
        async with self._store.write() as connection:
            return await seeds.begin_load(connection, requested_by=requested_by, now=now)

    async def _finish(self, tally: Tally, load_id: int, started: datetime) -> LoadReport:
        now = self._clock.now()
        async with self._store.read() as connection:
            stored = await articles.count(connection)
        report = LoadReport(
            started=started,
            finished=now,
            added=tuple(tally.added),
            changed=tuple(tally.changed),
            unchanged=tally.unchanged,
            withdrawn=tuple(tally.withdrawn),
            rejected=tuple(tally.rejected),
            articles=stored,
            dry_run=load_id == 0,
        )
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

    async def _load_batch(self, batch: Sequence[SeedFile | RejectedFile], tally: Tally, load_id: int) -> None:
        tally.rejected += [(entry.path, entry.reason) for entry in batch if isinstance(entry, RejectedFile)]
        files = [entry for entry in batch if isinstance(entry, SeedFile)]
        async with self._store.read() as connection:
            rows = await seeds.known(connection, [file.path for file in files])
        touched = []
        for file in files:
            match decide_stat(_known(rows.get(file.path)), file):
                case Unchanged():
                    tally.unchanged += 1
                case StillRejected(reason=reason):
                    tally.rejected.append((file.path, reason))
                case _:
                    touched.append(file)
        if touched:
            results = await asyncio.to_thread(self._read_all, touched, rows)
            await self._store_batch(results, tally, load_id)

    def _read_all(self, files: Sequence[SeedFile], rows: dict[str, SeedRow]) -> list[ReadSeed]:
        return [self._read(file, rows.get(file.path)) for file in files]

    def _read(self, file: SeedFile, row: SeedRow | None) -> ReadSeed:
        """Read, hash and, where the bytes are new, parse one file."""
        digest = ""
        try:
            data = read(self._root, file.path)
            digest = sha256(data)
            decision = decide_content(_known(row), digest)
            if isinstance(decision, NeedsParse):
                found = (dated_by_name(article, file.path, self._clock.now()) for article in parse(data, file.path))
                contents = tuple(self._enricher.enrich(article) for article in found)
                return ReadSeed(SeedRow(file.path, file.size, file.mtime_ns, digest), contents)
            reason = decision.reason if isinstance(decision, StillRejected) else ""
            return ReadSeed(
                SeedRow(file.path, file.size, file.mtime_ns, digest, reason), unchanged=not reason, restat=True
            )
        except RejectedSeed as error:
            return ReadSeed(SeedRow(file.path, file.size, file.mtime_ns, digest, str(error)))
        except Exception as error:
            # A reader of ours or of a library that fails on one file must not end the load of all others.
            _log.exception("seed_failed", seed=file.path)
            return ReadSeed(
                SeedRow(file.path, file.size, file.mtime_ns, digest, f"cannot be read ({type(error).__name__})")
            )

    async def _store_batch(self, results: Sequence[ReadSeed], tally: Tally, load_id: int) -> None:
        good = [result for result in results if result.contents]
        tally.unchanged += sum(result.unchanged for result in results)
        tally.rejected += [(result.row.path, result.row.rejected) for result in results if result.row.rejected]
        async with self._store.read() as connection:
            stored = await articles.known_at(connection, [result.row.path for result in good])
            gone = await self._gone(connection, good)
            plans = [await self._plan(connection, result, stored[result.row.path], gone, tally) for result in good]
        if not load_id:
            return
        now = self._clock.now()
        async with self._store.write() as connection:
            for plan in plans:
                await self._apply(connection, plan, load_id, now)
            # A file that cannot be read is remembered only by its reason; what was loaded from it before stays.
            await seeds.put(connection, [result.row for result in results if result.row.sha256])
            await self._stories.follow(connection)

    async def _plan(
        self,
        connection: AsyncConnection,
        result: ReadSeed,
        stored: Sequence[KnownArticle],
        gone: dict[str, KnownArticle],
        tally: Tally,
    ) -> "SeedPlan":
        path, plan = result.row.path, SeedPlan()
        hashes = [content_hash(content) for content in result.contents]
        for decision in decide_articles(stored, hashes, gone):
            name, known = _named(path, decision.position), decision.known
            if decision.step is Step.WITHDRAW and known is not None:
                plan.withdraw.append(known.id)
                tally.withdrawn.append(name)
                continue
            content = result.contents[decision.position]
            new = NewArticle(path, decision.position, content, hashes[decision.position], _words(content))
            if decision.step is Step.KEEP:
                tally.unchanged += 1
            elif known is None:
                plan.add.append(new)
                tally.added.append(name)
            else:
                plan.revise.append((known.id, new))
                tally.changed.append((name, await self._what_changed(connection, decision.step, known, content)))
                if decision.step is Step.MOVE:
                    gone.pop(known.content_hash)
                    tally.moved.add(known.id)
        return plan

    async def _what_changed(
        self, connection: AsyncConnection, step: Step, known: KnownArticle, content: ParsedArticle
    ) -> tuple[str, ...]:
        """For the report: the fields that an edit touched, or what else happened to the article."""
        if step is Step.MOVE:
            return (f"moved from {known.seed_path}",)
        if step is Step.RESTORE:
            return ("restored",)
        old = await articles.get(connection, known.id)
        return changed_fields(old.content, content) if old is not None else ()

    async def _gone(self, connection: AsyncConnection, good: Sequence[ReadSeed]) -> dict[str, KnownArticle]:
        """Stored articles, by content, whose own file is no longer there."""
        hashes = {content_hash(content) for result in good for content in result.contents}
        candidates = await articles.moved_candidates(connection, hashes)
        missing = set(await asyncio.to_thread(self._missing, [candidate.seed_path for candidate in candidates]))
        return {each.content_hash: each for each in candidates if each.seed_path in missing}

    async def _apply(self, connection: AsyncConnection, plan: "SeedPlan", load_id: int, now: datetime) -> None:
        await articles.add(connection, plan.add, load_id=load_id, now=now)
        for article_id, edited in plan.revise:
            await articles.revise(connection, article_id, edited, load_id=None, now=now)
        await articles.withdraw(connection, plan.withdraw, now)

    async def _withdraw_missing(self, only: tuple[str, ...], tally: Tally, load_id: int) -> None:
        """Articles whose files are no longer there leave the lists; renamed ones have moved on already.

        A file that is there but cannot be read any more was reported as rejected, and its article stays.
        """
        path = ""
        while True:
            async with self._store.read() as connection:
                batch = await seeds.paths_after(connection, path, 1000)
            if not batch:
                return
            path = batch[-1]
            missing = await asyncio.to_thread(self._missing, [each for each in batch if _in(each, only)])
            if missing:
                await self._withdraw(missing, tally, load_id)

    def _missing(self, paths: Sequence[str]) -> list[str]:
        return [path for path in paths if not os.path.lexists(self._root / path)]

    async def _withdraw(self, missing: Sequence[str], tally: Tally, load_id: int) -> None:
        async with self._store.read() as connection:
            stored = await articles.known_at(connection, missing)
        gone = [each for known in stored.values() for each in known if each.live and each.id not in tally.moved]
        tally.withdrawn += [_named(each.seed_path, each.position) for each in gone]
        if load_id:
            async with self._store.write() as connection:
                await articles.withdraw(connection, [each.id for each in gone], self._clock.now())
                await seeds.forget(connection, missing)
                await self._stories.follow(connection)


@dataclass(frozen=True, slots=True)
class SeedPlan:
    """What one file's articles become."""

    add: list[NewArticle] = field(default_factory=list)
    revise: list[tuple[int, NewArticle]] = field(default_factory=list)
    withdraw: list[int] = field(default_factory=list)


def dated_by_name(article: ParsedArticle, path: str, now: datetime) -> ParsedArticle:
    """Editors put dates before file names: such a date counts where the article itself states none."""
    name = path.rpartition("/")[2]
    if article.published is not None or not _DATED.match(name):
        return article
    try:
        day = datetime.combine(date.fromisoformat(name[:10]), time(), UTC)
    except ValueError:
        return article
    return replace(article, published=day) if day <= now else article


def _known(row: SeedRow | None) -> KnownSeed | None:
    return None if row is None else KnownSeed(row.size, row.mtime_ns, row.sha256, row.rejected)


def _words(content: ParsedArticle) -> int:
    return sum(len(paragraph.split()) for paragraph in content.body)


def _named(path: str, position: int) -> str:
    """A seed in a report; the second and later articles of a file are numbered."""
    return path if position == 0 else f"{path} ({position + 1})"


def _in(path: str, only: tuple[str, ...]) -> bool:
    return not only or any(path == each or path.startswith(each.rstrip("/") + "/") for each in only)


def _silent(_done: int, _total: int) -> None:
    return None
