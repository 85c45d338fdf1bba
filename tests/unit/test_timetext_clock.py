"""Times of day as people type them."""

from datetime import time

import pytest

from bot.timetext.clocktext import read_clock


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("7:30", "07:30"),
        ("07:30", "07:30"),
        ("07.30", "07:30"),
        ("7,30", "07:30"),
        ("0730", "07:30"),
        ("730", "07:30"),
        ("1930", "19:30"),
        ("7 30", "07:30"),
        ("19h30", "19:30"),
        ("7:30h", "07:30"),
        ("19h", "19:00"),
        ("7", "07:00"),
        ("19", "19:00"),
        ("0", "00:00"),
        ("00:00", "00:00"),
        ("24:00", "00:00"),
        ("23:59", "23:59"),
        ("07:30:00", "07:30"),
        ("7.30pm", "19:30"),
        ("7:30 PM", "19:30"),
        ("730pm", "19:30"),
        ("7 pm", "19:00"),
        ("7pm", "19:00"),
        ("7 p.m.", "19:00"),
        ("8 AM", "08:00"),
        ("8 a. m.", "08:00"),
        ("12am", "00:00"),
        ("12pm", "12:00"),
        ("12:15 am", "00:15"),
        ("0:15 am", "00:15"),
        ("19:30 pm", "19:30"),
        ("noon", "12:00"),
        ("12 noon", "12:00"),
        ("midnight", "00:00"),
        ("12 midnight", "00:00"),
        ("at 7:30", "07:30"),
        ("at 7.", "07:00"),
        ("(7:30)", "07:30"),
        ("please send it at 7.30pm, thanks!", "19:30"),
        ("7 in the morning", "07:00"),
        ("8 in the evening", "20:00"),
        ("7 утра", "07:00"),
        ("8 вечера", "20:00"),
        ("полночь", "00:00"),
        ("sabah 7", "07:00"),
        ("akşam 8:15", "20:15"),
        ("gece yarısı", "00:00"),
        ("8 de la noche", "20:00"),
        ("mediodía", "12:00"),
        ("٧:٣٠", "07:30"),
        ("۷:۳۰", "07:30"),
        ("٧ مساءً", "19:00"),
        ("منتصف الليل", "00:00"),
        ("７：３０", "07:30"),
        ("\u200f07:30\u200e", "07:30"),
    ],
)
def test_one_time(text: str, expected: str) -> None:
    clock = read_clock(text)
    assert clock.times == (time.fromisoformat(expected),)
    assert clock.wrong == ()


@pytest.mark.parametrize(
    ("text", "fragment"),
    [
        ("25:00", "25:00"),
        ("24:01", "24:01"),
        ("7:75", "7:75"),
        ("7:5", "7:5"),
        ("7:305", "7:305"),
        ("99", "99"),
        ("1975", "1975"),
        ("12345", "12345"),
        ("1" * 4000, "1" * 4000),
        ("-1", "-1"),
        ("13am", "13am"),
        ("0pm", "0pm"),
    ],
)
def test_no_time_of_day(text: str, fragment: str) -> None:
    clock = read_clock(text)
    assert (clock.times, clock.wrong) == ((), (fragment,))


@pytest.mark.parametrize("text", ["7:30 8:30", "7-8", "7:30 or noon", "from 7am to 7pm"])
def test_two_times_are_both_reported(text: str) -> None:
    assert len(read_clock(text).times) == 2


def test_the_same_time_twice_is_one() -> None:
    assert read_clock("7:30 (0730)").times == (time(7, 30),)


def test_what_is_no_time_is_left() -> None:
    clock = read_clock("at 7:30 pm in New York, room101")
    assert clock.times == (time(19, 30),)
    assert clock.rest == ("at", "in", "new", "york", "room101")
