"""Where a pasted article begins and ends: subheads at the top, short sentences, lists and notes at the bottom."""

import pytest

from bot.ingest.parse import parse

TITLE = "Harbor Town Counts Its Boats After the Storm"
FIRST = "The harbor master counted the boats on Tuesday and found eleven fewer than on the evening before the storm."
SECOND = "Most of the missing boats belonged to families who fish for herring, and few of them had any insurance."
THIRD = "The council will meet on Friday to speak about money for new boats, said the mayor in front of the town hall."


def body_of(*blocks: str) -> tuple[str, ...]:
    [article] = parse("\n\n".join(blocks).encode(), "seed.txt")
    return article.body


@pytest.mark.parametrize("heading", ["Eleven Boats Are Gone", "The Evening Before", "2024: Harbor Year"])
@pytest.mark.parametrize("between", [(), (TITLE,), ("March 3, 2024",), ("By Jane Doe", "Photo: Ann Roe")])
def test_subhead_on_the_first_paragraph_stays(heading: str, between: tuple[str, ...]) -> None:
    assert body_of(TITLE, *between, heading, FIRST, SECOND, THIRD) == (heading, FIRST, SECOND, THIRD)


@pytest.mark.parametrize(
    "line",
    [
        "Weather",  # one word is a section
        "World Affairs",  # shares no word with the paragraph
        "Boats lie upside down along the harbor wall",  # a caption, typed as a sentence
        "Harbor, Boats, Storm, Council",  # tags
    ],
)
def test_what_only_stands_above_the_first_paragraph_goes(line: str) -> None:
    assert body_of(TITLE, TITLE, line, FIRST, SECOND, THIRD) == (FIRST, SECOND, THIRD)


def test_last_entry_of_a_menu_is_no_subhead() -> None:
    assert body_of(TITLE, "Sports", "Town Council", "Harbor News", FIRST, SECOND, THIRD) == (FIRST, SECOND, THIRD)


@pytest.mark.parametrize("last", ["Nobody was hurt.", "“We are still here.”", "Никто не пострадал, все целы."])
def test_short_sentence_closes_an_article(last: str) -> None:
    assert body_of(TITLE, FIRST, SECOND, THIRD, last)[-1] == last


@pytest.mark.parametrize("last", ["I want that boat!", "There is more to read here..."])
def test_button_that_ends_like_a_sentence_closes_nothing(last: str) -> None:
    assert body_of(TITLE, FIRST, SECOND, THIRD, last) == (FIRST, SECOND, THIRD)


def test_list_that_a_colon_opens_closes_an_article() -> None:
    items = ("nets and ropes for six boats", "two engines", "a new crane")
    body = body_of(TITLE, FIRST, SECOND, THIRD, "What the families need now:", *items, "© 2024 The Harbor Post")
    assert body == (FIRST, SECOND, THIRD, "What the families need now:", *items)


def test_single_line_below_a_colon_is_no_list() -> None:
    assert body_of(TITLE, FIRST, SECOND, THIRD, "The photographer on site:", "Ann Roe") == (FIRST, SECOND, THIRD)


@pytest.mark.parametrize(
    "caption",
    [
        "The wall after the storm - Northern Light Images",
        "“Boats on the wall, seen from the church tower” — Roe & Daughters Photography",
        "What was left of the pier | Harbor Archive",
    ],
)
def test_caption_with_the_name_of_a_studio_goes(caption: str) -> None:
    assert body_of(TITLE, caption, FIRST, SECOND, THIRD) == (FIRST, SECOND, THIRD)


@pytest.mark.parametrize(
    "note", ["See the yearly count of the coast guard for all harbors. ↩", "Counted twice. ↩\ufe0e"]
)
def test_footnote_with_its_arrow_back_goes(note: str) -> None:
    assert body_of(TITLE, FIRST, SECOND, THIRD, note) == (FIRST, SECOND, THIRD)


def test_consent_below_a_tick_box_goes() -> None:
    consent = "By ticking this box, you agree to receive letters from the paper and its friends."
    assert body_of(TITLE, FIRST, consent, SECOND, THIRD) == (FIRST, SECOND, THIRD)


def test_sentence_that_begins_like_a_heading_of_other_stories_ends_nothing() -> None:
    sentence = "More on that in a later story by the council."
    assert body_of(TITLE, FIRST, sentence, SECOND, THIRD) == (FIRST, sentence, SECOND, THIRD)


def test_label_stands_before_the_paragraph_that_it_labels() -> None:
    assert body_of(TITLE, FIRST, "Cost:", SECOND, THIRD) == (FIRST, f"Cost: {SECOND}", THIRD)
