"""The limiter, in simulated time: never above the rate, replies first, a pause when several chats are refused."""

import math
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.arrivals import Arrivals
from bot.delivery.pacing import (
    BREAKER_AFTER,
    FIRST_REST,
    GROUP_SPACING,
    LONGEST_REST,
    LONGEST_STORM,
    MARGIN,
    MOST_TOLERANCE,
    PRIVATE_SPACING,
    REMEMBERED_CHATS,
    SHARE_MARGIN,
    STORM_CHATS,
    STORM_WINDOW,
    TAKEN_IN_CALM,
    Pacer,
)
from bot.models import ChatKind

NOW = 1000.0
PRIVATE, GROUP = ChatKind.PRIVATE, ChatKind.GROUP
rates = st.sampled_from([0.5, 1.0, 5.0, 29.5, 30.0, 1000.0])
# (seconds until the next call, chat, whether it is a group)
pauses = st.one_of(st.just(0.0), st.floats(0, 0.5), st.floats(0, 30))
calls = st.lists(st.tuples(pauses, st.integers(1, 12), st.booleans()), min_size=1, max_size=200)


def crowded(instants: list[float], most: int, span: float = 1.0) -> bool:
    """Whether some half-open window of that span holds more than `most` instants (with room for rounding)."""
    ordered = sorted(instants)
    return any(later - earlier < span - 1e-6 for earlier, later in zip(ordered, ordered[most:], strict=False))


def leave(pacer: Pacer, chat: int, kind: ChatKind, now: float) -> float:
    """The instant at which a message that wants to leave now may do so, and has."""
    at = max(now + pacer.wait(now), pacer.chat_free_at(chat, now))
    at += pacer.wait(at)
    pacer.take(chat, kind, at)
    return at


@given(rates, calls)
def test_never_more_than_the_rate_in_any_second(rate: float, pattern: list[tuple[float, int, bool]]) -> None:
    pacer, now = Pacer(rate), NOW
    leaves = []
    for pause, chat, group in pattern:
        now = max(now + pause, leaves[-1] if leaves else now)
        leaves.append(leave(pacer, chat, GROUP if group else PRIVATE, now))
        assert leaves[-1] >= now
    assert not crowded(leaves, max(1, int(rate)), max(1.0, 1 / rate) if rate != 29.5 else 29 / rate)


@given(calls)
def test_a_chat_is_never_hurried_at_any_rate(pattern: list[tuple[float, int, bool]]) -> None:
    pacer, now = Pacer(math.inf), NOW
    leaves: dict[int, list[float]] = {}
    for pause, chat, _ in pattern:
        now += pause
        kind = GROUP if chat % 2 else PRIVATE
        at = pacer.chat_free_at(chat, now)
        pacer.take(chat, kind, at)
        leaves.setdefault(chat, []).append(at)
    for chat, instants in leaves.items():
        assert not crowded(instants, 1, GROUP_SPACING if chat % 2 else PRIVATE_SPACING)
        if chat % 2:
            assert not crowded(instants, 20, 60.0)


@given(st.lists(st.floats(0, 0.02), max_size=300))
def test_what_a_late_timer_costs_is_made_up_for(delays: list[float]) -> None:
    """Each message leaves a little later than it might: the rate stays what it is."""
    pacer, now = Pacer(30), NOW
    for chat, delay in enumerate(delays):
        now += pacer.wait(now) + delay
        pacer.take(chat, PRIVATE, now)
    assert now - NOW <= len(delays) * (1 + MARGIN) / 30 + MOST_TOLERANCE


def test_the_rate_is_kept_from_start_to_finish_and_not_by_more_than_a_hundredth() -> None:
    pacer, now = Pacer(30), NOW
    for chat in range(3000):
        now += pacer.wait(now)
        pacer.take(chat, PRIVATE, now)
    assert 29.7 <= 3000 / (now - NOW) <= 30


@given(rates, st.integers(1, 100), st.floats(0, 1))
def test_as_many_places_as_can_leave_within_the_horizon(rate: float, most: int, horizon: float) -> None:
    pacer = Pacer(rate)
    places = pacer.places(NOW, horizon, most)
    assert 1 <= places <= most
    if places < most:
        assert 0 < pacer.room_in(NOW, horizon, places) <= (1 + MARGIN) / rate + 1e-9
    else:
        assert pacer.room_in(NOW, horizon, places - 1) == 0


def test_places_fill_up_and_come_back_with_time() -> None:
    pacer = Pacer(10)
    for chat in range(pacer.places(NOW, 0.2, 99)):
        assert pacer.places(NOW, 0.2, 99) > 0
        pacer.take(chat, PRIVATE, NOW)
    assert pacer.places(NOW, 0.2, 99) == 0
    later = NOW + pacer.room_in(NOW, 0.2, 0)
    assert pacer.places(later + 1e-6, 0.2, 99) == 1


def test_a_rate_without_limit_makes_nobody_wait() -> None:
    pacer = Pacer(math.inf)
    for chat in range(500):
        assert pacer.wait(NOW) == 0
        pacer.take(chat, PRIVATE, NOW)
    assert pacer.places(NOW, 0.1, 64) == 64
    assert pacer.room_in(NOW, 0.1, 64) == 0


def test_replies_push_briefings_back() -> None:
    pacer = Pacer(10)
    for _ in range(5):
        pacer.spend(NOW)
    step = (1 + SHARE_MARGIN) / 10
    assert pacer.wait(NOW) == pytest.approx(5 * step - MOST_TOLERANCE)
    assert pacer.places(NOW, 0.1, 9) == 0


def test_replies_count_in_their_second() -> None:
    pacer = Pacer(10)
    for _ in range(10):
        pacer.spend(NOW)
    assert pacer.wait(NOW + 0.95) > 0.05
    assert pacer.wait(NOW + 1.01) == 0


def test_a_chat_that_was_just_written_to_is_free_after_its_spacing() -> None:
    pacer = Pacer(math.inf)
    assert pacer.chat_free_at(1, NOW) == NOW
    pacer.take(1, PRIVATE, NOW)
    pacer.take(2, GROUP, NOW)
    assert pacer.chat_free_at(1, NOW) == NOW + PRIVATE_SPACING
    assert pacer.chat_free_at(2, NOW) == NOW + GROUP_SPACING
    assert pacer.chat_free_at(1, NOW + 5) == NOW + 5


def test_chats_are_forgotten_when_they_are_free_again() -> None:
    """Memory follows the traffic, not the number of chats there ever were."""
    pacer = Pacer(math.inf)
    for chat in range(REMEMBERED_CHATS + 1):
        pacer.take(chat, PRIVATE, NOW)
    pacer.take(-1, PRIVATE, NOW + 10)
    assert pacer.chat_free_at(0, NOW) == NOW
    assert pacer.chat_free_at(-1, NOW + 10) == NOW + 10 + PRIVATE_SPACING


def test_one_chat_flooded_again_and_again_is_its_own_affair() -> None:
    pacer = Pacer(30)
    assert not any(pacer.flooded(1, 60, NOW + second) for second in range(10))
    assert pacer.places(NOW + 9, 0.1, 1) == 1


def test_several_chats_flooded_at_once_pause_the_bot() -> None:
    pacer = Pacer(30)
    told = [pacer.flooded(chat, 20, NOW + chat) for chat in range(1, STORM_CHATS + 1)]
    assert told == [False] * (STORM_CHATS - 1) + [True]
    last = NOW + STORM_CHATS
    assert pacer.places(last + 19, 0.1, 5) == 0
    assert pacer.wait(last) == 20
    assert pacer.places(last + 20, 0.1, 5) == 1, "one is tried"
    assert pacer.flooded(9, 20, last + 20), "and what it is told counts at once"
    assert pacer.wait(last + 20) == 20
    pacer.accepted()
    assert pacer.places(last + 40, 0.1, 5) > 1


def test_chats_that_are_refused_while_others_get_theirs_are_no_storm() -> None:
    pacer = Pacer(30)
    for chat in range(1, 31):
        if chat % 10 == 5:
            assert not pacer.flooded(chat, 3600, NOW + chat / 30)
        for _ in range(TAKEN_IN_CALM):
            pacer.accepted()
    assert pacer.places(NOW + 1, 0.1, 2) == 2


def test_a_storm_is_tried_after_the_shortest_wait_and_within_ten_minutes() -> None:
    pacer = Pacer(30)
    for chat, wait in enumerate([7, 3600, 3600]):
        pacer.flooded(chat, wait, NOW)
    assert pacer.wait(NOW) == 7
    later = Pacer(30)
    for chat in range(STORM_CHATS):
        later.flooded(chat, 12 * 3600, NOW)
    assert later.wait(NOW) == LONGEST_STORM


def test_what_was_taken_before_the_first_refusal_says_nothing_of_a_storm() -> None:
    pacer = Pacer(30)
    for _ in range(100):
        pacer.accepted()
    assert [pacer.flooded(chat, 9, NOW) for chat in range(STORM_CHATS)][-1]


def test_floods_far_apart_are_no_storm_and_a_pause_is_never_shortened() -> None:
    pacer = Pacer(30)
    for number in range(20):
        assert not pacer.flooded(number, 5, NOW + number * STORM_WINDOW)
    later = NOW + 10_000
    for chat, wait in enumerate([60, 60, 60, 1]):
        pacer.flooded(chat, wait, later)
    assert pacer.wait(later) == 60, "a pause that was begun is not cut short by a later refusal"


def test_unanswered_sends_are_probed_one_at_a_time_and_then_rested_on() -> None:
    pacer, now, rests = Pacer(math.inf), NOW, []
    for _ in range(BREAKER_AFTER - 1):
        assert pacer.unanswered(now) == 0
        assert pacer.places(now, 0.1, 50) == 1
    for _ in range(12):
        rests.append(pacer.unanswered(now))
        assert pacer.places(now, 0.1, 50) == 0
        assert pacer.unanswered(now) == 0, "those in flight when the rest began do not lengthen it"
        now += rests[-1]
        assert pacer.places(now, 0.1, 50) == 1
    assert rests[:4] == [FIRST_REST, 2 * FIRST_REST, 4 * FIRST_REST, 8 * FIRST_REST]
    assert rests[-1] == LONGEST_REST


def test_any_answer_ends_the_distrust() -> None:
    pacer = Pacer(math.inf)
    for _ in range(BREAKER_AFTER):
        pacer.unanswered(NOW)
    pacer.answered()
    assert pacer.places(NOW + FIRST_REST, 0.1, 50) == 50
    for _ in range(BREAKER_AFTER - 1):
        assert pacer.unanswered(NOW + 100) == 0
    assert pacer.unanswered(NOW + 100) == FIRST_REST


def arrivals(delays: Callable[[int], tuple[float, float]], messages: int, rate: float = 30) -> list[float]:
    """When messages arrive that leave as soon as they may; each takes so long there, and so long back."""
    pacer, now, there, answers = Pacer(rate), NOW, [], []
    for chat in range(messages):
        while (wait := pacer.wait(now)) > 0:
            # Nobody looks again before an answer, or the instant that was given.
            now += max(min(wait, answers[0][0] - now) if answers else wait, 1e-4)
            while answers and answers[0][0] <= now:
                pacer.landed(answers.pop(0)[1], now)
        pacer.take(chat, PRIVATE, now)
        way, back = delays(chat)
        there.append(now + way)
        answers = sorted([*answers, (now + way + back, chat)])
    return there


def a_stall(every: int, seconds: float) -> Callable[[int], tuple[float, float]]:
    """The way takes 10 milliseconds, but for one message in so many, which is late."""
    return lambda number: (0.01 + (seconds if number % every == every // 2 else 0.0), 0.01)


@pytest.mark.parametrize(("every", "seconds"), [(199, 0.05), (331, 0.08), (499, 0.1), (97, 0.02)])
def test_a_message_that_was_late_counts_from_its_arrival(every: int, seconds: float) -> None:
    there = arrivals(a_stall(every, seconds), 3000)
    assert not crowded(there, 30)
    assert 29.7 <= len(there) / (there[-1] - NOW) <= 30


def test_where_all_are_now_and_then_late_the_rate_is_kept_within_a_hundredth() -> None:
    """Most of that is lost at the server and on the way back, as far as anybody knows."""
    there = arrivals(lambda number: (0.01, 0.01 + number * 7919 % 100 / 1000), 9000)
    assert 29.7 <= len(there) / (there[-1] - NOW) <= 30


def test_a_slower_way_is_soon_the_usual_one() -> None:
    there = arrivals(lambda number: (0.01 if number < 1000 else 0.06, 0.01), 4000)
    assert 29.7 <= len(there) / (there[-1] - NOW) <= 30
    assert not crowded(there, 30)


def test_a_429_renews_what_may_be_waited_for_late_messages() -> None:
    wild = [0.2 if number % 2 else 0.01 for number in range(400)]
    window, now = Arrivals(30, 1.0), NOW
    for way in wild:
        now = max(now, window.free_at(now))
        window.answered(window.take(now), now + way)
    assert window.free_at(now) <= now + 0.05
    window.refused()
    waits = []
    for way in wild[:32]:
        waits.append(max(window.free_at(now) - now, 0.0))
        now += waits[-1]
        window.answered(window.take(now), now + way)
    assert max(waits) > 0.1
