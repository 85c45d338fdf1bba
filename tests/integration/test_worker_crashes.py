"""Crashes, lost commits and a database that goes away: nothing is lost, and never a third copy."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.delivery.outcome import UNCERTAIN_REST, Kind, Outcome
from bot.errors import DatabaseUnavailable
from bot.storage.engine import Store, open_store
from tests.factories import delivery_rows, delivery_states, plan_briefing, subscribe
from tests.fakes import FakeClock, ScriptedSender
from tests.integration.post_office import PostOffice
from tests.postgres import PostgresServer

REST = UNCERTAIN_REST.total_seconds()
SENT = Outcome(Kind.SENT, message_id=1)


class UnreliableStore:
    """The real store, whose transactions may fail: `before` their commit, or `after` it, when its answer is lost."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.dialect = store.dialect
        self.faults: list[str] = []

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        fault = self.faults.pop(0) if self.faults else ""
        async with self._store.write() as connection:
            yield connection
            if fault == "before":
                raise DatabaseUnavailable("cut before the commit")
        if fault == "after":
            raise DatabaseUnavailable("cut after the commit")

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        fault = self.faults.pop(0) if self.faults else ""
        if fault:
            raise DatabaseUnavailable("cut while reading")
        async with self._store.read() as connection:
            yield connection


@pytest.fixture
def office(store: Store, clock: FakeClock) -> PostOffice:
    return PostOffice(store, clock)


@pytest.fixture
def unreliable(store: Store, clock: FakeClock) -> tuple[UnreliableStore, PostOffice]:
    shaky: Any = UnreliableStore(store)
    return shaky, PostOffice(shaky, clock)


async def brief(store: Store, *chats: int, parts: int = 1) -> list[int]:
    return [key for chat in chats for key in await plan_briefing(store, (await subscribe(store, chat)).id, parts=parts)]


async def test_a_crash_with_a_request_under_way_repeats_that_one_alone(office: PostOffice) -> None:
    await brief(office.store, 1)
    await office.settle()
    office.sender.hold()
    await brief(office.store, 2)
    await office.step()
    await office.restart()
    office.sender.release()
    await office.settle()
    await office.pass_time(REST)
    assert Counter(each.destination.telegram_id for each in office.sender.accepted) == {1: 1, 2: 2}
    assert [each.silent for each in office.sender.accepted] == [False, False, True]
    assert set((await delivery_states(office.store)).values()) == {"sent"}


async def test_two_crashes_make_no_third_copy(office: PostOffice) -> None:
    (key,) = await brief(office.store, 1)
    office.sender.hold()
    for _ in range(2):
        await office.settle()
        await office.pass_time(REST)
        await office.restart()
    office.sender.release()
    await office.settle()
    await office.pass_time(REST)
    assert len(office.sender.accepted) == 2
    assert await delivery_states(office.store) == {key: "unconfirmed"}


async def test_a_crash_with_skip_makes_no_second_copy(store: Store, clock: FakeClock) -> None:
    office = PostOffice(store, clock, resend=False)
    (key,) = await brief(store, 1)
    office.sender.hold()
    await office.settle()
    await office.restart()
    await office.settle()
    await office.pass_time(REST)
    assert len(office.sender.accepted) == 1
    assert await delivery_states(store) == {key: "unconfirmed"}


async def test_stopping_waits_for_what_is_under_way(office: PostOffice) -> None:
    keys = await brief(office.store, *range(1, 6))
    office.sender.hold()
    running = asyncio.create_task(office.worker.run())
    while office.sender.waiting < len(keys):
        await asyncio.wait({running}, timeout=0)
    office.worker.stop()
    await brief(office.store, 99)
    office.sender.release()
    await running
    states = await delivery_states(office.store)
    assert {states[key] for key in keys} == {"sent"}
    assert office.sender.texts(99) == []
    await office.restart()
    await office.settle()
    assert Counter(each.destination.telegram_id for each in office.sender.accepted).most_common(1)[0][1] == 1


async def test_results_wait_for_a_database_that_works_again(unreliable: tuple[UnreliableStore, PostOffice]) -> None:
    store, office = unreliable
    (key,) = await brief(office.store, 1)
    await office.step()
    store.faults = ["before"] * 3
    for _ in range(3):
        with pytest.raises(DatabaseUnavailable):
            await office.worker.run_once()
    assert await delivery_states(office.store) == {key: "sending"}
    await office.settle()
    assert await delivery_states(office.store) == {key: "sent"}
    assert len(office.sender.requests) == 1


async def test_intents_whose_commit_was_not_answered_are_taken_again(
    unreliable: tuple[UnreliableStore, PostOffice],
) -> None:
    """They are durable and nobody acts on them: without help they would lie there until the next start."""
    store, office = unreliable
    await office.settle()
    keys = await brief(office.store, 1, 2)
    store.faults = ["", "after"]
    with pytest.raises(DatabaseUnavailable):
        await office.worker.run_once()
    assert set((await delivery_states(office.store)).values()) == {"sending"}
    assert office.sender.requests == []
    await office.settle()
    rows = await delivery_rows(office.store)
    assert {(rows[key].state, rows[key].attempts) for key in keys} == {("sent", 1)}


async def test_a_result_that_comes_in_while_others_are_recorded_is_not_sent_again(
    unreliable: tuple[UnreliableStore, PostOffice],
) -> None:
    store, office = unreliable
    office.sender.hold()
    await brief(office.store, 1)
    await office.step()
    await brief(office.store, 2)
    store.faults = ["", "after"]
    with pytest.raises(DatabaseUnavailable):
        await office.worker.run_once()

    async def answer_now(_: Any) -> None:
        office.sender.release()
        await office.landed()

    store.faults = []
    await interrupted(store, office, answer_now)
    await office.settle()
    assert Counter(each.destination.telegram_id for each in office.sender.requests) == {1: 1, 2: 1}


async def interrupted(store: UnreliableStore, office: PostOffice, happening: Callable[[Any], Any]) -> None:
    """One turn of the loop, in the middle of whose first transaction something happens."""
    whole = store.write

    @asynccontextmanager
    async def write() -> AsyncIterator[AsyncConnection]:
        async with whole() as connection:
            await happening(connection)
            yield connection

    store.write = write  # type: ignore[method-assign]
    await office.worker.run_once()
    store.write = whole  # type: ignore[method-assign]


async def test_a_read_that_fails_loses_no_result(unreliable: tuple[UnreliableStore, PostOffice]) -> None:
    store, office = unreliable
    (key,) = await brief(office.store, 1)
    await office.step()
    store.faults = ["before", "before"]
    for _ in range(2):
        with pytest.raises(DatabaseUnavailable):
            await office.worker.run_once()
    await office.settle()
    assert await delivery_states(office.store) == {key: "sent"}


async def test_postgresql_killed_in_the_middle_of_a_delivery(
    postgres: PostgresServer, postgres_url: str, clock: FakeClock
) -> None:
    store = await open_store(postgres_url)
    office = PostOffice(store, clock)
    keys = await brief(store, *range(1, 6))
    office.sender.hold()
    await office.step()
    postgres.kill()
    office.sender.release()
    await office.landed()
    for _ in range(2):
        with pytest.raises(DatabaseUnavailable):
            await office.worker.run_once()
    await asyncio.to_thread(postgres.start)
    await office.settle()
    assert await delivery_states(store) == dict.fromkeys(keys, "sent")
    assert len(office.sender.requests) == len(keys)
    await store.close()


# What may happen to one request: (the answer, whether Telegram had accepted it).
FATES = st.sampled_from(
    [
        (SENT, True),
        (Outcome(Kind.UNCERTAIN, "no answer"), True),
        (Outcome(Kind.UNCERTAIN, "no answer"), False),
        (Outcome(Kind.NOT_SENT, "no connection"), False),
        (Outcome(Kind.FLOOD, "wait", retry_after=3), False),
        (Outcome(Kind.UNPARSABLE, "can't parse entities"), False),
        (ZeroDivisionError("unforeseen"), True),
        (None, True),
        (None, False),
    ]
)
STEPS = st.sampled_from(["turn", "turn", "turn", "cut before", "cut after", "crash", "wait", "answer"])


class FatefulSender(ScriptedSender):
    """Takes its fates from a list; the fate None is an answer that never comes."""

    def __init__(self, fates: list[tuple[Outcome | Exception | None, bool]]) -> None:
        super().__init__()
        self._fates = fates

    def relent(self) -> None:
        """No more misfortune."""
        self._fates.clear()

    async def send(self, delivery: Any) -> Outcome:
        outcome, accepted = self._fates.pop(0) if self._fates else (SENT, True)
        self.requests.append(delivery)
        if accepted:
            self.accepted.append(delivery)
        if outcome is None:
            self.waiting += 1
            try:
                await asyncio.Event().wait()
            finally:
                self.waiting -= 1
        if isinstance(outcome, Exception):
            raise outcome
        assert outcome is not None
        return outcome


async def turn(office: PostOffice) -> None:
    with suppress(DatabaseUnavailable):
        await office.settle()


epochs = iter(range(1, 1_000_000))
chats = iter(range(1, 1_000_000))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(fates=st.lists(FATES, max_size=12), steps=st.lists(STEPS, max_size=25), parts=st.integers(1, 2))
async def test_whatever_happens_nothing_is_lost_and_there_is_no_third_copy(
    store: Store, fates: list[Any], steps: list[str], parts: int
) -> None:
    """Random answers, crashes and broken commits; then a quiet day. Reads the ledger as a reader would."""
    shaky: Any = UnreliableStore(store)
    sender = FatefulSender(list(fates))
    office = PostOffice(shaky, FakeClock(), epoch=next(epochs), sender=sender)
    keys = await brief(store, next(chats), next(chats), parts=parts)
    for step in steps:
        if step == "crash":
            await office.restart_as(next(epochs))
        elif step == "wait":
            office.clock.advance(REST / 2)
        elif step.startswith("cut"):
            shaky.faults = ["", step.removeprefix("cut ")]
        await turn(office)
    shaky.faults = []
    sender.relent()
    await office.restart_as(next(epochs))
    for _ in range(40):
        await turn(office)
        if not {row.state for row in (await delivery_rows(store)).values()} & {"planned", "sending", "uncertain"}:
            break
        office.clock.advance(REST)
    rows = await delivery_rows(store)
    copies = Counter(each.id for each in office.sender.accepted)
    asked = Counter(each.id for each in office.sender.requests)
    for key in keys:
        assert rows[key].state in ("sent", "unconfirmed", "dead"), rows[key]
        assert copies[key] <= 2
        if rows[key].state == "sent":
            assert copies[key] >= 1
        if rows[key].state == "unconfirmed":
            assert asked[key] >= 2
