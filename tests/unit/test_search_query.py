"""The language of questions: every operator, and whatever else people type."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.search.query import LONGEST_QUERY, MOST_PARTS, MOST_WORDS, Field, Part, parse
from bot.search.question import EVERY_ARTICLE, Phrase, ask

NAMES = ("title:", "topic:", "lang:", "after:", "before:2024", "place:")
SIGNS = (
    "-",
    '"',
    "“",
    "*",
    "(",
    ")",
    "'",
    "\\",
    ":",
    "^",
    "+",
    "{",
    "}",
    " ",
    "\x00",
    "\n",
    "--",
    ";",
    "%",
    "&",
    "|",
    "!",
)
WORDS = ("AND", "NEAR", "nato", "COVID-19", "北京", "京", "ß", "a*", "U.S.", "éé")
PIECES = st.sampled_from(NAMES + SIGNS + WORDS)
TYPED = st.one_of(st.text(max_size=80), st.lists(PIECES, max_size=30).map("".join))


def shape(text: str) -> list[tuple[str, str, bool, bool]]:
    return [(part.field.value, part.text, part.prefix, part.excluded) for part in parse(text).parts]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("sweden nato", [("", "sweden", False, False), ("", "nato", False, False)]),
        ('"new york"', [("", "new york", False, False)]),
        ("“new york”", [("", "new york", False, False)]),
        ("«Новый год»", [("", "Новый год", False, False)]),
        ('"never closed', [("", "never closed", False, False)]),
        ("-trump", [("", "trump", False, True)]),
        ('-"new york"', [("", "new york", False, True)]),
        ("elect*", [("", "elect*", True, False)]),
        ("title:nato", [("title", "nato", False, False)]),
        ("Title: nato", [("title", "nato", False, False)]),
        ("title：nato", [("title", "nato", False, False)]),
        ('title:"joins nato"', [("title", "joins nato", False, False)]),
        ("-topic:sport", [("topic", "sport", False, True)]),
        ("title:-x", [("title", "x", False, True)]),
        ('title: -"new york"', [("title", "new york", False, True)]),
        ("topics:sport country:turkey", [("topic", "sport", False, False), ("place", "turkey", False, False)]),
        ("AT&amp;T", [("", "AT&T", False, False)]),
        ("place:turkey lang:tr", [("place", "turkey", False, False), ("lang", "tr", False, False)]),
        ("language:turkish", [("lang", "turkish", False, False)]),
        ('source:"harbor post"', [("source", "harbor post", False, False)]),
        ("COVID-19", [("", "COVID-19", False, False)]),
        ("nosuch:x", [("", "nosuch:x", False, False)]),
        ("12:30", [("", "12:30", False, False)]),
        ("( ) * ^ - -- + \" ' \\ ; %", []),
        ("- nato", [("", "nato", False, False)]),
        ("topic:sport*", [("topic", "sport*", False, False)]),
    ],
)
def test_parts(text: str, parts: list[tuple[str, str, bool, bool]]) -> None:
    assert shape(text) == parts
    assert parse(text).problems == ()


@pytest.mark.parametrize(
    ("text", "after", "before"),
    [
        ("after:2024", date(2024, 1, 1), None),
        ("after:2024-05", date(2024, 5, 1), None),
        ("since:2024-05-31", date(2024, 5, 31), None),
        ("before:2025-02", None, date(2025, 2, 1)),
        ("until:2025/02/03", None, date(2025, 2, 3)),
        ("after: 2024.5.1 before:2025", date(2024, 5, 1), date(2025, 1, 1)),
        ("-after:2024", None, date(2024, 1, 1)),
        ("-before:2024", date(2024, 1, 1), None),
        ("after:2023 after:2024 before:2026 before:2025", date(2024, 1, 1), date(2025, 1, 1)),
        ("after:٢٠٢٤", date(2024, 1, 1), None),
    ],
)
def test_dates(text: str, after: date | None, before: date | None) -> None:
    query = parse(text)
    assert (query.after, query.before, query.parts, query.problems) == (after, before, (), ())


@pytest.mark.parametrize("said", ["yesterday", "2024-13", "2024-02-30", "0000", "24", "2024-1-1-1", "99999", "-2024"])
def test_what_is_no_date_is_said_and_left_out(said: str) -> None:
    query = parse(f"nato after:{said}")
    assert [part.text for part in query.parts] == ["nato"]
    assert query.problems == (
        f"after:{said} is not a date; write it like after:2024, after:2024-05 or after:2024-05-31",
    )


def test_days_that_exclude_each_other_are_said() -> None:
    assert parse("after:2025 before:2024-06").problems == ("no day is both after 2025-01-01 and before 2024-06-01",)


def test_a_name_without_anything_after_it_is_said() -> None:
    assert parse("nato title:").problems == ("title: needs something after it",)
    assert parse('nato topic:"" lang:?').problems == (
        "topic: needs something after it",
        "lang: needs something after it",
    )


def test_only_so_many_words_count() -> None:
    query = parse(" ".join(f"word{number}" for number in range(30)))
    assert len(query.parts) == MOST_WORDS
    assert query.problems == (f"only the first {MOST_WORDS} words count",)
    query = parse("-a " * 60)
    assert len(query.parts) == MOST_PARTS
    assert query.problems == (f"the question has more than {MOST_PARTS} parts; the rest was left out",)


def test_places_in_the_text_are_those_of_the_words() -> None:
    query = parse("title:“joins nato” &lt; -trump title:-it “x")
    assert [query.text[part.start : part.end] for part in query.parts] == ["joins nato", "trump", "it", "x"]


@given(TYPED, st.lists(st.sampled_from(["en", "tr", "ru", "zh", ""]), unique=True))
def test_nothing_raises_and_all_stays_bounded(text: str, languages: list[str]) -> None:
    query = parse(text)
    question = ask(query, tuple(languages))
    assert len(query.parts) <= MOST_PARTS
    assert len(question.ranked) <= MOST_WORDS
    for wanted in (*question.ranked, *question.conditions, *question.excluded):
        assert wanted
        for phrase in wanted:
            assert phrase.terms
            assert all(phrase.terms)


@given(st.text(min_size=LONGEST_QUERY, max_size=LONGEST_QUERY + 50))
def test_a_long_question_is_cut(text: str) -> None:
    assert len(parse(text).text) == LONGEST_QUERY


def phrases(text: str, *languages: str) -> set[tuple[str, ...]]:
    return {phrase.terms for phrase in ask(parse(text), languages).ranked[0]}


def test_a_word_is_looked_for_by_its_stem_in_every_language() -> None:
    assert phrases("elections", "en", "tr", "zh") == {("elect",), ("elections",)}
    assert phrases("seçimler", "en", "tr") == {("secim",), ("seciml",)}
    assert phrases("NATO", "en", "tr", "ru") == {("nato",)}


def test_a_named_language_narrows_the_stems() -> None:
    assert phrases("elections lang:en", "en", "tr", "zh") == {("elect",)}
    assert ask(parse("x lang:Türkçe"), ("en",)).filters == ((Phrase(("l_tr",)),),)


def test_what_hangs_together_is_a_phrase() -> None:
    assert phrases("COVID-19", "en") == {("covid", "19")}
    assert phrases("U.S.", "en") == {("us",)}
    assert phrases('"the elections"', "en") == {("the", "elect")}
    assert phrases("北京大学", "zh") == {("北京", "京大", "大学")}


def test_what_is_not_in_quotes_may_be_loosened_to_its_words() -> None:
    loose = ask(parse('COVID-19 "new york" elec*'), ("en",)).loose
    assert [{phrase.terms for phrase in wanted} for wanted in loose] == [
        {("covid",)},
        {("19",)},
        {("new", "york")},
        {("elec",)},
    ]


def test_prefixes() -> None:
    wanted = ask(parse("elections*"), ("en",)).ranked[0]
    assert wanted == (Phrase(("elect",)), Phrase(("elections",), prefix=True))
    assert ask(parse("el*"), ("en",)).ranked[0] == (Phrase(("el",)),)
    assert ask(parse("京"), ("zh",)).ranked[0] == (Phrase(("京",), prefix=True),)
    assert ask(parse("北京*"), ("zh",)).ranked[0] == (Phrase(("北京",)),)
    assert Phrase(("new", "yor"), prefix=True) in ask(parse('"new yor*"'), ("en",)).ranked[0]


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("turkey", "tr"),
        ("Türkiye", "tr"),
        ("UK", "gb"),
        ("Britain", "gb"),
        ("usa", "us"),
        ("GB", "gb"),
        ("Almanya", "de"),
    ],
)
def test_places_by_name_and_code(said: str, code: str) -> None:
    wanted = ask(parse(f"place:{said}"), ("en", "tr", "", "xx")).filters[0]
    assert Phrase((f"p_{code}",)) in wanted


def test_a_place_in_the_title_will_do() -> None:
    assert Phrase(("istanbul",), in_title=True) in ask(parse("place:Istanbul"), ("en",)).filters[0]


def test_conditions_alone_ask_for_every_article() -> None:
    assert ask(parse("after:2024"), ()).conditions == ((Phrase((EVERY_ARTICLE,)),),)
    assert ask(parse("-nato"), ()).conditions == ((Phrase((EVERY_ARTICLE,)),),)
    assert ask(parse("topic:sports"), ()).conditions == ((Phrase(("t_sport",)),),)
    assert ask(parse("nato"), ()).conditions == ()


def test_marks_of_conditions_cannot_be_typed() -> None:
    for text in ("_every", "l_en", "t_sport", '"_every"', "title:_every"):
        for wanted in ask(parse(text), ("en",)).ranked:
            assert not any("_" in term for phrase in wanted for term in phrase.terms)


def test_a_part_says_where_it_stands() -> None:
    assert parse("  nato").parts == (Part(Field.ANYWHERE, "nato", 2, 6),)


@pytest.mark.parametrize(("typed", "told"), [("w*", True), ("title:re*", True), ("wat*", False), ("京*", False)])
def test_a_beginning_too_short_is_said(typed: str, told: bool) -> None:
    problems = parse(typed).problems
    assert any("three letters or more" in problem for problem in problems) is told
