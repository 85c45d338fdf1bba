"""What stands beside pictures and players amid a pasted article, and the notes and boxes of newsrooms."""

import pytest

from bot.ingest.context import settle
from bot.ingest.lines import Kind, read_lines
from bot.ingest.parse import parse
from bot.models import ParsedArticle

TITLE = "Harbor Town Counts Its Boats After the Storm"
FIRST = "The harbor master counted the boats on Tuesday and found eleven fewer than on the evening before the storm."
SECOND = "Most of the missing boats belonged to families who fish for herring, and few of them had any insurance."
THIRD = "The council will meet on Friday to speak about money for new boats, said the mayor in front of the town hall."
BODY = (FIRST, SECOND, THIRD)


def read(*blocks: str) -> ParsedArticle:
    [article] = parse("\n\n".join(blocks).encode(), "seed.txt")
    return article


@pytest.mark.parametrize(
    ("block", "caption"),
    [
        ("Image source, Coast Pictures\nImage caption,\nThe mayor stayed after the meeting", "The mayor stayed after"),
        ("Show Caption\nHide Caption\nMayor on the storm\nThe mayor told of the night at the pier.", "The mayor told"),
        ("View image in fullscreen\nThe pier in the morning. Photograph: Ann Roe/AFP", "The pier in the morning"),
        ("The fleet lay on the meadow behind the church.\nAnn Roe/AFP via Getty Images", "The fleet lay"),
        ("Reuters\nThe crane has stood there since 1961", "The crane has stood"),
        (
            "The crane at the pier\nThe crane lifted nine boats that day. (Ann Roe/AFP via Getty Images)",
            "The crane lifted",
        ),
        (
            "Image\nA woman in boots looks at a boat.\nThe owner of the smallest boat. Credit: Ann Roe",
            "A woman in boots",
        ),
        ("Boats on the meadow behind the church.\nBoats on the meadow behind the church. © Ann Roe, AFP", "Boats on"),
        ("Fishermen carry their nets home\n+5\nView gallery\nFishermen carry their nets home", "Fishermen carry"),
    ],
)
@pytest.mark.parametrize("place", [1, 2])
def test_lines_tied_to_a_picture_are_captions(block: str, caption: str, place: int) -> None:
    blocks = [FIRST, SECOND, THIRD]
    blocks.insert(place, block)
    article = read(TITLE, *blocks)
    assert article.body == BODY
    assert any(text.startswith(caption) for text in article.captions)


def test_caption_with_its_credit_below_opens_no_article() -> None:
    article = read(TITLE, "By Jane Doe", "3:02\nThe boats lay on the meadow.\nAnn Roe/AFP via Getty Images", *BODY)
    assert article.body == BODY


@pytest.mark.parametrize(
    "block",
    [
        "Video Ad Feedback\nMayor explains the count\n01:35 - Source: Coast TV",
        "2:14\nMayor: 'We will rebuild'",
        "Please use another browser for a more accessible video player",
        "You can now listen to our articles!",
        "Advertisement · Scroll to continue",
        "___",
        "Read more from The Coast:\nA village without boats\nWho pays for the pier?",
        "Recommended\nA village without boats",
        "Newsletters may contain letters of our friends. See our rules on privacy.",
        "Your support makes all the difference.",
    ],
)
@pytest.mark.parametrize("place", [1, 2])
def test_players_and_boxes_amid_the_text_go(block: str, place: int) -> None:
    blocks = [FIRST, SECOND, THIRD]
    blocks.insert(place, block)
    assert read(TITLE, *blocks).body == BODY


@pytest.mark.parametrize(
    "note",
    [
        "Reporting by Jane Doe in Harbor Town and John Roe; Editing by Max Muster",
        "Additional reporting by John Roe.",
        "Coast Press writer John Roe in Oldtown contributed to this report.",
        "John Roe contributed reporting from Oldtown.",
        "Contributing: John Roe; The Coast",
    ],
)
def test_who_else_worked_on_it_is_no_paragraph(note: str) -> None:
    assert read(TITLE, *BODY, note).body == BODY


@pytest.mark.parametrize(
    "paragraph",
    [
        "The new pier contributed to this town's debt, and nobody knows today how it could ever pay for another one.",
        "The image of the boats on the meadow, with the church behind them, was on every front page of the country.",
        "At 2:14 in the morning the pier gave way, and the crane fell onto the boats that had been tied up below it.",
    ],
)
def test_paragraph_that_speaks_of_such_things_stays(paragraph: str) -> None:
    assert read(TITLE, FIRST, paragraph, SECOND, THIRD).body == (FIRST, paragraph, SECOND, THIRD)


def test_long_line_in_capitals_between_paragraphs_links_elsewhere_and_a_short_one_is_a_subhead() -> None:
    link, subhead = "VILLAGE WITHOUT BOATS ASKS FOR MONEY AGAIN", "AFTER THE STORM"
    assert read(TITLE, FIRST, link, SECOND, subhead, THIRD).body == (FIRST, SECOND, subhead, THIRD)


def test_times_of_a_programme_keep_their_entries() -> None:
    programme = (
        "9:00\nOpening by the mayor\n\n10:30\nThe boats of the year\n\n12:00\nLunch at the pier\n\n14:00\nThe race"
    )
    kinds = {line.text: line.kind for line in settle(read_lines(f"{FIRST}\n\n{programme}"))}
    assert kinds["The boats of the year"] is kinds["Lunch at the pier"] is Kind.TEXT


def test_paste_without_blank_lines_ties_nothing_to_a_picture() -> None:
    [article] = parse("\n".join((TITLE, "3 min read", FIRST, "Photo by Ann Roe", SECOND, THIRD)).encode(), "seed.txt")
    assert article.body == BODY
