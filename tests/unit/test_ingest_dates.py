"""Dates as newsrooms print them."""

from datetime import UTC, datetime

import pytest

from bot.ingest.dates import find_moment
from bot.ingest.lines import Kind, read_lines


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Dec. 20, 2016 3:41 p.m. EST", (2016, 12, 20, 20, 41)),
        ("December 20, 2016 at 3:41 PM ET", (2016, 12, 20, 20, 41)),
        ("July 4, 2024 at 9 a.m. ET", (2024, 7, 4, 13, 0)),
        ("July 4, 2024 9:00 PT", (2024, 7, 4, 16, 0)),
        ("20 December 2016", (2016, 12, 20, 0, 0)),
        ("20 Dec 2016 15:41 GMT", (2016, 12, 20, 15, 41)),
        ("20 June 2016, 15:41 BST", (2016, 6, 20, 14, 41)),
        ("20.12.2016 15:41 CET", (2016, 12, 20, 14, 41)),
        ("20.12.2016, 15:41 MSK", (2016, 12, 20, 12, 41)),
        ("15:41 20.12.2016", (2016, 12, 20, 15, 41)),
        ("2016-12-20", (2016, 12, 20, 0, 0)),
        ("2016-12-20T15:41:00Z", (2016, 12, 20, 15, 41)),
        ("2016-12-20T15:41:00.123+03:00", (2016, 12, 20, 12, 41)),
        ("2016-12-20 15:41 UTC+3", (2016, 12, 20, 12, 41)),
        ("Tuesday, December 20th, 2016", (2016, 12, 20, 0, 0)),
        ("28/12/2024", (2024, 12, 28, 0, 0)),
        ("12/28/2024", (2024, 12, 28, 0, 0)),
        ("5/5/2024", (2024, 5, 5, 0, 0)),
        ("23 сентября 2024 г.", (2024, 9, 23, 0, 0)),
        ("23 сентября 2024, 18:05 МСК", (2024, 9, 23, 15, 5)),
        ("14 Ekim 2024", (2024, 10, 14, 0, 0)),
        ("14 EKİM 2024", (2024, 10, 14, 0, 0)),
        ("28 نوفمبر 2023", (2023, 11, 28, 0, 0)),
        ("٢٨ نوفمبر ٢٠٢٣", (2023, 11, 28, 0, 0)),
        ("14 de julio de 2024", (2024, 7, 14, 0, 0)),
        ("8 décembre 2024", (2024, 12, 8, 0, 0)),
        ("1er août 2024", (2024, 8, 1, 0, 0)),
        ("3. März 2024", (2024, 3, 3, 0, 0)),
        ("2024年6月28日", (2024, 6, 28, 0, 0)),
        ("Dec. 20, 2016 0:30 a.m.", (2016, 12, 20, 0, 0)),
    ],
)
def test_date_is_read(text: str, expected: tuple[int, int, int, int, int]) -> None:
    moment = find_moment(text)
    assert moment is not None
    assert moment.at == datetime(*expected, tzinfo=UTC)
    assert moment.at.tzinfo is UTC


@pytest.mark.parametrize(
    "text",
    [
        "",
        "3:41 PM",
        "03/04/2021",
        "Feb. 30, 2024",
        "31/31/2024",
        "May 2024",
        "13:99",
        "2024",
        "Room 20, 2016",
        "20 Foo 2016",
    ],
)
def test_no_guess_at_what_is_not_a_full_date(text: str) -> None:
    assert find_moment(text) is None


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("|Updated:", Kind.STAMP),
        ("Updated: 3:41 PM", Kind.STAMP),
        ("2 hours ago", Kind.STAMP),
        ("Feb 24", Kind.STAMP),
        ("Published on December 2nd, 2025 by Chen Doe", Kind.STAMP),
        ("On May 21, 2025April 24, 2025 by The Ritualist", Kind.STAMP),
        ("• Aug. 12, 2026: Greenland, Iceland and Spain", Kind.TEXT),
        ("The bridge was opened on Dec. 19, 2016, by the mayor.", Kind.PROSE),
    ],
)
def test_line_that_only_says_when(text: str, kind: Kind) -> None:
    (line,) = read_lines(text)
    assert line.kind is kind
