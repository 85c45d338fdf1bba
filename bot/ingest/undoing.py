"""Takes back what the last load did. An undo is a load too: undone in its turn, it brings everything back.

It goes in batches, each in one transaction, and an undo that is killed is finished by the next load or undo. The files
stay as they are: they are left alone until they change, or else the next load would do again what was undone.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.clock import Clock
from bot.errors import InvalidRequest, TooManyWithdrawals
from bot.ingest.decide import withdraws_too_many
from bot.ingest.tally import named
from bot.ingest.turn import Turn
from bot.reports import Change, Consent, LoadReport
from bot.storage import articles, journal, seeds
from bot.storage.articles import KnownArticle
from bot.storage.engine import Store
from bot.storage.journal import Load
from bot.storage.story_follow import StoryFollower

BATCH = 64
# Whoever undoes a load knows what it added; only what empties the library is asked about.
SHARE = 2
# Only the last load is undone; a few more are kept for the one that looks into what happened.
KEPT = 3

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Target:
    """The loads to undo, from the first to the last, as one."""

    first: int
    last: int
    newest: Load

    @property
    def redo(self) -> bool:
        """Whether an undo is undone."""
        return self.newest.undoes is not None and not self.newest.redo


@dataclass(frozen=True, slots=True)
class Wish:
    """Who wants what undone: the last load, and only `load` where that is not 0."""

    load: int
    requested_by: int | None
    consent: Consent
    progress: Callable[[int, int], None]


@dataclass(slots=True)
class Undone:
    """What was put back so far: which articles were live before, and what they are now."""

    before: dict[int, bool] = field(default_factory=dict)
    now: dict[int, KnownArticle] = field(default_factory=dict)

    def tell(self, before: Mapping[int, KnownArticle], now: Mapping[int, KnownArticle]) -> None:
        """Some articles, once or, where several loads are undone as one, more than once."""
        self.before = {article: known.live for article, known in before.items()} | self.before
        self.now.update(now)

    def names(self, *, live_before: bool, live_now: bool) -> tuple[str, ...]:
        """The articles that went from the one to the other."""
        return tuple(
            named(known.seed_path, known.position)
            for article, known in sorted(self.now.items())
            if (self.before[article], known.live) == (live_before, live_now)
        )


def target_of(newest: Load, finished_before: int) -> Target:
    """What an undo undoes: the newest load that changed something; `finished_before` is the last one that had ended.

    Loads in between were killed. They are part of the one that came after them: nobody was told that they had ended.
    """
    return Target(newest.number if newest.undoes else finished_before + 1, newest.number, newest)


class Undoing:
    """The caller has the turn."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._stories = StoryFollower()

    async def run(self, ours: Turn, wish: Wish) -> LoadReport:
        """Undo the last load that changed the library. Raises InvalidRequest when there is none, or another one."""
        async with self._store.read() as connection:
            newest = await journal.newest_change(connection)
            if newest is None:
                raise InvalidRequest("there is nothing to undo: no load has changed the library yet")
            if wish.load not in (0, newest.number):
                raise InvalidRequest("the library has changed since; /undo takes back the last load")
            target = target_of(newest, await journal.finished_before(connection, newest.number))
            await self._require_consent(connection, target, wish.consent)
        started = self._clock.now()
        async with self._store.write() as connection:
            number = await seeds.begin_load(
                connection, requested_by=wish.requested_by, now=started, undoes=(target.first, target.last)
            )
        return await self._finish(target, number, ours, wish.progress)

    async def resume(self, ours: Turn) -> None:
        """Finish an undo that was killed."""
        async with self._store.read() as connection:
            unfinished = await journal.unfinished_undo(connection)
            if unfinished is None or unfinished.undoes is None:
                return
            newest = await journal.load(connection, unfinished.undoes[1])
        _log.info("undo_resumed", load=unfinished.number)
        target = Target(*unfinished.undoes, newest)
        await self._finish(target, unfinished.number, ours, lambda _done, _total: None)

    async def _require_consent(self, connection: AsyncConnection, target: Target, consent: Consent) -> None:
        live = await articles.count_live(connection)
        leaving = await journal.leaving(connection, target.first, target.last)
        if withdraws_too_many(len(leaving), live, consent.withdrawals, SHARE):
            now = self._clock.now()
            report = LoadReport(
                now, now, withdrawn=tuple(named(path, position) for path, position in leaving), live=live,
                dry_run=True, number=target.last, undoes=target.newest.started, redo=target.redo,
            )  # fmt: skip
            raise TooManyWithdrawals(
                f"this would withdraw {len(leaving)} of {live} articles, so nothing was changed; "
                "if that is meant: python -m bot undo --withdraw-all",
                report,
            )

    async def _finish(
        self, target: Target, number: int, ours: Turn, progress: Callable[[int, int], None]
    ) -> LoadReport:
        undone = Undone()
        async with self._store.read() as connection:
            total = await journal.count(connection, target.first, target.last)
        while await self._put_back(target, number, undone) or await self._withdraw_added(target, number, undone):
            progress(min(len(undone.now), total), total)
            await ours.renew()
        progress(total, total)
        return await self._report(target, number, undone)

    async def _put_back(self, target: Target, number: int, undone: Undone) -> bool:
        async with self._store.write() as connection:
            found = await journal.images(connection, target.first, target.last, BATCH)
            found = [image for image in found if image.load == found[0].load]
            if not found:
                return False
            ids = [image.article for image in found]
            before = await articles.known(connection, ids)
            columns = {image.article: tuple(image.before) for image in found}
            for each in set(columns.values()):
                await journal.note(connection, number, [id for id in ids if columns[id] == each], each)
            await journal.put_back(connection, found, load_id=number)
            after = await articles.known(connection, ids)
            await self._leave_alone(connection, target, [*before.values(), *after.values()])
            await self._stories.follow(connection)
        undone.tell(before, after)
        return True

    async def _withdraw_added(self, target: Target, number: int, undone: Undone) -> bool:
        now = self._clock.now()
        async with self._store.write() as connection:
            ids = await journal.added(connection, target.first, target.last, BATCH)
            if not ids:
                return False
            before = await articles.known(connection, ids)
            await journal.note(connection, number, ids, journal.STATUS)
            await articles.withdraw(connection, ids, now)
            await self._leave_alone(connection, target, list(before.values()))
            await self._stories.follow(connection)
        undone.tell(before, {article: replace(known, live=False) for article, known in before.items()})
        return True

    async def _leave_alone(self, connection: AsyncConnection, target: Target, known: Sequence[KnownArticle]) -> None:
        paths = {each.seed_path for each in known}
        await (seeds.look_again if target.redo else seeds.set_aside)(connection, paths)

    async def _report(self, target: Target, number: int, undone: Undone) -> LoadReport:
        now = self._clock.now()
        async with self._store.write() as connection:
            started = (await journal.load(connection, number)).started
            report = LoadReport(
                started=started,
                finished=now,
                added=undone.names(live_before=False, live_now=True),
                changed=tuple(Change(path) for path in undone.names(live_before=True, live_now=True)),
                withdrawn=undone.names(live_before=True, live_now=False),
                articles=await articles.count(connection),
                copies=await articles.count_copies(connection),
                number=number,
                undoes=target.newest.started,
                redo=target.redo,
            )
            await seeds.finish_load(connection, number, report.as_json(), now=now)
            await journal.keep_last(connection, KEPT)
        _log.info(
            "load_undone",
            load=target.last,
            back=len(report.added),
            reverted=len(report.changed),
            withdrawn=len(report.withdrawn),
        )
        return report
