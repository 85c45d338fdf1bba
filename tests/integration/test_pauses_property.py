"""Over any sequence of pauses, holidays and snoozes: what is told comes, at that instant, once, and nothing else.

The oracle knows walls and calendars (`zoneinfo`), the pauses that were agreed on, and what came; none of `bot.slots`.
"""

import asyncio
import shutil
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update

from bot.errors import InvalidRequest
from bot.models import ChatKind, Destination, Subscription
from bot.schedule.planner import Planner
from bot.services.subscriptions import Change, ChatProfile, Defaults, Subscriptions
from bot.services.timetable import Later, Wished
from bot.slots import Pause
from bot.storage.engine import Store, open_store
from bot.storage.schema import deliveries, edition_articles
from tests.factories import delivery_rows, load_articles, new_article, parsed
from tests.fakes import FakeClock

HERE = Destination(1)
# Four days before clocks go ahead in New York; in Europe they do three weeks later.
BEGIN = datetime(2026, 3, 4, 12, tzinfo=UTC)
ZONES = ("UTC", "America/New_York", "Europe/London", "Asia/Kathmandu", "Pacific/Auckland")
WALLS = (time(0, 30), time(2, 30), time(7, 30), time(12), time(18), time(23, 45))
TIMES = st.lists(
    st.tuples(st.sampled_from(WALLS), st.sampled_from([127, 127, 31, 96, 64])),
    min_size=1,
    max_size=3,
    unique_by=lambda each: each[0],
)
ACTS = ("pause", "holidays", "drop", "resume", "forever", "snooze", "snooze", "back", "wait", "wait")
STEPS = st.lists(
    st.tuples(st.integers(0, 40), st.sampled_from(ACTS), st.integers(1, 9)),
    min_size=2,
    max_size=9,
)


@dataclass
class Oracle:
    """When each of the daily times comes next. `came` are the newest dates that were briefed, by their times."""

    zone: ZoneInfo
    times: dict[time, int]
    pauses: tuple[Pause, ...] = ()
    came: dict[time, date] = field(default_factory=dict)
    put_off: dict[time, tuple[datetime, datetime]] = field(default_factory=dict)

    def plain(self, at: time, now: datetime) -> datetime | None:
        """The next instant of that time on its days, outside of every pause."""
        today = now.astimezone(self.zone).date()
        for days in range(-1, 500):
            day = today + timedelta(days=days)
            moment = datetime.combine(day, at, self.zone).astimezone(UTC)
            if moment > now and self._wanted(at, day) and day > self.came.get(at, date.min):
                return moment
        return None

    def _wanted(self, at: time, day: date) -> bool:
        paused = any(each.first_day <= day <= (each.last_day or date.max) for each in self.pauses)
        return bool(self.times[at] >> day.weekday() & 1) and not paused

    def next(self, at: time, now: datetime) -> datetime | None:
        """The same, with what was put off; brought back after its time, it comes at once."""
        return self.put_off[at][1] if at in self.put_off else self.plain(at, now)


@dataclass
class Life:
    """A chat, its clock, and what it must get."""

    store: Store
    clock: FakeClock
    service: Subscriptions
    planner: Planner
    oracle: Oracle
    loaded: int = 0
    told: int = 0

    async def known(self) -> Subscription:
        found = await self.service.find(HERE)
        assert found is not None
        return found

    async def check(self) -> Subscription:
        """What the chat is told now is what the oracle says, for each of its times."""
        known, now = await self.known(), self.clock.now()
        told = {each.local_time: each.next_due for each in known.times}
        assert told == {at: self.oracle.next(at, now) for at in self.oracle.times}
        return known

    async def live_until(self, then: datetime) -> None:
        """Every slot up to that moment, each with something new."""
        while (due := (await self.check()).next_due) is not None and due <= then:
            coming = (await self.known()).upcoming
            assert coming is not None
            self.clock.set(max(due, self.clock.now()))
            await self._news()
            report = await self.planner.run_once()
            assert (report.planned, report.skipped, report.expired) == (1, 0, 0), "one briefing, whatever was missed"
            await self._came(coming.snoozed_from or due)
        self.clock.set(max(then, self.clock.now()))

    async def _news(self) -> None:
        self.loaded += 1
        content = parsed(f"News {self.loaded}", source=f"Outlet {self.loaded}", published=self.clock.now())
        await load_articles(self.store, [new_article(str(self.loaded), content=content)], now=self.clock.now())

    async def _came(self, meant: datetime) -> None:
        """The newest row is of the slot that was told, on no day of a pause, and tells all that is new since then."""
        row = max((await delivery_rows(self.store)).values(), key=lambda each: each.id)
        assert row.slot_at == meant
        assert row.slot_date == meant.astimezone(self.oracle.zone).date()
        assert not any(each.covers(row.slot_date) for each in self.oracle.pauses)
        async with self.store.write() as connection:
            query = select(edition_articles.c.article_id).where(edition_articles.c.edition_id == row.edition_id)
            assert set((await connection.execute(query)).scalars()) >= set(range(self.told + 1, self.loaded + 1))
            await connection.execute(
                update(deliveries).where(deliveries.c.id == row.id).values(state="sent", finished_at=self.clock.now())
            )
        self.told = self.loaded
        self.oracle.came[row.slot_time] = row.slot_date
        self.oracle.put_off.pop(row.slot_time, None)

    async def act(self, name: str, number: int) -> None:
        """Something comes in; then do it, if it can be done now."""
        await self._news()
        acts: dict[str, Callable[[int], Awaitable[object]]] = {
            "pause": lambda days: self.service.pause(HERE, days=days),
            "forever": lambda _: self.service.pause(HERE),
            "holidays": self._holidays,
            "drop": self._drop,
            "resume": lambda _: self.service.resume(HERE),
            "snooze": self._snooze,
            "back": self._unsnooze,
        }
        if name in acts:
            try:
                await acts[name](number)
            except InvalidRequest:
                return
            event(name)
            self.oracle.pauses = (await self.known()).pauses
            if name not in ("snooze", "back"):
                self._forget_put_off()

    def _forget_put_off(self) -> None:
        """A pause over the slot itself ends a snooze for good, and so does an earlier slot that comes again."""
        now = self.clock.now()
        for at, (meant, _) in list(self.oracle.put_off.items()):
            day = meant.astimezone(self.oracle.zone).date()
            paused = any(each.covers(day) for each in self.oracle.pauses)
            if paused or (meant > now and meant != self.oracle.plain(at, now)):
                del self.oracle.put_off[at]

    async def _holidays(self, number: int) -> None:
        first = self.clock.now().astimezone(self.oracle.zone).date() + timedelta(days=number)
        last = first + timedelta(days=number // 2)
        agreed = await self.service.pause(HERE, first, last)
        assert any(each.covers(first) and each.covers(last) for each in agreed.pauses)

    async def _drop(self, number: int) -> None:
        pauses = self.oracle.pauses
        if pauses:
            await self.service.drop_pause(HERE, pauses[number % len(pauses)].first_day)

    async def _snooze(self, number: int) -> None:
        """Exactly the coming briefing moves, by exactly that much."""
        before = await self.known()
        after = await self.service.snooze(HERE, timedelta(minutes=25 * number))
        if isinstance(after, Later):
            assert (await self.known()).times == before.times
            return
        coming = before.upcoming
        assert coming is not None
        assert coming.next_due is not None
        until = coming.next_due + timedelta(minutes=25 * number)
        self.oracle.put_off[coming.local_time] = (coming.snoozed_from or coming.next_due, until)
        moved = {each.local_time: each.next_due for each in after.times}
        assert moved == {each.local_time: each.next_due for each in before.times} | {coming.local_time: until}

    async def _unsnooze(self, _number: int) -> None:
        coming = (await self.known()).upcoming
        assert isinstance(await self.service.snooze(HERE, None), Later) == (coming is None)
        if coming is not None and coming.snoozed_from is not None:
            meant, _ = self.oracle.put_off.pop(coming.local_time)
            if meant <= self.clock.now():
                self.oracle.put_off[coming.local_time] = meant, meant


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(zone=st.sampled_from(ZONES), times=TIMES, steps=STEPS)
def test_what_is_told_comes_and_nothing_else(
    zone: str, times: list[tuple[time, int]], steps: list[tuple[int, str, int]], sqlite_path: Path, tmp_path: Path
) -> None:
    fresh = tmp_path / "example.db"
    shutil.copyfile(sqlite_path, fresh)
    asyncio.run(_live_through(f"sqlite+aiosqlite:///{fresh}", zone, times, steps))


async def _live_through(url: str, zone: str, times: list[tuple[time, int]], steps: list[tuple[int, str, int]]) -> None:
    store, clock = await open_store(url), FakeClock(BEGIN)
    try:
        service = Subscriptions(store, clock, Defaults())
        profile = ChatProfile(HERE.telegram_id, ChatKind.PRIVATE, "Somebody", "en")
        await service.subscribe(profile, 0, Change(tuple(Wished(at, days) for at, days in times), zone))
        planner = Planner(store, clock, read_button=lambda key: f"read:{key}")
        life = Life(store, clock, service, planner, Oracle(ZoneInfo(zone), dict(times)))
        for hours, name, number in steps:
            await life.live_until(clock.now() + timedelta(hours=hours))
            await life.act(name, number)
        await life.live_until(clock.now() + timedelta(days=3))
    finally:
        await store.close()
