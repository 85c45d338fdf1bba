"""Passages around what was looked for, and better spellings."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.search.marking import MARK, SNIPPET, UNMARK, Marker
from bot.search.query import parse
from bot.search.question import ask
from bot.search.spelling import nearest, one_slip, slips
from bot.search.terms import Analyser


def marker(question: str, language: str = "en") -> Marker:
    return Marker(ask(parse(question), (language,)).ranked, language, Analyser())


def marked(question: str, text: str, language: str = "en") -> str:
    return marker(question, language).marked(text).replace(MARK, "[").replace(UNMARK, "]")


@pytest.mark.parametrize(
    ("question", "text", "expected"),
    [
        ("nato", "Sweden joins NATO’s line", "Sweden joins [NATO’s] line"),
        ("elections", "He was elected; elections", "He was [elected]; [elections]"),
        ("acemoglu", "Daron Acemoğlu won", "Daron [Acemoğlu] won"),
        ('"new york"', "New York, not York, is new", "[New York], not York, is new"),
        ("COVID-19", "Covid-19 and 19 Covid", "[Covid-19] and 19 Covid"),
        ("us", "The U.S. economy", "The [U.S]. economy"),
        ("elec*", "electric elephant", "[electric] elephant"),
        ("北京", "在北京大学北", "在[北京]大学北"),
        ("京", "北京", "北[京]"),
        ("北京大学", "去北京大学吧", "去[北京大学]吧"),
        ("title:nato", "NATO", "[NATO]"),
        ("-nato", "NATO", "NATO"),
        ("missing", "Not there", "Not there"),
        ("new york", "New York", "[New] [York]"),
    ],
)
def test_what_was_looked_for_is_marked(question: str, text: str, expected: str) -> None:
    assert marked(question, text, "zh" if any(char >= "一" for char in text) else "en") == expected


def test_words_are_marked_in_the_language_of_the_text() -> None:
    assert marked("şehirler", "Şehirde", "tr") == "[Şehirde]"
    assert marked("станция", "на станции", "ru") == "на [станции]"


def test_the_passage_with_most_of_the_words_is_shown() -> None:
    paragraphs = ["The storm came.", "Nothing here. " * 40, "Rain. " * 60 + "A storm flooded the harbour at night."]
    passage = marker("storm harbour flood").snippet(paragraphs)
    assert f"{MARK}storm{UNMARK} {MARK}flooded{UNMARK} the {MARK}harbour{UNMARK}" in passage
    assert passage.startswith("…Rain.")


def test_a_passage_is_cut_between_words() -> None:
    passage = marker("word").snippet(["alphabet " * 30 + "word " + "omega " * 60])
    assert passage.startswith("…alphabet ")
    assert passage.endswith("omega…")
    assert len(passage) <= SNIPPET + 4


def test_without_a_hit_the_opening_is_shown() -> None:
    assert marker("title:nato").snippet(["The opening.", "More."]) == "The opening."
    assert marker("nato").snippet([]) == ""


def test_marks_in_a_text_are_not_taken_for_ours() -> None:
    assert marked("nato", f"a{MARK}b{UNMARK} NATO") == "a b [NATO]"


@given(
    st.text(alphabet=st.sampled_from("ab AB'’.-北京ßéI\u0301\x02\x03ﬁ½"), max_size=300),
    st.text(alphabet=st.sampled_from('ab "*-北京ßé'), max_size=20),
)
def test_marks_come_in_pairs_around_the_text_itself(text: str, question: str) -> None:
    clean = " ".join(text.replace(MARK, " ").replace(UNMARK, " ").split())
    whole = marker(question, "zh").marked(text)
    assert whole.replace(MARK, "").replace(UNMARK, "") == clean
    passage = marker(question, "zh").snippet([text])
    assert passage.replace(MARK, "").replace(UNMARK, "").strip("…").strip() in clean.replace("…", "")
    for shown in (whole, passage):
        assert [char for char in shown if char in MARK + UNMARK] == [MARK, UNMARK] * shown.count(MARK)


@pytest.mark.parametrize("typed", ["swden", "swedenn", "swedne", "swiden"])
def test_one_slip_away(typed: str) -> None:
    assert "sweden" in one_slip(typed)
    assert slips(typed, "sweden", 2) == 1


def test_slips_in_other_scripts() -> None:
    assert "сталин" in one_slip("стлин")
    assert "الرياض" in one_slip("الريض")
    assert "京" in one_slip("北京")


@given(st.text(alphabet="abcd", max_size=7), st.text(alphabet="abcd", max_size=7))
def test_slips_are_counted_alike_from_both_sides(word: str, other: str) -> None:
    assert slips(word, other, 3) == slips(other, word, 3)
    assert (slips(word, other, 3) == 0) == (word == other)
    if word and other in one_slip(word):
        assert slips(word, other, 3) == 1


def test_nearest_words_first() -> None:
    there = iter(["earthquakes", "earthenware", "earthquake", "erthqake"])
    assert nearest("erthqake", there, 2) == ["earthquake"]
