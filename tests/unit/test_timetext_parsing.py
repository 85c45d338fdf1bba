"""What people type after /subscribe, understood as a whole."""

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.slots import zone_names
from bot.timetext.dailies import TimeText
from bot.timetext.parsing import MAX_LENGTH, Problem, ProblemKind, ScheduleText, parse


@pytest.mark.parametrize(
    ("text", "clock", "zone"),
    [
        ("07:30 Europe/Istanbul", "07:30", "Europe/Istanbul"),
        ("Istanbul 7:30", "07:30", "Europe/Istanbul"),
        ("7:30 istanbul", "07:30", "Europe/Istanbul"),
        ("7:30 europe/istanbul", "07:30", "Europe/Istanbul"),
        ("europe istanbul 730", "07:30", "Europe/Istanbul"),
        ("7:30, Istanbul!", "07:30", "Europe/Istanbul"),
        ("send it at 7.30pm in Istanbul please", "19:30", "Europe/Istanbul"),
        ("İstanbul'da 7:30", "07:30", "Europe/Istanbul"),
        ("7:30 new york", "07:30", "America/New_York"),
        ("7:30 newyork", "07:30", "America/New_York"),
        ("7 pm New York, USA", "19:00", "America/New_York"),
        ("LA 7:30", "07:30", "America/Los_Angeles"),
        ("8 am Москва", "08:00", "Europe/Moscow"),
        ("по московскому времени в 9", "09:00", "Europe/Moscow"),
        ("القاهرة ٧:٣٠", "07:30", "Africa/Cairo"),
        ("a las 7 de la mañana en Madrid", "07:00", "Europe/Madrid"),
        ("19h30 São Paulo", "19:30", "America/Sao_Paulo"),
        ("noon Birmingham, UK", "12:00", "Europe/London"),
        ("midnight Kathmandu", "00:00", "Asia/Kathmandu"),
        ("7:30 UTC+3", "07:30", "Etc/GMT-3"),
        ("UTC+3 7:30", "07:30", "Etc/GMT-3"),
        ("7:30 GMT-5", "07:30", "Etc/GMT+5"),
        ("7:30 UTC", "07:30", "UTC"),
        ("7:30 Etc/GMT+5", "07:30", "Etc/GMT+5"),
        ("7:30 +5:45", "07:30", "Asia/Kathmandu"),
        ("7:30 Istanbul UTC+3", "07:30", "Europe/Istanbul"),
        ("7:30 Prague CET", "07:30", "Europe/Prague"),
        ("7:30 eastern time", "07:30", "America/New_York"),
        ("7:30 Asia/Calcutta", "07:30", "Asia/Kolkata"),
        ("Turkey 7:30", "07:30", "Europe/Istanbul"),
        ("7:30 the Hague", "07:30", "Europe/Amsterdam"),
        ("7:30 mexico city", "07:30", "America/Mexico_City"),
    ],
)
def test_a_time_and_a_place_in_any_order(text: str, clock: str, zone: str) -> None:
    found = parse(text)
    assert (found.local_time, found.zone) == (time.fromisoformat(clock), zone)
    assert found.weekdays is None
    assert found.problems == ()


def test_what_is_not_mentioned_is_no_problem() -> None:
    assert parse("") == parse("  ") == ScheduleText()
    assert parse("7") == ScheduleText((TimeText(time(7)),))
    assert parse("Istanbul").local_time is None
    assert parse("Istanbul").problems == ()


@pytest.mark.parametrize(
    ("text", "weekdays", "zone"),
    [
        ("7:30 mon-fri Berlin", 31, "Europe/Berlin"),
        ("weekends 10am Paris", 96, "Europe/Paris"),
        ("every day except sunday at 8 in Paris please", 63, "Europe/Paris"),
        ("по будням в 7 утра, Казань", 31, "Europe/Moscow"),
        ("Mon, Wed and Fri", 21, None),
        ("La Paz 7:30", None, None),
        ("7:30 Mar del Plata", None, "America/Argentina/Buenos_Aires"),
    ],
)
def test_weekdays_beside_the_rest(text: str, weekdays: int | None, zone: str | None) -> None:
    found = parse(text)
    assert found.weekdays == weekdays
    assert found.zone == (zone or ("America/La_Paz" if "Paz" in text else None))
    assert found.problems == ()


@pytest.mark.parametrize(
    ("text", "times", "zone"),
    [
        ("7:30 and 18:00 Istanbul", "07:30 18:00", "Europe/Istanbul"),
        ("Istanbul 7:30, 18:00", "07:30 18:00", "Europe/Istanbul"),
        ("7:30,18:00 Istanbul", "07:30 18:00", "Europe/Istanbul"),
        ("18:00 7:30 paris", "07:30 18:00", "Europe/Paris"),
        ("7 am & 9 pm London", "07:00 21:00", "Europe/London"),
        ("в 8 утра и в 9 вечера по Москве", "08:00 21:00", "Europe/Moscow"),
        ("sabah 8 ve akşam 7 İstanbul", "08:00 19:00", "Europe/Istanbul"),
        ("a las 7 de la mañana y a las 8 de la tarde en Madrid", "07:00 20:00", "Europe/Madrid"),
        ("٧:٣٠ و ١٨:٠٠ القاهرة", "07:30 18:00", "Africa/Cairo"),
        ("noon and midnight in Tokyo", "00:00 12:00", "Asia/Tokyo"),
        ("7:30 and 7:30 Paris", "07:30", "Europe/Paris"),
        ("8, 12, 16, 20 Berlin", "08:00 12:00 16:00 20:00", "Europe/Berlin"),
    ],
)
def test_several_times_a_day(text: str, times: str, zone: str) -> None:
    found = parse(text)
    assert [f"{each.at:%H:%M}" for each in found.times] == times.split()
    assert (found.zone, found.problems, found.also) == (zone, (), False)


@pytest.mark.parametrize(
    ("text", "times", "everywhere"),
    [
        ("7:30 mon-fri and 10:00 weekends", {"07:30": 31, "10:00": 96}, None),
        ("mon-fri 7:30, sat sun 10:00", {"07:30": 31, "10:00": 96}, None),
        ("7:30 mon-fri and 10:00 weekends and 18:00", {"07:30": 31, "10:00": 96, "18:00": 127}, None),
        ("18:00, 7:30 mon-fri, 10:00 weekends", {"07:30": 31, "10:00": 96, "18:00": 127}, None),
        ("mon-fri 7:30 sat,sun 9:00", {"07:30": 31, "09:00": 96}, None),
        ("weekdays 7:30 weekends 10:00", {"07:30": 31, "10:00": 96}, None),
        ("mon and wed 7:30 and fri 9:00", {"07:30": 5, "09:00": 16}, None),
        ("mon-fri 7:30, 18:00, sat 9:00", {"07:30": 31, "09:00": 32, "18:00": 31}, None),
        ("7:30 and 18:00 weekdays, 9:00 weekend", {"07:30": 31, "09:00": 96, "18:00": 31}, None),
        ("будни 7:30, сб и вс 10:00", {"07:30": 31, "10:00": 96}, None),
        ("7:30 mon, wed and 10:00 sun", {"07:30": 5, "10:00": 64}, None),
        ("по будням в 7:30 и по выходным в 10", {"07:30": 31, "10:00": 96}, None),
        ("hafta içi 7:30 ve hafta sonu 10:00", {"07:30": 31, "10:00": 96}, None),
        ("7:30 and 18:00 mon-fri", {"07:30": None, "18:00": None}, 31),
        ("weekly sunday 10:00", {"10:00": None}, 64),
        ("once a week, on Sunday at 10", {"10:00": None}, 64),
        ("раз в неделю в воскресенье в 10", {"10:00": None}, 64),
        ("fin de semana 10:00", {"10:00": None}, 96),
        ("semanal domingo 10:00", {"10:00": None}, 64),
    ],
)
def test_weekdays_of_each_time(text: str, times: dict[str, int | None], everywhere: int | None) -> None:
    found = parse(text)
    assert {f"{each.at:%H:%M}": each.weekdays for each in found.times} == times
    assert (found.weekdays, found.problems) == (everywhere, ())


@pytest.mark.parametrize(
    "text",
    [
        "also 18:00",
        "and also at 18:00",
        "add 18:00 please",
        "ещё в 18:00",
        "ayrıca 18:00",
        "también a las 18",
        "أيضا ١٨:٠٠",
    ],
)
def test_a_time_in_addition(text: str) -> None:
    found = parse(text)
    assert (found.local_time, found.also, found.problems) == (time(18), True, ())


@pytest.mark.parametrize(
    ("text", "kind", "fragment"),
    [
        ("25:00", ProblemKind.NOT_A_TIME, "25:00"),
        ("7:75 Istanbul", ProblemKind.NOT_A_TIME, "7:75"),
        ("-1", ProblemKind.NOT_A_TIME, "-1"),
        ("7:30 or 8:30", ProblemKind.SEVERAL_TIMES, "07:30, 08:30"),
        ("1 2 3 4 5 6 7 am Paris", ProblemKind.TOO_MANY_TIMES, ""),
        ("weekly 10:00 Paris", ProblemKind.WHICH_DAY, ""),
        ("7:30 asdfqwer", ProblemKind.UNKNOWN_PLACE, "asdfqwer"),
        ("asdfqwer", ProblemKind.UNKNOWN_PLACE, "asdfqwer"),
        ("../../etc/passwd", ProblemKind.UNKNOWN_PLACE, "etc passwd"),
        ("7:30 birmingham", ProblemKind.SEVERAL_PLACES, "birmingham"),
        ("7:30 EST", ProblemKind.SEVERAL_PLACES, "est"),
        ("7:30 +05:30", ProblemKind.SEVERAL_PLACES, "+05:30"),
        ("7:30 Istanbul Tokyo", ProblemKind.SEVERAL_PLACES, "istanbul tokyo"),
        ("7:30 istambul", ProblemKind.DOUBTFUL_PLACE, "istambul"),
        ("7:30 istanbul xyzzy", ProblemKind.DOUBTFUL_PLACE, "xyzzy"),
        ("UTC+15", ProblemKind.UNUSED_OFFSET, "UTC+15"),
        ("please", ProblemKind.NOTHING, ""),
        ("!!!", ProblemKind.NOTHING, ""),
        ("7:30 " * 100, ProblemKind.TOO_LONG, ""),
        ("1" * MAX_LENGTH, ProblemKind.NOT_A_TIME, "1" * 40 + "…"),
    ],
)
def test_a_problem_names_the_part_it_is_about(text: str, kind: ProblemKind, fragment: str) -> None:
    assert parse(text).problems == (Problem(kind, fragment),)


def test_a_bad_place_keeps_the_good_time_and_a_bad_time_the_good_place() -> None:
    assert parse("7:30 asdfqwer").local_time == time(7, 30)
    bad_time = parse("25:00 Istanbul")
    assert (bad_time.local_time, bad_time.zone) == (None, "Europe/Istanbul")


@pytest.mark.parametrize(
    ("text", "first", "label"),
    [
        ("birmingham", "Europe/London", "Birmingham, United Kingdom"),
        ("portland", "America/Los_Angeles", "Portland, United States (Los Angeles)"),
        ("US", "America/New_York", "New York"),
        ("Australia", "Australia/Sydney", "Sydney"),
        ("PST", "America/Los_Angeles", "Los Angeles"),
        ("istambul", "Europe/Istanbul", "Istanbul, Türkiye"),
        ("jakarta pagi", "Asia/Jakarta", "Jakarta, Indonesia"),
        ("istambul turkey", "Europe/Istanbul", "Istanbul"),
    ],
)
def test_without_certainty_there_are_choices_but_no_zone(text: str, first: str, label: str) -> None:
    found = parse(text)
    assert found.zone is None
    assert (found.choices[0].zone, found.choices[0].label) == (first, label)


def test_labels_are_in_the_language_asked_for() -> None:
    assert parse("birmingham", "ru").choices[0].label == "Birmingham, Великобритания"
    assert parse("Стамбул", "ru").choices[0].label == "Istanbul, Турция"
    assert parse("Россия", "ru").choices[0].label == "Москва"


def test_a_fixed_offset_says_that_it_is_fixed() -> None:
    (fixed,) = parse("UTC+3").choices
    assert fixed.fixed
    assert fixed.label == "UTC+3"
    assert not parse("Istanbul").choices[0].fixed


def test_an_article_is_not_los_angeles_and_to_go_is_not_togo() -> None:
    assert parse("a las 7 de la mañana").choices == ()
    assert parse("7:30 to go").zone is None


@pytest.mark.parametrize("kind", list(ProblemKind))
def test_every_problem_is_one_line_with_the_fragment(kind: ProblemKind) -> None:
    sentence = Problem(kind, "{x} %s").sentence
    assert sentence.endswith(("?", ".", *"0123456789pl"))
    assert "\n" not in sentence
    needs_fragment = kind.name not in ("TOO_LONG", "NOTHING", "TOO_MANY_TIMES", "WHICH_DAY")
    assert ("{x} %s" in sentence) == needs_fragment


PIECES = """7 7:30 25:00 -1 +3 UTC+3 GMT-5 +05:30 am pm noon mon - fri except Istanbul new york Birmingham UK EST
Москва القاهرة Europe/Istanbul Etc/GMT+5 LA . , : + ( ) \0 \u200f ７ ß İ ﷺ"""


@given(
    st.one_of(
        st.text(max_size=4096),
        st.lists(st.sampled_from(PIECES.split()), max_size=60).map(" ".join),
        st.lists(st.sampled_from(PIECES.split())).map("".join),
    )
)
def test_any_text_gives_an_answer(text: str) -> None:
    found = parse(text)
    assert all(choice.zone in zone_names() and choice.label for choice in found.choices)
    assert len({choice.zone for choice in found.choices}) == len(found.choices)
    assert found.zone is None or [found.zone] == [choice.zone for choice in found.choices]
    assert found.weekdays is None or 1 <= found.weekdays <= 127
    assert bool(text.strip()) or found == ScheduleText()
    if text.strip() and len(text) <= MAX_LENGTH:
        assert found.times or found.weekdays or found.choices or found.problems


@given(st.text(min_size=MAX_LENGTH + 1, max_size=4096))
def test_a_text_longer_than_any_schedule_is_not_searched(text: str) -> None:
    assert parse(text) == ScheduleText(problems=(Problem(ProblemKind.TOO_LONG),))
