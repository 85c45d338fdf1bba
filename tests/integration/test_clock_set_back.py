"""A clock that ran ahead for a while and was set right: the days that it made up come all the same, each once."""

from datetime import date, time, timedelta

import pytest
from sqlalchemy import update

from bot.schedule.planner import Planner
from bot.storage.engine import Store
from bot.storage.schema import deliveries
from tests.factories import delivery_rows, insert_delivery, load_articles, new_article, parsed, subscribe
from tests.fakes import START, FakeClock
from tests.integration.post_office import PostOffice

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)


class Newsroom:
    """One chat with a briefing at START's wall time, planned and sent as the clock says."""

    def __init__(self, store: Store, clock: FakeClock) -> None:
        self.store = store
        self.clock = clock
        self.office = PostOffice(store, clock)
        self.restart()

    def restart(self) -> None:
        self.planner = Planner(self.store, self.clock, read_button=lambda key: f"read:{key}")

    async def news(self, *names: str) -> None:
        made = [new_article(name, content=parsed(f"News {name}")) for name in names]
        await load_articles(self.store, made)

    async def at(self, days: float, *, send: bool = True) -> int:
        """Set the clock to that many days after START, plan, and send; gives back how many messages left."""
        self.clock.set(START + days * DAY)
        before = len(self.office.sender.accepted)
        self.report = await self.planner.run_once()
        if send:
            self.clock.advance(2)  # monotonic time for the chat's own pace
            await self.office.settle()
        return len(self.office.sender.accepted) - before

    async def record(self) -> dict[date, list[str]]:
        found: dict[date, list[str]] = {}
        for row in (await delivery_rows(self.store)).values():
            found.setdefault(row.slot_date, []).append(row.state)
        return found


@pytest.fixture
async def room(store: Store, clock: FakeClock) -> Newsroom:
    made = Newsroom(store, clock)
    await subscribe(store, 1, at=START.time())
    await made.news("today")
    assert await made.at(0) == 1
    return made


@pytest.mark.parametrize("restarted", [False, True])
@pytest.mark.parametrize("days", [1, 3, 40])
async def test_days_that_were_made_up_without_news_come(room: Newsroom, days: int, restarted: bool) -> None:
    assert await room.at(days) == 0
    if restarted:
        room.restart()
    assert await room.at(0.1) == 0
    for day in range(1, days + 2 if days < 5 else 5):
        await room.news(f"of day {day}")
        assert await room.at(day) == 1
    states = await room.record()
    assert {state for parts in states.values() for state in parts} == {"sent"}


async def test_what_was_sent_ahead_of_time_is_not_sent_when_its_day_comes(room: Newsroom) -> None:
    """The days in between come; on the day that had its own no part of another edition is planned either."""
    await room.news("early")
    assert await room.at(3) == 1
    assert await room.at(0.1) == 0
    for day, expected in enumerate((1, 1, 0, 1), 1):
        await room.news(f"of day {day}")
        assert (await room.at(day), room.report.planned) == (expected, expected)
    assert (await room.record())[(START + 3 * DAY).date()] == ["sent"]


@pytest.mark.parametrize("state", ["sending", "sent", "uncertain", "unconfirmed", "dead"])
async def test_nothing_that_has_begun_is_taken_back(room: Newsroom, state: str) -> None:
    await room.news("early")
    await room.at(1, send=False)
    async with room.store.write() as connection:
        ahead = deliveries.c.slot_date == (START + DAY).date()
        await connection.execute(update(deliveries).where(ahead).values(state=state))
    await room.at(0.1, send=False)
    assert (await room.record())[(START + DAY).date()] == [state]
    await room.news("of the day")
    await room.at(1, send=False)
    assert (await room.record())[(START + DAY).date()] == [state]


async def test_a_second_part_stays_with_its_first(store: Store, room: Newsroom) -> None:
    ahead = {"slot_at": START + DAY, "slot_date": (START + DAY).date(), "slot_time": START.time()}
    rows = (await delivery_rows(store)).values()
    (only,) = rows
    for part, state in ((1, "sent"), (2, "planned")):
        await insert_delivery(store, only.subscription_id, only.edition_id, state=state, part=part, **ahead)
    await room.at(1, send=False)
    await room.at(0.1, send=False)
    assert (await room.record())[(START + DAY).date()] == ["sent", "planned"]


async def test_small_corrections_and_an_hour_cost_nothing(room: Newsroom) -> None:
    await room.news("tomorrow")
    assert await room.at(1) == 1
    for back in (MINUTE / 2, timedelta(hours=1), timedelta(hours=30)):
        assert await room.at(1 - back / DAY) == 0
        assert await room.at(1) == 0
    assert await room.record() == {START.date(): ["sent"], (START + DAY).date(): ["sent"]}


async def test_a_clock_that_is_wrong_for_a_moment_loses_nothing_that_waits(room: Newsroom) -> None:
    """Set back by mistake, and right again: what was planned and had not left goes out once."""
    await room.news("tomorrow")
    await room.at(1, send=False)
    await room.at(1 - 2 / 24, send=False)
    assert await room.at(1) == 1
    assert await room.record() == {START.date(): ["sent"], (START + DAY).date(): ["sent"]}


async def test_history_survives_a_machine_that_wakes_up_in_1970(room: Newsroom) -> None:
    old = START - timedelta(days=300)
    rows = (await delivery_rows(room.store)).values()
    await insert_delivery(
        room.store, next(iter(rows)).subscription_id, None, state="skipped", slot_at=old, slot_date=old.date()
    )
    await room.at(-20000, send=False)
    await room.news("tomorrow")
    assert await room.at(1) == 1
    assert (await room.record())[old.date()] == ["skipped"]
    assert (await room.record())[START.date()] == ["sent"]


async def test_a_time_that_was_another_before_gives_no_second_briefing_that_day(
    store: Store, clock: FakeClock, room: Newsroom
) -> None:
    """Briefed at six, moved to eight after that, and the clock set back to seven."""
    subscription = await subscribe(store, 1, at=time(START.hour + 2), next_due=START + DAY)
    assert subscription.times[0].last_slot_date == START.date()
    await room.news("later")
    clock.set(START + timedelta(hours=3))
    await room.planner.run_once()
    assert await room.at(1 / 24) == 0
    assert await room.at(2 / 24) == 0
