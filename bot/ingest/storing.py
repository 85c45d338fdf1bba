"""A batch of seed files -> the library: what is unchanged is passed over, the rest stored in one transaction."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.clock import Clock
from bot.ingest.changes import describe
from bot.ingest.decide import (
    ArticleDecision,
    Step,
    StillRejected,
    Unchanged,
    changed_fields,
    decide_articles,
    decide_stat,
)
from bot.ingest.matching import Item, moves, pair_by_content
from bot.ingest.moving import Moving
from bot.ingest.prepare import Prepared
from bot.ingest.reader import ReadSeed, known_seed
from bot.ingest.sources import RejectedFile, SeedFile
from bot.ingest.tally import WHOLE, Leaving, Tally, named
from bot.models import ParsedArticle, RejectedItem
from bot.reports import Change
from bot.storage import articles, journal, seeds
from bot.storage.articles import KnownArticle, NewArticle
from bot.storage.engine import Store
from bot.storage.seeds import SeedRow
from bot.storage.story_follow import StoryFollower
from bot.stories.fingerprint import Fingerprint

Reading = Callable[[Sequence[SeedFile], Mapping[str, SeedRow]], Awaitable[list[ReadSeed]]]
"""Reads files of which the rows tell what is known."""


@dataclass(frozen=True, slots=True)
class SeedPlan:
    """What one file's articles become."""

    row: SeedRow
    add: list[NewArticle] = field(default_factory=list)
    revise: list[tuple[KnownArticle, NewArticle]] = field(default_factory=list)
    leave: list[tuple[int, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Matched:
    """A file that was read, the articles stored under its path that did not move away, and by place those that came.

    Numbers that are `taken` are free only when this batch has been stored.
    """

    result: ReadSeed
    items: Sequence[Item]
    stored: Sequence[KnownArticle]
    moved: Mapping[int, KnownArticle]
    taken: Collection[int]


@dataclass(frozen=True, slots=True)
class Looked:
    """A batch of files: those with a reason, those that are as they were, and those that were read."""

    rejected: list[tuple[str, str]]
    unchanged: list[SeedRow] = field(default_factory=list)
    read: list[ReadSeed] = field(default_factory=list)


class BatchLoader:
    """Loads batches of files. With the load number 0 it stores nothing and only tells what it would do."""

    def __init__(self, store: Store, clock: Clock, moving: Moving) -> None:
        self._store = store
        self._clock = clock
        self._moving = moving
        self._stories = StoryFollower()

    async def look(self, batch: Sequence[SeedFile | RejectedFile], reading: Reading, *, named: bool) -> Looked:
        """Read what changed in these files; where somebody `named` them, also what was undone and is as it was."""
        looked = Looked([(entry.path, entry.reason) for entry in batch if isinstance(entry, RejectedFile)])
        files = [entry for entry in batch if isinstance(entry, SeedFile)]
        async with self._store.read() as connection:
            rows = await seeds.known(connection, [file.path for file in files])
        if named:
            rows = {path: row for path, row in rows.items() if not row.undone}
        touched = []
        for file in files:
            match decide_stat(known_seed(rows.get(file.path)), file):
                case Unchanged():
                    looked.unchanged.append(rows[file.path])
                case StillRejected(reason=reason):
                    looked.rejected.append((file.path, reason))
                case _:
                    touched.append(file)
        if touched:
            looked.read.extend(await reading(touched, rows))
        return looked

    async def take_in(self, looked: Looked, tally: Tally, load_id: int) -> None:
        """Store what was read."""
        tally.rejected += [(path, WHOLE, reason) for path, reason in looked.rejected]
        for row in (*looked.unchanged, *(result.row for result in looked.read if result.unchanged)):
            _pass_over(row, tally)
        if looked.read:
            await self._store_all(looked.read, tally, load_id)

    async def _store_all(self, results: Sequence[ReadSeed], tally: Tally, load_id: int) -> None:
        good = [result for result in results if result.articles]
        for result in results:
            if result.row.rejected:
                tally.rejected.append((result.row.path, WHOLE, result.row.rejected))
            elif not result.unchanged:
                _tell_items(result.row, tally)
        async with self._store.read() as connection:
            matched = await self._match(connection, good, tally)
            plans = [await _plan(connection, each, tally) for each in matched]
        tally.leaving += [Leaving(plan.row.path, tuple(plan.leave), plan.row) for plan in plans if plan.leave]
        if not load_id:
            return
        # A file that cannot be read is remembered only by its reason; what was loaded from it before stays. One that
        # lost articles is remembered when they are withdrawn.
        later = {plan.row.path for plan in plans if plan.leave}
        rows = [result.row for result in results if result.row.sha256 and result.row.path not in later]
        async with self._store.write() as connection:
            fingerprints = await _apply(connection, plans, load_id, self._clock.now())
            await seeds.put(connection, rows)
            await self._stories.follow(connection, fingerprints)

    async def _match(self, connection: AsyncConnection, good: Sequence[ReadSeed], tally: Tally) -> list[Matched]:
        """By content over all of these files, so that numbered files may be numbered anew, before any goes by its path.

        What was placed under another path, in a dry run too, is no longer here.
        """
        files = {result.row.path: [_item(each) for each in result.items] for result in good}
        known = await articles.known_at(connection, list(files))
        stored = {path: [each for each in here if each.id not in tally.placed] for path, here in known.items()}
        hashes = {item.content_hash for items in files.values() for item in items if item.content_hash}
        free = await self._moving.free(connection, hashes, here=files, placed=tally.placed)
        moved = moves(files, stored, free)
        away = {each.id for places in moved.values() for each in places.values()}
        left = {path: [each for each in here if each.id not in away] for path, here in stored.items()}
        return [
            Matched(result, files[path], left[path], moved[path], {each.position for each in known[path]})
            for result in good
            for path in (result.row.path,)
        ]


def _item(item: Prepared | RejectedItem) -> Item:
    return item.as_item() if isinstance(item, Prepared) else Item("", item.title)


async def _plan(connection: AsyncConnection, matched: Matched, tally: Tally) -> SeedPlan:
    result, path, plan = matched.result, matched.result.row.path, SeedPlan(matched.result.row)
    bodies = await _bodies(connection, matched)
    for decision in decide_articles(matched.stored, matched.items, matched.moved, bodies, taken=matched.taken):
        name, known = named(path, decision.position), decision.known
        if decision.step is Step.WITHDRAW and known is not None:
            plan.leave.append((known.id, name))
            continue
        item = result.items[decision.position]
        if isinstance(item, RejectedItem):
            continue
        new = written(path, decision.slot, item)
        if known is not None:
            tally.placed.add(known.id)
        if decision.step is Step.KEEP:
            tally.unchanged += 1
        elif known is None:
            plan.add.append(new)
            tally.added.append(name)
        else:
            plan.revise.append((known, new))
            tally.back += not known.live
            tally.changed.append(await _change(connection, decision, name, new.content))
    return plan


async def _bodies(connection: AsyncConnection, matched: Matched) -> dict[int, tuple[str, ...]]:
    """The stored texts of what its content does not tell, where something new stands in the file."""
    told = pair_by_content(matched.stored, matched.items) | dict(matched.moved)
    ids = {each.id for each in matched.stored} - {each.id for each in told.values()}
    if not ids or len(told) == len(matched.items):
        return {}
    return {number: body for number, (_, body) in (await articles.with_texts(connection, list(ids))).items()}


def _pass_over(row: SeedRow, tally: Tally) -> None:
    if row.undone:
        tally.undone.append(row.path)
    else:
        tally.unchanged += 1
        _tell_items(row, tally)


def _tell_items(row: SeedRow, tally: Tally) -> None:
    tally.rejected += [(row.path, place, reason) for place, reason in row.rejected_items]


async def _change(connection: AsyncConnection, decision: ArticleDecision, name: str, content: ParsedArticle) -> Change:
    """For the report: the fields that an edit touched, and what else happened to the article."""
    known = decision.known
    old = None if known is None else await articles.get(connection, known.id)
    if known is None or old is None:
        return Change(name)
    moved = (f"moved from {known.seed_path}",) if decision.step is Step.MOVE else ()
    back = () if known.live else ("back in the library",)
    return Change(name, changed_fields(old.content, content), (*moved, *back, *describe(old.content, content)))


async def _apply(
    connection: AsyncConnection, plans: Sequence[SeedPlan], load_id: int, now: datetime
) -> dict[int, Fingerprint]:
    """Gives back the fingerprints of what was written, by article."""
    revised = [each for plan in plans for each in plan.revise]
    await journal.note(connection, load_id, [known.id for known, _ in revised], journal.EVERYTHING)
    fresh = await articles.never_briefed(connection, [known.id for known, _ in revised if not known.live])
    new = [each for plan in plans for each in plan.add]
    stored = await articles.add(connection, new, load_id=load_id, now=now)
    edits = [(known.id, edited, load_id if known.id in fresh else None) for known, edited in revised]
    await articles.revise_all(connection, edits, now=now)
    stored.update((number, edited) for number, edited, _ in edits)
    return {number: each.fingerprint for number, each in stored.items() if each.fingerprint is not None}


def written(path: str, position: int, article: Prepared) -> NewArticle:
    """An article of a seed as it is stored."""
    return NewArticle(
        path, position, article.content, article.content_hash, article.words, article.document, article.fingerprint
    )
