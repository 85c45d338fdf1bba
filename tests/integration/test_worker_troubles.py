"""Troubles that last: a full disk, hours of flood waits, a clock that jumps. Nothing is lost, nothing comes twice."""

from collections.abc import AsyncIterator, Iterable
from datetime import timedelta

import pytest
from sqlalchemy import text

from bot.delivery.outcome import Kind, Outcome
from bot.errors import DatabaseUnavailable
from bot.storage.engine import Store, open_store
from tests.factories import delivery_rows, delivery_states, plan_briefing, subscribe
from tests.fakes import FakeClock
from tests.integration.post_office import PostOffice

HOUR = 3600
DAY = timedelta(days=1)


@pytest.fixture
def office(store: Store, clock: FakeClock) -> PostOffice:
    return PostOffice(store, clock)


@pytest.fixture
async def small(sqlite_url: str, clock: FakeClock) -> AsyncIterator[PostOffice]:
    """An SQLite database on which a disk can be full."""
    store = await open_store(sqlite_url)
    yield PostOffice(store, clock)
    await store.close()


async def disk(store: Store, *, full: bool) -> None:
    """Let the file grow no further, as a full disk does (SQLITE_FULL), or let it."""
    async with store.write() as connection:
        pages = (await connection.execute(text("PRAGMA page_count"))).scalar_one() if full else 2**30
        await connection.execute(text(f"PRAGMA max_page_count={pages}"))


async def plan_for(store: Store, people: Iterable[int]) -> list[int]:
    """A briefing for each of these chats."""
    return [key for chat in people for key in await plan_briefing(store, (await subscribe(store, chat)).id)]


async def test_a_full_disk_stops_sending_and_room_brings_it_back(small: PostOffice) -> None:
    """What had been sent is recorded when there is room again: no second copy."""
    (first,) = await plan_for(small.store, [1])
    await small.step()
    await disk(small.store, full=True)
    with pytest.raises(DatabaseUnavailable, match="full"):
        await plan_for(small.store, range(2, 4000))
    sent = len(small.sender.accepted)
    await disk(small.store, full=False)
    await small.settle()
    states = await delivery_states(small.store)
    assert set(states.values()) == {"sent"}
    assert len(small.sender.accepted) == len(states)
    assert sent == 1
    assert states[first] == "sent"


async def test_a_chat_that_must_wait_for_twelve_hours_waits_alone_and_through_restarts(office: PostOffice) -> None:
    office.sender.answer(1, Outcome(Kind.FLOOD, "Too Many Requests: retry after 43200", retry_after=43_200))
    (slow,) = await plan_briefing(office.store, (await subscribe(office.store, 1)).id)
    (quick,) = await plan_briefing(office.store, (await subscribe(office.store, 2)).id)
    await office.settle()
    assert await delivery_states(office.store) == {slow: "planned", quick: "sent"}
    for _ in range(11):
        await office.restart()
        await office.pass_time(HOUR)
    assert len(office.sender.requests) == 2
    await office.pass_time(HOUR)
    assert await delivery_states(office.store) == {slow: "sent", quick: "sent"}
    assert len(office.sender.requests) == 3


async def test_a_chat_that_must_wait_for_longer_than_a_briefing_is_good_for_expires(office: PostOffice) -> None:
    office.sender.answer(1, Outcome(Kind.FLOOD, "Too Many Requests: retry after 90000", retry_after=90_000))
    (key,) = await plan_briefing(office.store, (await subscribe(office.store, 1)).id)
    await office.settle()
    await office.pass_time(25 * HOUR)
    row = (await delivery_rows(office.store))[key]
    assert row.state == "expired"
    assert row.reason != ""
    assert office.sender.accepted == []


@pytest.mark.parametrize(
    "jump", [timedelta(hours=1), timedelta(hours=-1), -DAY], ids=["hour ahead", "hour back", "day back"]
)
async def test_a_clock_that_jumps_while_answers_are_under_way(office: PostOffice, jump: timedelta) -> None:
    """What was under way is recorded as it comes; what waits goes out once the clock is right again, at the latest."""
    first, second = [
        (await plan_briefing(office.store, (await subscribe(office.store, chat)).id))[0] for chat in (1, 2)
    ]
    office.sender.hold()
    await office.step()
    office.clock.set(office.clock.now() + jump)
    (third,) = await plan_for(office.store, [3])
    office.sender.release()
    await office.settle()
    office.clock.set(office.clock.now() - jump)
    await office.pass_time(60)
    assert await delivery_states(office.store) == {first: "sent", second: "sent", third: "sent"}
    assert len(office.sender.requests) == 3


async def test_a_clock_a_day_ahead_expires_what_is_too_late_and_says_so(office: PostOffice) -> None:
    (key,) = await plan_briefing(office.store, (await subscribe(office.store, 1)).id)
    office.clock.set(office.clock.now() + 2 * DAY)
    await office.pass_time(1)
    office.clock.set(office.clock.now() - 2 * DAY)
    await office.pass_time(1)
    assert await delivery_states(office.store) == {key: "expired"}
    assert office.sender.requests == []
