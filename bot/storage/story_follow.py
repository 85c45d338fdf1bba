"""Keeps the stories in line with the library: what was added, edited or withdrawn is compared and put in its place.

The outcome does not depend on the order in which articles came, up to the bounds that only a crowd reaches. The cost
is that of an article's neighbours, not of the library.
"""

import asyncio
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage import stories
from bot.storage.stories import Known, Text
from bot.storage.story_regroup import CROWD, Regrouping, name_originals
from bot.stories.fingerprint import Fingerprint, headline, shingles, take
from bot.stories.grouping import Link
from bot.stories.likeness import containment, link, may_be_copies
from bot.stories.meeting import Meeting, day_of, window
from bot.stories.words import Rarity

BATCH = 128
# An article keeps its strongest links only: a crowd would link all with all.
MOST_LINKS = 16
# A copy of so many articles hangs together with whatever they hang together with.
ENOUGH_COPIES = 4
# All whom so many articles could meet are in memory at once: in a large library that is some hundred for each.
AT_ONCE = 16

Candidates = Mapping[int, Collection[int]]


class StoryFollower:
    """Compares what is new with what is there. Calls join the caller's transaction."""

    def __init__(self, rarity: Rarity | None = None) -> None:
        self._rarity = rarity or Rarity.shipped()

    async def follow(
        self, connection: AsyncConnection, fingerprints: Mapping[int, Fingerprint] | None = None, *, most: int = BATCH
    ) -> int:
        """Take up to `most` articles that the stories do not know as they are now; gives back how many it took.

        `fingerprints` are those, by article, that were taken before the transaction.
        """
        texts = await stories.uncompared(connection, most=most)
        if not texts:
            return 0
        ids = [text.id for text in texts]
        stored = await stories.known(connection, ids)
        taken = await self._taken([text for text in texts if text.live], fingerprints or {})
        gone = {article: known for article, known in stored.items() if taken.get(article) != known}
        fresh = {article: known for article, known in taken.items() if stored.get(article) != known}
        touched = await _leave(connection, gone)
        bodies = {text.id: text.body for text in texts}
        entering = sorted(fresh)
        for first in range(0, len(entering), AT_ONCE):
            some = {article: fresh[article] for article in entering[first : first + AT_ONCE]}
            await _enter(connection, some, {article: bodies[article] for article in some})
        await name_originals(connection, {each.fingerprint.text for each in (*gone.values(), *fresh.values())})
        await Regrouping(connection).run(touched | fresh.keys())
        await stories.mark_compared(connection, ids)
        return len(texts)

    async def _taken(self, texts: Sequence[Text], fingerprints: Mapping[int, Fingerprint]) -> dict[int, Known]:
        missing = [text for text in texts if text.id not in fingerprints]
        found = {**fingerprints, **(await asyncio.to_thread(self._take, missing) if missing else {})}
        return {
            text.id: Known(day_of(text.published, text.seed_path, text.first_seen), found[text.id]) for text in texts
        }

    def _take(self, texts: Iterable[Text]) -> dict[int, Fingerprint]:
        return {text.id: self._take_one(text) for text in texts}

    def _take_one(self, text: Text) -> Fingerprint:
        body = text.body.split("\n\n")
        return take(text.title, body, language=text.language, source=text.source, rarity=self._rarity)


async def _leave(connection: AsyncConnection, gone: Mapping[int, Known]) -> set[int]:
    """Take articles out of their stories; gives back those that they leave behind."""
    if not gone:
        return set()
    left = {end for each in await stories.links(connection, gone.keys()) for end in (each.low, each.high)}
    named = await stories.stories_of(connection, gone.keys())
    await stories.forget(connection, gone)
    await stories.place(connection, dict.fromkeys(gone))
    await stories.name_originals(connection, dict.fromkeys(gone))
    for story, members in (await stories.members(connection, set(named.values()))).items():
        if len(members) <= CROWD:
            left.update(members)
        if story in gone:
            await stories.rename(connection, story, members[0])
    return left - gone.keys()


async def _enter(connection: AsyncConnection, fresh: Mapping[int, Known], bodies: Mapping[int, str]) -> None:
    """Link articles with those that they are like, and let later ones find them."""
    meeting = Meeting(await _sharing(connection, fresh.values()))
    candidates: dict[int, list[int]] = {}
    rows: list[tuple[int, int, int]] = []
    for article, known in sorted(fresh.items()):
        candidates[article] = meeting.candidates(known.day, known.fingerprint)
        rows += meeting.enter(article, known.day, known.fingerprint)
    others = {other for found in candidates.values() for other in found} - fresh.keys()
    titles = await stories.titles(connection, others | fresh.keys())
    comparison = Comparison({**await stories.known(connection, others), **fresh}, bodies, titles)
    await comparison.read_texts(connection, candidates)
    await stories.link(connection, await asyncio.to_thread(comparison.links, candidates))
    await stories.remember(connection, fresh, rows)


async def _sharing(connection: AsyncConnection, known: Iterable[Known]) -> list[tuple[int, int, int]]:
    """The (day, key, article) rows of everybody that these articles could meet."""
    keys: dict[int, set[int]] = defaultdict(set)
    for each in known:
        keys[each.day].update(each.fingerprint.keys)
    rows = []
    for day, of_day in keys.items():
        rows += await stories.sharing(connection, window(day), of_day)
    return rows


class Comparison:
    """Articles held against each other; whole texts are read only where copies are likely."""

    def __init__(self, known: Mapping[int, Known], bodies: Mapping[int, str], titles: Mapping[int, str]) -> None:
        self._headlines = {article: (each.day, headline(titles[article])) for article, each in known.items()}
        self._fingerprints = {article: each.fingerprint for article, each in known.items()}
        self._bodies = dict(bodies)
        self._shingles: dict[int, frozenset[int]] = {}

    async def read_texts(self, connection: AsyncConnection, candidates: Candidates) -> None:
        """Read the texts that `links` is going to need."""
        needed = {other for article, found in candidates.items() for other in found if self._alike(article, other)}
        self._bodies |= await stories.bodies(connection, needed - self._bodies.keys())

    def links(self, candidates: Candidates) -> list[Link]:
        """The strongest links of each article with its candidates."""
        return [each for article, others in candidates.items() for each in self._links(article, others)]

    def _links(self, article: int, others: Collection[int]) -> list[Link]:
        found: list[Link] = []
        for other in others:
            made = self._link(article, other)
            if made is not None:
                found.append(made)
            if sum(each.copy for each in found) == ENOUGH_COPIES:
                break
        return sorted(found, key=lambda each: (-each.likeness, each.low, each.high))[:MOST_LINKS]

    def _alike(self, article: int, other: int) -> bool:
        return may_be_copies(self._fingerprints[article], self._fingerprints[other])

    def _link(self, article: int, other: int) -> Link | None:
        contained = 0.0
        if self._alike(article, other):
            contained = containment(self._shingles_of(article), self._shingles_of(other))
        first, second = self._fingerprints[article], self._fingerprints[other]
        same_headline = bool(self._headlines[article][1]) and self._headlines[article] == self._headlines[other]
        return link((article, other), first, second, contained, same_headline=same_headline)

    def _shingles_of(self, article: int) -> frozenset[int]:
        if article not in self._shingles:
            self._shingles[article] = shingles(self._bodies[article])
        return self._shingles[article]
