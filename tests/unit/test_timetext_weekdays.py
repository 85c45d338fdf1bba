"""Weekdays as people name them, and as answers do."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.texts import words_for
from bot.timetext.weekdays import parse_weekdays

EVERY_DAY, WORKDAYS, WEEKEND = 127, 31, 96


def mask(days: str) -> int:
    """`MTWTFSS` with dots for the days left out."""
    return sum(1 << at for at, letter in enumerate(days) if letter != ".")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("mon-fri", WORKDAYS),
        ("Mon – Fri", WORKDAYS),
        ("monday to friday", WORKDAYS),
        ("Monday through Friday", WORKDAYS),
        ("weekdays", WORKDAYS),
        ("week days", WORKDAYS),
        ("working days", WORKDAYS),
        ("weekend", WEEKEND),
        ("on weekends", WEEKEND),
        ("every day", EVERY_DAY),
        ("everyday", EVERY_DAY),
        ("Daily", EVERY_DAY),
        ("mon-sun", EVERY_DAY),
        ("Mon, Wed, Fri", mask("M.W.F..")),
        ("mon wed fri", mask("M.W.F..")),
        ("Tuesdays and Thursdays", mask(".T.T...")),
        ("tue & sat", mask(".T...S.")),
        ("sunday", mask("......S")),
        ("fri-mon", mask("M...FSS")),
        ("mon-wed, sat", mask("MTW..S.")),
        ("every monday", mask("M......")),
        ("every day except sunday", mask("MTWTFS.")),
        ("weekdays but not wed", mask("MT.TF..")),
        ("except saturday and sunday", WORKDAYS),
        ("пн-пт", WORKDAYS),
        ("по будням", WORKDAYS),
        ("ежедневно", EVERY_DAY),
        ("вторник, четверг", mask(".T.T...")),
        ("каждый день кроме воскресенья", mask("MTWTFS.")),
        ("hafta içi", WORKDAYS),
        ("Hafta sonu", WEEKEND),
        ("Pazartesi, Cuma", mask("M...F..")),
        ("her gün", EVERY_DAY),
        ("lunes a viernes", WORKDAYS),
        ("lunes y miércoles", mask("M.W....")),
        ("todos los días", EVERY_DAY),
        ("كل يوم", EVERY_DAY),
        ("الإثنين", mask("M......")),
        ("", None),
        ("every", None),
        ("except", None),
        ("every day except every day", None),
        ("mon-", None),
        ("mon-foo", None),
        ("someday", None),
        ("we all go", None),
        ("mon " * 1000, None),
    ],
)
def test_weekdays(text: str, expected: int | None) -> None:
    assert parse_weekdays(text) == expected


@given(st.text(max_size=4096))
def test_any_text_is_a_bitmask_or_none(text: str) -> None:
    found = parse_weekdays(text)
    assert found is None or 1 <= found <= EVERY_DAY


@pytest.mark.parametrize(
    ("weekdays", "locale", "expected"),
    [
        (EVERY_DAY, "en", "every day"),
        (EVERY_DAY, "tr", "her gün"),
        (WORKDAYS, "en", "Mon–Fri"),
        (WORKDAYS, "ru", "пн–пт"),
        (WEEKEND, "en", "Sat, Sun"),
        (mask("M.W.F.."), "en", "Mon, Wed, Fri"),
        (mask("......S"), "es", "dom"),
        (mask("M......"), "no-such-locale", "Mon"),
    ],
)
def test_weekdays_are_named(weekdays: int, locale: str, expected: str) -> None:
    assert words_for(locale).weekdays(weekdays) == expected


@pytest.mark.parametrize("locale", ["en", "ru", "tr", "ar", "es"])
def test_what_an_answer_names_is_understood(locale: str) -> None:
    for weekdays in range(1, 128):
        assert parse_weekdays(words_for(locale).weekdays(weekdays)) == weekdays
