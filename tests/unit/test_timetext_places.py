"""The table of places and the names that are found in it."""

import unicodedata
from datetime import UTC, datetime, timedelta
from importlib import resources

import pytest

from bot.slots import zone_names, zone_of
from bot.timetext.cities import canonical_zone
from bot.timetext.offsets import ABBREVIATIONS, read_offset
from bot.timetext.places import combine, country_zones, lookup, outstanding, similar


def zones(name: str) -> list[str]:
    return [place.zone for place in outstanding(lookup(name))]


@pytest.mark.parametrize(
    ("name", "zone"),
    [
        ("Istanbul", "Europe/Istanbul"),
        ("İSTANBUL", "Europe/Istanbul"),
        ("ISTANBUL", "Europe/Istanbul"),
        ("ıstanbul", "Europe/Istanbul"),
        ("Стамбул", "Europe/Istanbul"),
        ("Estambul", "Europe/Istanbul"),
        ("إسطنبول", "Europe/Istanbul"),
        ("Europe/Istanbul", "Europe/Istanbul"),
        ("europe istanbul", "Europe/Istanbul"),
        ("Diyarbakır", "Europe/Istanbul"),
        ("DIYARBAKIR", "Europe/Istanbul"),
        ("şanlıurfa", "Europe/Istanbul"),
        ("Turkey", "Europe/Istanbul"),
        ("Türkiye", "Europe/Istanbul"),
        ("Турция", "Europe/Istanbul"),
        ("تركيا", "Europe/Istanbul"),
        ("Москва", "Europe/Moscow"),
        ("МОСКВА", "Europe/Moscow"),
        ("Орел", "Europe/Moscow"),
        ("Орёл", "Europe/Moscow"),
        ("القاهرة", "Africa/Cairo"),
        ("القاهره", "Africa/Cairo"),
        ("New York", "America/New_York"),
        ("newyork", "America/New_York"),
        ("NEW-YORK", "America/New_York"),
        ("new_york", "America/New_York"),
        ("Nueva York", "America/New_York"),
        ("Washington D.C.", "America/New_York"),
        ("São Paulo", "America/Sao_Paulo"),
        ("sao paulo", "America/Sao_Paulo"),
        ("München", "Europe/Berlin"),
        ("Muenchen", "Europe/Berlin"),
        ("munchen", "Europe/Berlin"),
        ("Łódź", "Europe/Warsaw"),
        ("København", "Europe/Copenhagen"),
        ("Xi’an", "Asia/Shanghai"),
        ("北京", "Asia/Shanghai"),
        ("東京", "Asia/Tokyo"),
        ("Saigon", "Asia/Ho_Chi_Minh"),
        ("Asia/Calcutta", "Asia/Kolkata"),
        ("Kiev", "Europe/Kyiv"),
        ("Київ", "Europe/Kyiv"),
        ("Kosovo", "Europe/Belgrade"),
        ("UK", "Europe/London"),
        ("London", "Europe/London"),
        ("Paris", "Europe/Paris"),
        ("Sydney", "Australia/Sydney"),
        ("Perth", "Australia/Perth"),
        ("Athens", "Europe/Athens"),
        ("St. Petersburg", "Europe/Moscow"),
        ("Texas", "America/Chicago"),
        ("El Paso", "America/Denver"),
        ("India", "Asia/Kolkata"),
        ("China", "Asia/Shanghai"),
        ("Kazakhstan", "Asia/Almaty"),
        ("Germany", "Europe/Berlin"),
        ("utc", "UTC"),
        ("MSK", "Europe/Moscow"),
        ("ET", "America/New_York"),
        ("US/Eastern", "America/New_York"),
    ],
)
def test_a_name_with_one_meaning(name: str, zone: str) -> None:
    assert zones(name) == [zone]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Birmingham", {"Europe/London", "America/Chicago"}),
        ("San Jose", {"America/Los_Angeles", "America/Costa_Rica"}),
        ("Portland", {"America/Los_Angeles", "America/New_York"}),
        ("Newcastle", {"Europe/London", "Australia/Sydney"}),
        ("Valencia", {"Europe/Madrid", "America/Caracas"}),
        ("Georgia", {"America/New_York", "Asia/Tbilisi"}),
        ("Washington", {"America/New_York", "America/Los_Angeles"}),
        ("Spain", {"Europe/Madrid", "Atlantic/Canary"}),
        ("EST", {"America/New_York", "America/Panama", "America/Cancun"}),
        ("IST", {"Asia/Kolkata", "Asia/Jerusalem", "Europe/Dublin"}),
    ],
)
def test_a_name_with_several_meanings(name: str, expected: set[str]) -> None:
    assert set(zones(name)) == expected


@pytest.mark.parametrize(
    ("country", "first", "count"),
    [("USA", "America/New_York", 7), ("Россия", "Europe/Moscow", 12), ("Australia", "Australia/Sydney", 5)],
)
def test_a_country_with_several_zones_offers_the_main_ones(country: str, first: str, count: int) -> None:
    found = zones(country)
    assert (found[0], len(found)) == (first, count)


@pytest.mark.parametrize(
    ("name", "beside", "zone"),
    [
        ("Birmingham", "UK", "Europe/London"),
        ("Birmingham", "Alabama", "America/Chicago"),
        ("Portland", "Maine", "America/New_York"),
        ("London", "Ontario", "America/Toronto"),
        ("Paris", "Texas", "America/Chicago"),
        ("Louisville", "USA", "America/Kentucky/Louisville"),
        ("Hyderabad", "Pakistan", "Asia/Karachi"),
        ("Istanbul", "Turkey", "Europe/Istanbul"),
        ("Tripoli", "Lebanon", "Asia/Beirut"),
    ],
)
def test_a_country_or_state_settles_which_namesake(name: str, beside: str, zone: str) -> None:
    for pair in ((name, beside), (beside, name)):
        found = combine(*map(lookup, pair))
        assert {place.zone for place in outstanding(found)} == {zone}


def test_places_that_do_not_fit_have_nothing_in_common() -> None:
    assert combine(lookup("Istanbul"), lookup("Brazil")) == ()


@pytest.mark.parametrize(
    ("misspelt", "zone"),
    [
        ("Istambul", "Europe/Istanbul"),
        ("istnabul", "Europe/Istanbul"),
        ("Europe/Istambul", "Europe/Istanbul"),
        ("new yrok", "America/New_York"),
        ("los angelos", "America/Los_Angeles"),
        ("frankfrut", "Europe/Berlin"),
        ("tashkant", "Asia/Tashkent"),
        ("Phillipines", "Asia/Manila"),
        ("Екатеренбург", "Asia/Yekaterinburg"),
        ("القاهر", "Africa/Cairo"),
    ],
)
def test_a_misspelt_name_suggests_the_nearest(misspelt: str, zone: str) -> None:
    assert lookup(misspelt) == ()
    assert similar(misspelt)[0].zone == zone


@pytest.mark.parametrize("nonsense", ["", "x", "qqqqqq", "asdfqwer", "zzzz zzzz"])
def test_nonsense_suggests_nothing(nonsense: str) -> None:
    assert similar(nonsense) == ()


def rows() -> list[tuple[str, str, list[str]]]:
    text = resources.files("bot.timetext").joinpath("places.txt").read_text("utf-8")
    split = [line.partition(": ") for line in text.splitlines() if not line.startswith("#")]
    return [(*where.split(), names.split(", ")) for where, _, names in split]  # type: ignore[misc]


def test_the_table_is_sorted_and_has_no_doubles() -> None:
    keys = [(territory, zone) for territory, zone, _ in rows()]
    assert keys == sorted(set(keys))
    for territory, zone, names in rows():
        letters = [unicodedata.normalize("NFKD", name.lstrip("~").split("|")[0]).casefold() for name in names]
        assert letters == sorted(set(letters)), (territory, zone)


def test_every_row_is_a_zone_of_its_country() -> None:
    table = resources.files("tzdata").joinpath("zoneinfo", "zone.tab").read_text("utf-8").splitlines()
    known = {tuple(line.split("\t")[0:3:2]) for line in table if line and not line.startswith("#")}
    own = {(territory, zone) for territory, zone, _ in rows()}
    assert own - known == {("XK", "Europe/Belgrade")}
    assert {canonical_zone(zone) for _, zone in own} == {zone for _, zone in own}


def test_every_name_in_the_table_is_found() -> None:
    for territory, zone, names in rows():
        for name in names:
            for spelling in name.removeprefix("~").split("|"):
                assert zone in {place.zone for place in lookup(spelling)}, (territory, spelling)


def test_every_country_is_found_by_its_code_and_has_zones_of_today() -> None:
    table = resources.files("tzdata").joinpath("zoneinfo", "iso3166.tab").read_text("utf-8").splitlines()
    codes = [line.split("\t")[0] for line in table if line and not line.startswith("#")]
    without = [code for code in codes if not country_zones(code)]
    assert without == ["BV", "HM"]  # two islands where nobody lives
    assert all(zone in zone_names() for code in codes for zone in country_zones(code))


def test_every_abbreviation_means_zones_that_exist() -> None:
    assert {zone for meant in ABBREVIATIONS.values() for zone in meant} <= zone_names()


def offsets_in_use() -> dict[int, set[str]]:
    """Offsets of 2026 in minutes that are no whole hours, with the zones that keep them at some time."""
    found: dict[int, set[str]] = {}
    for name in zone_names():
        for month in range(1, 13):
            offset = datetime(2026, month, 15, tzinfo=UTC).astimezone(zone_of(name)).utcoffset()
            assert offset is not None
            if offset % timedelta(hours=1):
                found.setdefault(int(offset.total_seconds()) // 60, set()).add(name)
    return found


def test_every_offset_of_a_partial_hour_in_use_offers_zones_that_keep_it() -> None:
    for minutes, keeping in offsets_in_use().items():
        sign, (hours, rest) = "-" if minutes < 0 else "+", divmod(abs(minutes), 60)
        offered = read_offset(f"UTC{sign}{hours}:{rest:02}").zones
        assert offered, minutes
        assert set(offered) <= keeping, minutes


@pytest.mark.parametrize(
    ("text", "written", "zones"),
    [
        ("UTC+3", "UTC+3", ("Etc/GMT-3",)),
        ("gmt-5 7:30", "gmt-5", ("Etc/GMT+5",)),
        ("7:30 UTC + 03:00", "UTC + 03:00", ("Etc/GMT-3",)),
        ("7:30 (UTC+0300)", "UTC+0300", ("Etc/GMT-3",)),
        ("UTC+0", "UTC+0", ("UTC",)),
        ("UTC+14", "UTC+14", ("Etc/GMT-14",)),
        ("UTC-12", "UTC-12", ("Etc/GMT+12",)),
        ("+05:30", "+05:30", ("Asia/Kolkata", "Asia/Colombo")),
        ("UTC+5:45", "UTC+5:45", ("Asia/Kathmandu",)),
        ("UTC-3:30", "UTC-3:30", ("America/St_Johns",)),
        ("7:30 +3", "+3", ("Etc/GMT-3",)),
        ("UTC+15", "UTC+15", ()),
        ("UTC-13", "UTC-13", ()),
        ("UTC+1:17", "UTC+1:17", ()),
        ("-1", "", ()),
        ("7-8", "", ()),
        ("UTC", "", ()),
        ("utc+", "", ()),
    ],
)
def test_offsets(text: str, written: str, zones: tuple[str, ...]) -> None:
    offset = read_offset(text)
    assert (offset.written, offset.zones) == (written, zones)


def test_a_fixed_offset_has_the_sign_people_mean() -> None:
    (zone,) = read_offset("UTC+3").zones
    assert datetime(2026, 7, 1, tzinfo=zone_of(zone)).utcoffset() == timedelta(hours=3)
