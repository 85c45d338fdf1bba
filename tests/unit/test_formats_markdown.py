"""Markdown, with front matter and without."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.errors import RejectedSeed
from bot.ingest.parse import parse
from bot.models import ParsedArticle

DATA = Path(__file__).parent.parent / "data" / "formats"
TEXT = "The town library opens on Sundays from next month, the council said after its meeting on Tuesday."


def read(text: str, name: str = "a.md") -> ParsedArticle:
    [found] = parse(text.encode(), name)
    return found


def test_front_matter_and_every_kind_of_block() -> None:
    assert read((DATA / "front_matter.md").read_text("utf-8")) == ParsedArticle(
        title="Night bus: a year's trial",
        body=(
            "Buses will run through the night on Fridays and Saturdays for a year, the council said on Wednesday. "
            "The trial begins in April.",
            "Three lines",
            "1. Line N1 to the harbour",
            "2. Line N2 to the university",
            "We have asked for this for ten years, said one student.",
            "Route, Interval",
            "N1, 30 minutes",
            "N2, 40 minutes",
        ),
        summary="Buses will run until three on weekends.",
        byline="Cora Placeholder",
        source="The Test Courier",
        url="https://courier.example/news/night-bus",
        published=datetime(2026, 2, 11, tzinfo=UTC),
        updated=datetime(2026, 2, 12, 7, tzinfo=UTC),
        captions=("A night bus at the station, seen from the bridge",),
        language="en",
        topics=("transport", "testford"),
        places=("Testford",),
    )


def test_without_front_matter_the_first_heading_is_the_title() -> None:
    found = read((DATA / "plain.md").read_text("utf-8"))
    assert found.title == "Swimming lessons for all third-year pupils"
    assert found.body[1:] == ("- Lessons take place on weekday mornings.", "- Parents need not sign up.")


def test_front_matter_in_a_text_file() -> None:
    found = read(f"---\ntitle: Library on Sundays\nauthor: [Ada Example, Ben Sample]\n---\n{TEXT}", "a.txt")
    assert (found.title, found.byline, found.body) == ("Library on Sundays", "Ada Example, Ben Sample", (TEXT,))


def test_a_rule_above_the_text_is_no_front_matter() -> None:
    assert read(f"---\n\n# Library on Sundays\n\n{TEXT}").title == "Library on Sundays"


def test_front_matter_that_never_closes_is_text() -> None:
    assert TEXT in read(f"---\ntitle: Library on Sundays\n\n{TEXT}").body[-1]


def test_a_paste_that_ends_in_md_is_read_as_a_paste() -> None:
    found = read(f"Library on Sundays\n\nBy JANE DOE\n\nShare this article\n\n{TEXT}\n\n© 2026 Test Courier")
    assert (found.title, found.byline, found.body) == ("Library on Sundays", "Jane Doe", (TEXT,))


@pytest.mark.parametrize("name", ["Date-Published", "date_published", "published", "date", "pubDate"])
def test_names_of_fields_in_any_spelling(name: str) -> None:
    assert read(f"---\ntitle: x\n{name}: 2026-02-11\n---\n{TEXT}").published == datetime(2026, 2, 11, tzinfo=UTC)


@pytest.mark.parametrize(
    "value",
    [
        "2026-02-11 08:00:00",
        "2026-02-11T08:00:00Z",
        "11 Feb 2026 08:00",
        "Wed, 11 Feb 2026 09:00:00 +0100",
        "1770796800",
    ],
)
def test_dates_in_any_form(value: str) -> None:
    assert read(f"---\ntitle: x\ndate: {value}\n---\n{TEXT}").published == datetime(2026, 2, 11, 8, tzinfo=UTC)


def test_html_inside_markdown_is_read_as_html() -> None:
    found = read(
        f"# Title of it\n\n<p>{TEXT}</p>\n<script>alert('This is a program and no text.')</script>\n\nAnd so on."
    )
    assert found.body == (TEXT, "And so on.")


@pytest.mark.parametrize(
    ("front", "reason"),
    [
        ("title: a: b: c", "not valid YAML in line 2"),
        ("title: !!python/object/apply:os.getcwd []", "not valid YAML"),
        ("a: &a [x, x]\nb: [*a, *a]", "anchors"),
        ("title: x\n" + "y: 1\n" * 5000, "more than 20,000"),
        ("title: " + "[" * 8000, "not valid YAML"),
    ],
)
def test_front_matter_is_refused_with_a_reason(front: str, reason: str) -> None:
    with pytest.raises(RejectedSeed, match=reason):
        read(f"---\n{front}\n---\n{TEXT}")


@pytest.mark.parametrize("date", ["2026-02-30", "2026-13-45", "2026-02-11 25:61:00", "0000-00-00"])
def test_date_that_no_calendar_has_costs_nothing_else(date: str) -> None:
    found = read(f"---\ntitle: Library on Sundays\ndate: {date}\nlastmod: 2026-02-12 08:00:00 -5\n---\n{TEXT}")
    assert (found.title, found.published, found.body) == ("Library on Sundays", None, (TEXT,))
    assert found.updated == datetime(2026, 2, 12, 13, tzinfo=UTC)


def test_toml_front_matter_is_read_as_yaml_is() -> None:
    front = """
        # of the desk
        title = "Library on Sundays"
        date = 2026-02-11T08:00:00Z
        lastmod = 2026-02-12
        author = ["Ada Example", "Ben Sample"]
        tags = ["testford"]
        draft = false

        [params]
        layout = "wide"
    """
    found = read(f"+++{front}\n+++\n\n{TEXT}", "a.txt")
    assert found == ParsedArticle(
        title="Library on Sundays",
        body=(TEXT,),
        byline="Ada Example, Ben Sample",
        published=datetime(2026, 2, 11, 8, tzinfo=UTC),
        updated=datetime(2026, 2, 12, tzinfo=UTC),
        topics=("testford",),
    )


@pytest.mark.parametrize(
    ("front", "reason"),
    [
        ("title: a", "no text|paragraph"),
        ('title = "a"\ndate = today', "not valid TOML in line 3"),
        ("title = a: b", "not valid TOML in line 2"),
        ("x = " + "[" * 8000, "not valid TOML"),
        ("x = 1" + "0" * 5000, "not valid TOML|exceeds"),
        ('title = "x"\n' + "y = 1\n" * 5000, "more than 20,000"),
    ],
)
def test_toml_is_refused_with_a_reason(front: str, reason: str) -> None:
    with pytest.raises(RejectedSeed, match=reason):
        read(f"+++\n{front}\n+++\n{TEXT if '=' in front else ''}")


def test_toml_that_never_closes_is_told() -> None:
    with pytest.raises(RejectedSeed, match="never closed"):
        read(f'+++\ntitle = "Library on Sundays"\n\n{TEXT}')


def test_a_line_of_plus_signs_above_a_text_is_no_front_matter() -> None:
    assert TEXT in read(f"+++\n{TEXT}\n+++\nAnd so on.", "a.txt").body


@pytest.mark.parametrize("title", ["Airport: second runway *approved*", "Johnson &Johnson settles", "* &c"])
def test_signs_of_anchors_in_quotes_are_text(title: str) -> None:
    assert read(f'---\ntitle: "{title}"\n---\n{TEXT}').title == title


@pytest.mark.parametrize(
    "text", ["---\ntitle: x\n---\n", "# Only a heading", "![]()", "***\n\n***", "[a]: http://x.example"]
)
def test_markdown_without_text_is_refused(text: str) -> None:
    with pytest.raises(RejectedSeed):
        read(text)


@pytest.mark.parametrize("sign", ["[", "![[", "*a **b ", "`a", "<a", "&amp;", "_*"])
def test_runs_of_marks_are_refused_before_they_cost_time(sign: str) -> None:
    line = sign * (15_000 // len(sign))
    with pytest.raises(RejectedSeed, match="marks"):
        read("# Title\n\n" + "\n\n".join([line] * 15))
