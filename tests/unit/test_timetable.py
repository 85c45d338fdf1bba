"""Pauses that meet: one from now on takes the place of the present one, one set ahead never shortens another."""

from datetime import date

import pytest

from bot.services.timetable import with_pause
from bot.slots import Pause

MONDAY = date(2026, 3, 2)
WEEK = Pause(MONDAY, date(2026, 3, 8))
DAY = Pause(MONDAY, MONDAY)
EVER = Pause(MONDAY)
LATER = Pause(date(2026, 3, 20), date(2026, 3, 21))


@pytest.mark.parametrize(
    ("before", "new", "instead", "after"),
    [
        ((), DAY, False, (DAY,)),
        ((WEEK,), DAY, False, (WEEK,)),
        ((DAY,), WEEK, False, (WEEK,)),
        ((EVER,), WEEK, False, (EVER,)),
        ((WEEK,), EVER, False, (EVER,)),
        ((WEEK,), DAY, True, (DAY,)),
        ((LATER,), WEEK, False, (WEEK, LATER)),
        ((WEEK,), Pause(date(2026, 3, 4)), True, (Pause(MONDAY, date(2026, 3, 3)), Pause(date(2026, 3, 4)))),
    ],
)
def test_pauses_that_meet(before: tuple[Pause, ...], new: Pause, instead: bool, after: tuple[Pause, ...]) -> None:
    assert with_pause(before, new, instead=instead) == after
