"""A batch of seed files -> the library: what is unchanged is passed over, the rest stored in one transaction."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.clock import Clock
from bot.ingest.decide import (
    Step,
    StillRejected,
    Unchanged,
    changed_fields,
    content_hash,
    decide_articles,
    decide_stat,
)
from bot.ingest.reader import ReadSeed, SeedReader, known_seed
from bot.ingest.sources import RejectedFile, SeedFile
from bot.ingest.tally import Tally, named
from bot.ingest.withdrawing import Missing
from bot.models import ParsedArticle
from bot.storage import articles, seeds
from bot.storage.articles import KnownArticle, NewArticle
from bot.storage.engine import Store
from bot.storage.story_follow import StoryFollower


@dataclass(frozen=True, slots=True)
class SeedPlan:
    """What one file's articles become."""

    add: list[NewArticle] = field(default_factory=list)
    revise: list[tuple[int, NewArticle]] = field(default_factory=list)
    withdraw: list[int] = field(default_factory=list)


class BatchLoader:
    """Loads batches of files. With the load number 0 it stores nothing and only tells what it would do."""

    def __init__(self, store: Store, clock: Clock, reader: SeedReader, missing: Missing) -> None:
        self._store = store
        self._clock = clock
        self._reader = reader
        self._missing = missing
        self._stories = StoryFollower()

    async def load(self, batch: Sequence[SeedFile | RejectedFile], tally: Tally, load_id: int) -> None:
        """Take in what changed in these files."""
        tally.rejected += [(entry.path, entry.reason) for entry in batch if isinstance(entry, RejectedFile)]
        files = [entry for entry in batch if isinstance(entry, SeedFile)]
        async with self._store.read() as connection:
            rows = await seeds.known(connection, [file.path for file in files])
        touched = []
        for file in files:
            match decide_stat(known_seed(rows.get(file.path)), file):
                case Unchanged():
                    tally.unchanged += 1
                case StillRejected(reason=reason):
                    tally.rejected.append((file.path, reason))
                case _:
                    touched.append(file)
        if touched:
            results = await asyncio.to_thread(self._reader.read_all, touched, rows)
            await self._store_all(results, tally, load_id)

    async def _store_all(self, results: Sequence[ReadSeed], tally: Tally, load_id: int) -> None:
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
                await _apply(connection, plan, load_id, now)
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
    ) -> SeedPlan:
        path, plan = result.row.path, SeedPlan()
        hashes = [content_hash(content) for content in result.contents]
        for decision in decide_articles(stored, hashes, gone):
            name, known = named(path, decision.position), decision.known
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
                tally.changed.append((name, await _what_changed(connection, decision.step, known, content)))
                if decision.step is Step.MOVE:
                    gone.pop(known.content_hash)
                    tally.moved.add(known.id)
        return plan

    async def _gone(self, connection: AsyncConnection, good: Sequence[ReadSeed]) -> dict[str, KnownArticle]:
        """Stored articles, by content, whose own file is no longer there."""
        hashes = {content_hash(content) for result in good for content in result.contents}
        candidates = await articles.moved_candidates(connection, hashes)
        missing = set(await self._missing.among([candidate.seed_path for candidate in candidates]))
        return {each.content_hash: each for each in candidates if each.seed_path in missing}


async def _what_changed(
    connection: AsyncConnection, step: Step, known: KnownArticle, content: ParsedArticle
) -> tuple[str, ...]:
    """For the report: the fields that an edit touched, or what else happened to the article."""
    if step is Step.MOVE:
        return (f"moved from {known.seed_path}",)
    if step is Step.RESTORE:
        return ("restored",)
    old = await articles.get(connection, known.id)
    return changed_fields(old.content, content) if old is not None else ()


async def _apply(connection: AsyncConnection, plan: SeedPlan, load_id: int, now: datetime) -> None:
    await articles.add(connection, plan.add, load_id=load_id, now=now)
    for article_id, edited in plan.revise:
        await articles.revise(connection, article_id, edited, load_id=None, now=now)
    await articles.withdraw(connection, plan.withdraw, now)


def _words(content: ParsedArticle) -> int:
    return sum(len(paragraph.split()) for paragraph in content.body)
