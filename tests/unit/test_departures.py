"""Deliveries in front of the line, in simulated time: when each leaves, and who is sent back."""

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.departures import LONGEST_HOLD, PATIENCE, Departures, Gate
from bot.delivery.pacing import MARGIN, STORM_CHATS, Pacer
from bot.models import ChatKind, ClaimedDelivery, Destination
from tests.fakes import START, FakeClock


@dataclass
class Call:
    """A call to come, as the loop has it."""

    at: float
    call: Callable[[], None]
    cancelled: bool = False

    def cancel(self) -> None:
        self.cancelled = True


@dataclass
class Station:
    """The queue with its surroundings. `lateness` is how late the next timer fires."""

    rate: float
    clock: FakeClock = field(default_factory=FakeClock)
    lateness: Callable[[], float] = lambda: 0.0
    open: bool = True
    left: list[tuple[int, float]] = field(default_factory=list)
    back: list[tuple[int, float]] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.pacer = Pacer(self.rate)
        gate = Gate(may_leave=lambda: self.open, leave=self._leave, refuse=self._refuse)
        self.queue = Departures(self.pacer, self.clock, gate, self._later)

    def _leave(self, delivery: ClaimedDelivery) -> None:
        self.left.append((delivery.id, self.clock.monotonic()))

    def _refuse(self, delivery: ClaimedDelivery, seconds: float) -> None:
        self.back.append((delivery.id, seconds))

    def _later(self, seconds: float, call: Callable[[], None]) -> Call:
        assert seconds > 0
        coming = Call(self.clock.monotonic() + seconds + self.lateness(), call)
        self.calls.append(coming)
        return coming

    def wait(self) -> None:
        """Let time pass until the next timer, and on until none is left."""
        while coming := [each for each in self.calls if not each.cancelled]:
            assert len(coming) == 1, "one timer for all"
            self.calls.clear()
            self.clock.advance(max(coming[0].at - self.clock.monotonic(), 0.0))
            coming[0].call()

    @property
    def instants(self) -> list[float]:
        return [at for _, at in self.left]


_numbers = count(1)


def delivery(chat: int = 0, kind: ChatKind = ChatKind.PRIVATE) -> ClaimedDelivery:
    number = next(_numbers)
    to = Destination(chat or number + 1_000_000)
    return ClaimedDelivery(number, 1, 1, to, kind, START, 1, 1, 0, False, "", "", "", False)


def fullest_second(instants: Iterable[float]) -> int:
    ordered = list(instants)
    return max(sum(1 for at in ordered[place : place + 40] if at < first + 1.0) for place, first in enumerate(ordered))


def test_without_a_rate_all_leave_at_once() -> None:
    station = Station(float("inf"))
    station.queue.add(delivery() for _ in range(50))
    assert len(station.left) == 50
    assert len(station.queue) == 0


@given(st.integers(0, 1_000_000))
def test_at_the_free_rate_no_second_is_too_full_whatever_the_timers_do(seed: int) -> None:
    """Timers are late, and now and then the whole process stalls; the rate is kept, and the limit never broken."""
    dice = random.Random(seed)
    station = Station(30)
    station.lateness = lambda: dice.uniform(0, 0.003) if dice.random() < 0.98 else dice.uniform(0, 0.06)
    for _ in range(60):
        station.queue.add(delivery() for _ in range(10))
        station.wait()
    assert len(station.left) == 600
    assert fullest_second(station.instants) <= 30
    # The last stall is not made up for any more.
    span = station.instants[-1] - station.instants[0]
    assert 599 / span <= 30
    assert 599 / (span - 0.06) >= 29.7


def test_after_a_rest_there_is_no_burst_beyond_the_limit() -> None:
    station = Station(30)
    for _ in range(5):
        station.queue.add(delivery() for _ in range(40))
        station.wait()
        station.clock.advance(0.4)
    assert fullest_second(station.instants) <= 30


def test_they_leave_in_the_order_in_which_they_came() -> None:
    station = Station(30)
    waiting = [delivery() for _ in range(20)]
    station.queue.add(waiting)
    station.wait()
    assert [number for number, _ in station.left] == [each.id for each in waiting]


def test_replies_are_made_room_for() -> None:
    station = Station(30)
    station.queue.add(delivery() for _ in range(5))
    for _ in range(30):
        station.pacer.spend(station.clock.monotonic())
    station.queue.add([delivery()])
    station.wait()
    late = station.instants[-1] - station.instants[0]
    assert late >= 30 * (1 + MARGIN) / 30 * 0.9


def test_a_chat_that_is_not_free_for_long_gives_its_place_to_others() -> None:
    station = Station(30)
    first, second, other = delivery(7), delivery(7), delivery(8)
    station.queue.add([first, second, other])
    station.wait()
    assert [number for number, _ in station.left] == [first.id, other.id]
    ((number, seconds),) = station.back
    assert number == second.id
    assert PATIENCE < seconds <= 1.0


def test_a_chat_that_is_free_soon_is_waited_for() -> None:
    station = Station(float("inf"))
    station.queue.add([delivery(7)])
    station.clock.advance(0.95)
    station.queue.add([delivery(7)])
    station.wait()
    assert station.instants[1] - station.instants[0] == pytest.approx(1.0)
    assert station.back == []


def test_a_long_pause_sends_everybody_back() -> None:
    """They would else be "being sent" for minutes, and in doubt after a crash."""
    station = Station(30)
    station.queue.add(delivery() for _ in range(10))
    for chat in range(STORM_CHATS):
        station.pacer.flooded(chat, 60, station.clock.monotonic())
    gone = len(station.left)
    station.wait()
    assert len(station.left) == gone
    assert len(station.back) == 10 - gone
    assert all(LONGEST_HOLD < seconds <= 60 for _, seconds in station.back)


def test_who_may_not_leave_any_more_is_sent_back_at_once() -> None:
    station = Station(30)
    station.queue.add(delivery() for _ in range(10))
    gone = len(station.left)
    station.open = False
    station.queue.proceed()
    assert (len(station.left), len(station.back), len(station.queue)) == (gone, 10 - gone, 0)
    assert {seconds for _, seconds in station.back} == {0.0}
    assert all(call.cancelled for call in station.calls)
