"""The few sentences that tell a story: whole ones, the first ones, within their room."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.digest.brief import LONGEST_SENTENCE, brief, count_words, details
from bot.markup import utf16_length

SENTENCE = "The council met on Monday and put off the vote until the report is there."


@pytest.mark.parametrize(("sentences", "room", "told"), [(2, 999, 2), (9, 3 * len(SENTENCE) + 2, 2), (9, 999, 8)])
def test_whole_sentences_are_left_out_where_not_all_have_room(sentences: int, room: int, told: int) -> None:
    assert brief(" ".join([SENTENCE] * 8), sentences=sentences, room=room) == " ".join([SENTENCE] * told)


def test_a_first_sentence_that_is_longer_than_the_room_is_told_whole_or_not_at_all() -> None:
    long = "word " * 60 + "end."
    assert brief(f"{long} Short.", sentences=2, room=100) == long
    assert brief("word " * LONGEST_SENTENCE + "end.", sentences=2, room=100) == ""


def test_a_headline_is_not_said_twice() -> None:
    summary = "Labour returns to power. It won by far."
    assert brief(summary, sentences=1, room=99, title="Labour Returns to Power") == "It won by far."
    assert brief("Labour returns to power", sentences=1, room=99, title="Labour Returns to Power") == ""


@given(st.text(max_size=900), st.integers(1, 5), st.integers(1, 500))
def test_no_sentence_is_ever_cut(text: str, sentences: int, room: int) -> None:
    told = brief(text, sentences=sentences, room=room)
    assert utf16_length(told) <= max(room, LONGEST_SENTENCE)
    assert "…" not in told or "…" in text


def test_details_go_on_where_the_summary_ends() -> None:
    body = ["One is told. Two follows.", "Three is next. " + "Four is long. " * 90]
    assert details(body, "One is told.", room=40) == "Two follows. Three is next."
    assert details(["One is told."], "One is told.", room=40) == ""


def test_details_are_running_text() -> None:
    body = ["One is told.", "The short version", "• Both had applied.", "Why so late?", "Two follows.", "The end"]
    assert details(body, "One is told.", room=400) == "Two follows."


def test_words_are_counted_in_scripts_without_spaces_too() -> None:
    assert count_words("Rates stay at 4%") == 4
    assert count_words("月球背面样品") == 4
