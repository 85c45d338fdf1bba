"""What people type after /pause, /snooze and /quiet, in five languages."""

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.slots import QuietHours
from bot.timetext.pauses import FURTHEST, PauseProblem, PauseText, parse_pause
from bot.timetext.quiet import QuietText, parse_quiet
from bot.timetext.snoozes import SnoozeText, parse_snooze

SUNDAY = date(2026, 11, 22)
CHRISTMAS = (date(2026, 12, 24), date(2027, 1, 2))


@pytest.mark.parametrize(
    "text",
    """24 dec - 2 jan|24 dec-2 jan|24 december to 2 january|from 24 dec to 2 jan|dec 24 to jan 2|24.12 - 2.1|24.12.-2.1.
    24/12-2/1|2026-12-24 - 2027-01-02|24.12.2026 - 02.01.2027|24.12.26 - 2.1.27|from the 24th of december to 2 january
    24 декабря - 2 января|с 24 декабря по 2 января|с 24.12 до 2.1|24 aralık - 2 ocak|24 Aralık ile 2 Ocak
    24 de diciembre a 2 de enero|del 24 de diciembre al 2 de enero|24 ديسمبر - 2 يناير|٢٤ ديسمبر - ٢ يناير""".replace(
        "\n", "|"
    ).split("|"),
)
def test_from_one_day_to_another_both_included(text: str) -> None:
    assert parse_pause(text, SUNDAY) == PauseText(*CHRISTMAS)


@pytest.mark.parametrize(
    ("text", "comes_back"),
    [
        ("until Monday", date(2026, 11, 23)),
        ("until sunday", date(2026, 11, 29)),
        ("till next week", date(2026, 11, 23)),
        ("until tomorrow", date(2026, 11, 23)),
        ("until 24 dec", date(2026, 12, 24)),
        ("until the 24th of December please", date(2026, 12, 24)),
        ("to 24.12", date(2026, 12, 24)),
        ("до понедельника", date(2026, 11, 23)),
        ("до 24 декабря", date(2026, 12, 24)),
        ("pazartesiye kadar", date(2026, 11, 23)),
        ("24 Aralık'a kadar", date(2026, 12, 24)),
        ("hasta el lunes", date(2026, 11, 23)),
        ("hasta mañana", date(2026, 11, 23)),
        ("حتى الاثنين", date(2026, 11, 23)),
        ("по 23 декабря", date(2026, 12, 24)),
        ("through 23 december", date(2026, 12, 24)),
        ("hasta el 23 de diciembre inclusive", date(2026, 12, 24)),
    ],
)
def test_until_a_day_on_which_the_briefing_comes_back(text: str, comes_back: date) -> None:
    assert parse_pause(text, SUNDAY) == PauseText(None, comes_back - timedelta(days=1))


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("3 days", 3), ("for 3 days", 3), ("a week", 7), ("2 weeks", 14), ("one month", 30), ("two days", 2),
        ("a week and 2 days", 9), ("3 дня", 3), ("на неделю", 7), ("на 2 недели", 14), ("месяц", 30), ("3 gün", 3),
        ("3d", 3), ("2w", 14), ("2 wks", 14), ("1mo", 30), ("10d", 10), ("3дн", 3), ("2 нед", 14), ("3gün", 3),
        ("1 hafta", 7), ("iki hafta", 14), ("3 días", 3), ("una semana", 7), ("3 أيام", 3), ("أسبوع", 7), ("يومين", 2),
    ],
)  # fmt: skip
def test_for_so_many_days(text: str, days: int) -> None:
    assert parse_pause(text, SUNDAY) == PauseText(days=days)


MONDAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("until 5 Jan", None, date(2027, 1, 4)), ("till jan 5", None, date(2027, 1, 4)),
        ("until 5.1.", None, date(2027, 1, 4)), ("until 5/1", None, date(2027, 1, 4)),
        ("until 5. Jan", None, date(2027, 1, 4)), ("till 12/24", None, date(2026, 12, 23)),
        ("until Fri", None, date(2026, 11, 26)), ("by friday", None, date(2026, 11, 26)),
        ("thru Fri.", None, date(2026, 11, 27)), ("5.1.", date(2027, 1, 5), date(2027, 1, 5)),
        ("until the 5th", None, date(2026, 12, 4)), ("24th", date(2026, 11, 24), date(2026, 11, 24)),
        ("28th - 3rd", date(2026, 11, 28), date(2026, 12, 3)), ("on the 31st", date(2026, 12, 31), date(2026, 12, 31)),
        ("12/24 - 1/2", *CHRISTMAS), ("12/24/26-1/2/27", *CHRISTMAS), ("24dec - 2jan", *CHRISTMAS),
        ("wed-tue", date(2026, 11, 25), date(2026, 12, 1)), ("Mon - Fri", date(2026, 11, 30), date(2026, 12, 4)),
        ("this weekend", date(2026, 11, 28), date(2026, 11, 29)), ("until the weekend", None, date(2026, 11, 27)),
        ("through the weekend", None, date(2026, 11, 29)), ("выходные", date(2026, 11, 28), date(2026, 11, 29)),
        ("hafta sonu", date(2026, 11, 28), date(2026, 11, 29)),
        ("fri - weekend", date(2026, 11, 27), date(2026, 11, 29)),
        ("fin de semana", date(2026, 11, 28), date(2026, 11, 29)), ("through next week", None, date(2026, 12, 6)),
        ("عطلة نهاية الأسبوع", date(2026, 11, 28), date(2026, 11, 29)),
    ],
)  # fmt: skip
def test_as_people_write_short(text: str, first: date | None, last: date) -> None:
    assert parse_pause(text, MONDAY) == PauseText(first, last)


def test_one_day_a_week_and_no_end() -> None:
    tomorrow = SUNDAY + timedelta(days=1)
    assert parse_pause("", SUNDAY) == PauseText()
    assert parse_pause("tomorrow", SUNDAY) == parse_pause("завтра", SUNDAY) == PauseText(tomorrow, tomorrow)
    assert parse_pause("next week", SUNDAY) == PauseText(tomorrow, date(2026, 11, 29))
    assert parse_pause("Mon - Fri", SUNDAY) == PauseText(tomorrow, date(2026, 11, 27))
    assert parse_pause("from 1 dec", SUNDAY) == PauseText(date(2026, 12, 1))
    assert parse_pause("3 days from 24 dec", SUNDAY) == PauseText(CHRISTMAS[0], date(2026, 12, 26))
    assert parse_pause("24-28 dec", SUNDAY) == parse_pause("Dec 24-28", SUNDAY)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("blah", PauseProblem.UNCLEAR), ("25:00", PauseProblem.UNCLEAR), ("32 dec", PauseProblem.UNCLEAR),
        ("31.2", PauseProblem.UNCLEAR), ("until the cows", PauseProblem.UNCLEAR), ("x" * 300, PauseProblem.UNCLEAR),
        ("1 dec 2 dec 3 dec", PauseProblem.UNCLEAR), ("0 days", PauseProblem.UNCLEAR), ("!!!", PauseProblem.UNCLEAR),
        ("until today", PauseProblem.PAST), ("5", PauseProblem.UNCLEAR),
        ("32nd", PauseProblem.UNCLEAR), ("until 31/31", PauseProblem.UNCLEAR), ("0d", PauseProblem.UNCLEAR),
        ("24 dec 2025", PauseProblem.PAST),
        ("24.12.2026 - 1.12.2026", PauseProblem.PAST), ("until 2030-01-01", PauseProblem.TOO_FAR),
        ("999 weeks", PauseProblem.TOO_FAR),
    ],
)  # fmt: skip
def test_what_is_no_pause(text: str, problem: PauseProblem) -> None:
    assert parse_pause(text, SUNDAY) == PauseText(problem=problem)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("", 60), ("1h", 60), ("2 hours", 120), ("90 min", 90), ("1h 30m", 90), ("1.5h", 90), ("half an hour", 30),
        ("an hour", 60), ("for 2 hours please", 120), ("in 1 hour", 60), ("час", 60), ("2 часа", 120), ("полчаса", 30),
        ("на 30 минут", 30), ("1 saat", 60), ("yarım saat", 30), ("30 dakika", 30), ("1 hora", 60), ("media hora", 30),
        ("ساعة", 60), ("ساعتين", 120), ("نصف ساعة", 30), ("٣٠ دقيقة", 30),
    ],
)  # fmt: skip
def test_later_by_a_span(text: str, minutes: int) -> None:
    assert parse_snooze(text) == SnoozeText(timedelta(minutes=minutes))


@pytest.mark.parametrize(
    "text",
    [
        "until 9:00",
        "till 9",
        "9:00",
        "to 9am",
        "до 9:00",
        "до 9 часов",
        "9'a kadar",
        "saat 9'a kadar",
        "hasta las 9",
        "حتى 9",
    ],
)
def test_until_a_time_of_the_day(text: str) -> None:
    assert parse_snooze(text) == SnoozeText(time(9))


@pytest.mark.parametrize("text", ["off", "cancel", "выкл", "отмена", "iptal", "cancelar", "إلغاء"])
def test_a_snooze_taken_back(text: str) -> None:
    assert parse_snooze(text) == SnoozeText(off=True)


@pytest.mark.parametrize("text", ["30", "blah", "0h", "-1h", "until 25:00", "9 or 10", "x" * 200, "1h until 9"])
def test_what_is_no_snooze(text: str) -> None:
    assert parse_snooze(text) == SnoozeText()


NIGHT = QuietHours(time(22), time(7))


@pytest.mark.parametrize(
    "text",
    """22:00-7:00|22-7|22:00 – 07:00|from 10pm to 7am|10 pm until 7 am|between 22:00 and 7:00|2200-0700|с 22 до 7
    с 10 вечера до 7 утра|22:00'den 7:00'ye kadar|22:00 ile 7:00 arası|de 22:00 a 7:00|desde las 22 hasta las 7
    de 10 de la noche a 7 de la mañana|من 22:00 إلى 7:00""".replace("\n", "|").split("|"),
)
def test_quiet_hours(text: str) -> None:
    assert parse_quiet(text) == QuietText(NIGHT)


@pytest.mark.parametrize("text", ["off", "none", "выкл", "kapalı", "apagar", "7:00-7:00", "0:00-24:00"])
def test_no_quiet_hours(text: str) -> None:
    """Equal times are none at all: not the whole day."""
    assert parse_quiet(text) == QuietText(off=True)


@pytest.mark.parametrize("text", ["", "22:00", "blah", "22:00-25:00", "1-2-3", "x-y", "22 7"])
def test_what_are_no_quiet_hours(text: str) -> None:
    assert parse_quiet(text) == QuietText()


PIECES = """7 30 24 31 2026 0 -1 until till from to - – 24.12 2/1 2026-12-24 9999-12-31 dec января Aralık يناير monday
mañana next week 3 days weeks час saat полчаса off 22:00 25:00 h min ² ٣ , : . / \0 \u200f ß İ"""


@given(
    st.one_of(
        st.text(max_size=400),
        st.lists(st.sampled_from(PIECES.split()), max_size=30).map(" ".join),
        st.lists(st.sampled_from(PIECES.split()), max_size=30).map("".join),
    ),
    st.dates(date(2000, 1, 1), date(2100, 1, 1)),
)
def test_any_text_gives_an_answer(text: str, today: date) -> None:
    pause = parse_pause(text, today)
    if pause.problem is None:
        assert pause.first is None or today <= pause.first <= today + FURTHEST
        assert pause.last is None or (pause.first or today) <= pause.last <= today + FURTHEST
        assert pause.days is None or 1 <= pause.days <= FURTHEST.days
    later = parse_snooze(text).later
    assert not isinstance(later, timedelta) or later >= timedelta(minutes=1)
    hours = parse_quiet(text).hours
    assert hours is None or hours.start != hours.end
