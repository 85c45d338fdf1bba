"""After an upgrade that reads seeds differently: files that did not change are read once more, some at each load.

That is no edit: nothing is reported, nothing counts as new, and an undo has nothing to put back. A file that now holds
more articles or fewer, or of which other things are rejected, is forgotten; the load that follows takes it in and says
so.
"""

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.clock import Clock
from bot.ingest.edition import current
from bot.ingest.matching import pair
from bot.ingest.prepare import Prepared
from bot.ingest.reader import ReadSeed
from bot.ingest.sources import SeedFile
from bot.ingest.storing import Reading, written
from bot.ingest.turn import Turn
from bot.storage import articles, facts, seeds
from bot.storage.articles import KnownArticle
from bot.storage.engine import Store
from bot.storage.seeds import SeedRow
from bot.storage.story_follow import StoryFollower

STATE = "seeds_read_by"
MOST = 2000
_BATCH = 100


@dataclass(slots=True)
class _Differing:
    """Articles that the rules of today read differently, and files that have to be taken in anew."""

    revise: list[tuple[KnownArticle, Prepared]] = field(default_factory=list)
    forget: list[str] = field(default_factory=list)


class Rereading:
    """Remembers how far it came, so that a large library is done after some loads, or after one that was killed."""

    def __init__(self, store: Store, clock: Clock, edition: Callable[[], str] = current) -> None:
        self._store = store
        self._clock = clock
        self._edition = edition
        self._stories = StoryFollower()

    async def run(self, reading: Reading, ours: Turn, *, most: int = MOST) -> int:
        """Read up to so many files again, if they were last read by other rules; gives back how many."""
        edition = await asyncio.to_thread(self._edition)
        async with self._store.read() as connection:
            known_by, _, path = (await facts.get(connection, STATE) or "").partition(" ")
        if known_by == edition and not path:
            return 0
        path, done = path if known_by == edition else "", 0
        while done < most:
            async with self._store.read() as connection:
                rows = await seeds.after(connection, path, min(_BATCH, most - done))
            if not rows:
                async with self._store.write() as connection:
                    await facts.put(connection, STATE, edition)
                return done
            path = rows[-1].path
            known = {row.path: row for row in rows if not row.gone and not row.undone}
            found = await reading([SeedFile(row.path, row.size, row.mtime_ns) for row in rows if row.path in known], {})
            # A file that has changed meanwhile is the load's business.
            same = [read for read in found if known[read.row.path].sha256 == read.row.sha256]
            await self._store_all(same, known, f"{edition} {path}")
            done += len(rows)
            await ours.renew()
        return done

    async def _store_all(self, found: Sequence[ReadSeed], known: Mapping[str, SeedRow], state: str) -> None:
        judged = [read.row.path for read in found if _rejected(read.row) != _rejected(known[read.row.path])]
        async with self._store.read() as connection:
            differing = await _differing(
                connection, [read for read in found if read.articles and read.row.path not in judged]
            )
        async with self._store.write() as connection:
            edits = [
                (known.id, written(known.seed_path, known.position, article), None)
                for known, article in differing.revise
            ]
            await articles.revise_all(connection, edits, now=self._clock.now())
            fingerprints = {known.id: article.fingerprint for known, article in differing.revise}
            await seeds.forget(connection, [*differing.forget, *judged])
            await self._stories.follow(connection, fingerprints)
            await facts.put(connection, STATE, state)


async def _differing(connection: AsyncConnection, found: Sequence[ReadSeed]) -> _Differing:
    differing = _Differing()
    stored = await articles.known_at(connection, [read.row.path for read in found])
    contents = await articles.live_contents(connection, [each.id for known in stored.values() for each in known])
    for read in found:
        live = [each for each in stored[read.row.path] if each.live]
        if len(live) != len(read.articles):
            differing.forget.append(read.row.path)
            continue
        differing.revise += [
            (known, article)
            for known, article in _matched(live, read.articles)
            if contents[known.id][1] != article.content
        ]
    return differing


def _matched(live: Sequence[KnownArticle], articles: Sequence[Prepared]) -> Iterator[tuple[KnownArticle, Prepared]]:
    """As an edit would be told; the bytes are the same, so what nothing tells any more follows in its order."""
    paired = pair(live, [each.as_item() for each in articles])
    taken = {each.id for each in paired.values()}
    left = iter([each for each in live if each.id not in taken])
    for place, article in enumerate(articles):
        yield paired[place] if place in paired else next(left), article


def _rejected(row: SeedRow) -> tuple[str, tuple[tuple[int, str], ...]]:
    return row.rejected, row.rejected_items
