"""The factors of the score, each by itself: docs/briefing.md says why they are so."""

from datetime import timedelta
from itertools import pairwise

import pytest

from bot.digest.score import (
    MOST_FOLLOWED,
    Factors,
    age,
    followed,
    recency,
    source_weights,
    sources,
    substance,
    variety,
)
from tests.fakes import START

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def test_the_score_is_the_product_of_its_factors() -> None:
    factors = Factors(sources=2, substance=0.5, recency=0.5, followed=3, foreign=0.5, read=0.1, variety=0.5)
    assert factors.score == pytest.approx(0.0375)
    assert Factors().score == 1


def test_each_further_outlet_adds_less_than_the_one_before() -> None:
    weights = dict.fromkeys("abcd", 1.0)
    values = [sources("abcd"[:count], weights) for count in (1, 2, 3, 4)]
    steps = [later - earlier for earlier, later in pairwise(values)]
    assert values[0] == 1
    assert steps == sorted(steps, reverse=True)
    assert sources(["a", "a", "a"], weights) == 1


def test_an_outlet_counts_by_how_much_it_prints_and_nobody_half() -> None:
    weights = source_weights({"Wire": 60, "Post": 20, "Weekly": 10, "": 90})
    assert weights["Weekly"] == weights["Post"] == 1
    assert weights["Wire"] == pytest.approx(0.8)
    assert weights[""] == 0.5
    assert source_weights({}) == {"": 0.5}


@pytest.mark.parametrize(("words", "value"), [(0, 0.4), (250, 0.7), (500, 1), (3000, 1)])
def test_a_notice_of_a_few_lines_counts_less(words: int, value: float) -> None:
    assert substance(words) == pytest.approx(value)


@pytest.mark.parametrize(
    ("entered", "published", "hours"),
    [
        (0 * HOUR, 0 * HOUR, 0),
        (5 * HOUR, 5 * HOUR, 5),
        (5 * HOUR, 8 * HOUR, 8),
        (0 * HOUR, 36 * HOUR, 36),
        (5 * HOUR, None, 29),
        (-5 * HOUR, -9 * HOUR, 0),
        (0 * HOUR, 36 * HOUR + 9 * DAY, 48),
        (0 * HOUR, 36 * HOUR + 99 * DAY, 60),
    ],
)
def test_what_is_older_than_its_coming_in_counts_a_part_of_that_age(
    entered: timedelta, published: timedelta | None, hours: float
) -> None:
    aged = age(START, START - entered, None if published is None else START - published)
    assert aged / HOUR == pytest.approx(hours)


@pytest.mark.parametrize(
    ("aged", "gap", "value"), [(0, 1, 1), (48, 1, 0.5), (48, 0, 0.5), (96, 2, 0.5), (336, 90, 0.5)]
)
def test_recency_halves_with_the_days_since_the_last_briefing(aged: int, gap: int, value: float) -> None:
    assert recency(aged * HOUR, gap) == pytest.approx(value)


def test_follows_add_up_to_a_limit() -> None:
    assert followed([]) == 1
    assert followed(["word:x"]) > followed(["place:tr"]) > followed(["topic:sport"]) > followed(["source:a:b"]) > 1
    assert followed(["word:x", "place:tr"] * 6) == MOST_FOLLOWED


def test_variety_falls_with_what_is_there_already() -> None:
    assert variety(0, 0) == 1
    assert variety(1, 0) > variety(2, 0) > variety(2, 1)


def test_what_says_nothing_is_left_out_of_the_explanation() -> None:
    assert Factors().as_json() == {"score": 1, "outlets": 1}
    told = Factors(outlets=3, sources=2.0, recency=0.25, follows=("place:tr",), followed=1.6, update=True).as_json()
    assert told == {
        "score": 0.8,
        "sources": 2.0,
        "recency": 0.25,
        "followed": 1.6,
        "outlets": 3,
        "follows": ["place:tr"],
        "update": True,
    }
