"""How many requests may be in flight."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.window import FEWEST, LONGEST_LEAD, MOST, SHORTEST_LEAD, Lead, Window


@pytest.mark.parametrize(
    ("rate", "latency", "horizon", "size"),
    [
        (30, 0.1, 0.0, 5),
        (30, 0.1, 0.03, 6),
        (30, 0.01, 0.0, FEWEST),
        (1000, 0.001, 0.03, FEWEST + 30),
        (1000, 0.06, 0.03, 120),
        (1000, 0.5, 0.03, MOST),
        (1, 5, 0.03, 9),
    ],
)
def test_rate_times_latency_and_half_as_much_again(rate: float, latency: float, horizon: float, size: int) -> None:
    window = Window(rate)
    for _ in range(200):
        window.observed(latency)
    assert window.size(horizon) == size


def test_one_slow_answer_does_not_open_the_window_wide() -> None:
    window = Window(30)
    window.observed(1.0)
    assert window.size(0) <= 7


def test_without_a_rate_the_window_is_as_large_as_it_may_be() -> None:
    assert Window(math.inf, most=16).size(0.1) == 16


@given(st.floats(0.1, 2000), st.lists(st.floats(0, 120), max_size=50), st.floats(0, 0.2), st.integers(2, 200))
def test_never_shut_and_never_above_its_limit(rate: float, latencies: list[float], horizon: float, most: int) -> None:
    window = Window(rate, most)
    for latency in latencies:
        window.observed(latency)
    assert FEWEST <= window.size(horizon) <= most


@pytest.mark.parametrize(("taken", "lead"), [(0.004, 0.006), (0.0, SHORTEST_LEAD), (3.0, LONGEST_LEAD)])
def test_intents_are_written_down_as_early_as_that_takes(taken: float, lead: float) -> None:
    wanted = Lead()
    for _ in range(3000):
        wanted.observed(taken)
    assert wanted.seconds == pytest.approx(lead)


def test_one_slow_turn_is_remembered_for_a_while() -> None:
    lead = Lead()
    lead.observed(0.05)
    lead.observed(0.001)
    assert lead.seconds > 0.06
