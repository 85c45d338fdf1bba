"""On every sample day our order beats both baselines; `python -m bench choosing` prints the figures."""

import pytest

from tests.days import SHOWN, Day, covered, days, ndcg

DAYS = days()


@pytest.mark.parametrize("day", DAYS, ids=lambda day: day.name)
def test_ours_beats_newest_first_and_top_per_source(day: Day) -> None:
    ours = ndcg(day.ours(), day.judged)
    assert ours > ndcg(day.newest_first(), day.judged)
    assert ours > ndcg(day.top_per_source(), day.judged)
    told = covered(day.ours(), day.judged)
    assert told >= max(covered(day.newest_first(), day.judged), covered(day.top_per_source(), day.judged))
    assert told >= 2 / 3


def test_over_all_days_next_to_nothing_that_matters_is_missed() -> None:
    assert sum(covered(day.ours(), day.judged) for day in DAYS) / len(DAYS) >= 0.9
    assert sum(ndcg(day.ours(), day.judged) for day in DAYS) / len(DAYS) >= 0.75


def test_the_days_are_days() -> None:
    assert len(DAYS) >= 4
    for day in DAYS:
        assert len(day.judged) > 1.5 * SHOWN
        assert {0, 1, 2, 3} == set(day.judged.values())


def test_the_measures_are_what_they_are_called() -> None:
    judged = {1: 3, 2: 0, 3: 3}
    assert ndcg([1, 3, 2], judged) == 1
    assert ndcg([2, 1, 3], judged) < ndcg([1, 2, 3], judged) < 1
    assert ndcg([1], judged, shown=1) == 1
    assert covered([1, 2, 3], judged, shown=2) == 0.5
