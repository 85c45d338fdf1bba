"""The zone of a shared location, offline."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.slots import zone_names
from bot.timetext.location import zone_at


@pytest.mark.parametrize(
    ("latitude", "longitude", "zone"),
    [
        (41.0082, 28.9784, "Europe/Istanbul"),
        (28.6139, 77.2090, "Asia/Kolkata"),
        (50.4501, 30.5234, "Europe/Kyiv"),
        (-33.8688, 151.2093, "Australia/Sydney"),
        (40.7128, -74.0060, "America/New_York"),
        (64.1814, -51.6941, "America/Nuuk"),
        (1.2500, 103.8300, "Asia/Singapore"),
        (-16.5, 180.0, "Pacific/Fiji"),
        (-90, 0, "Antarctica/McMurdo"),
    ],
)
def test_a_place_has_its_zone(latitude: float, longitude: float, zone: str) -> None:
    assert zone_at(latitude, longitude) == zone


@pytest.mark.parametrize(
    ("latitude", "longitude"), [(0, 0), (35, -40), (90, 0), (91, 0), (0, 181), (math.nan, 0), (0, math.inf)]
)
def test_at_sea_and_nowhere_there_is_none(latitude: float, longitude: float) -> None:
    assert zone_at(latitude, longitude) is None


@given(st.floats(), st.floats())
def test_any_numbers_give_an_answer(latitude: float, longitude: float) -> None:
    zone = zone_at(latitude, longitude)
    assert zone is None or (zone in zone_names() and not zone.startswith("Etc/"))
