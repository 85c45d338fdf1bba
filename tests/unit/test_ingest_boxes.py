"""Boxes amid an article and comments below it: nothing of them is text or caption of the article."""

import pytest

from bot.ingest.parse import parse
from bot.models import ParsedArticle

OPENING = "The old harbour bridge opened to trams on Tuesday, two months earlier than planned, the council said."
MIDDLE = "Engineers had closed it four years ago after a survey found cracks in its piers."
CLOSING = "The work cost 12 million, a third less than expected, and goes on at the eastern ramp until April."


def read(middle: str = "", end: str = "") -> ParsedArticle:
    parts = ["Harbour bridge opens to trams", OPENING, MIDDLE, middle, CLOSING, end]
    [found] = parse("\n\n".join(filter(None, parts)).encode(), "a.txt")
    return found


@pytest.mark.parametrize(
    "box",
    [
        "Sign up for the Testford Morning\nThe day's news in five minutes, every weekday.\nEnter your email\nSubscribe",
        "Sign up for the Testford Morning\n\nThe day's news in five minutes, every weekday.\n\nYour email address",
        "Sign up for our newsletter\nGet the best of our local reporting delivered every morning",
        "Subscribe to Testford Today\nEverything that is new around the town, by those who live there.",
        "Sign up: Testford Today\n\na weekly look at what is new around town",
        "The Morning Newsletter\nMake sense of the day with stories chosen by the people who wrote them.\nSign up",
        "Подписывайтесь на нашу рассылку\nГлавные события дня коротко и по делу, каждое утро.\nВведите вашу почту",
        "Sabah bültenimize abone olun\nGünün önemli haberleri her sabah kutunuzda olsun.\nE-posta adresiniz",
        "订阅我们的新闻通讯\n每天早晨五分钟读完当天最重要的新闻和评论。\n请输入邮箱",
    ],
)
def test_a_box_is_no_part_of_the_article(box: str) -> None:
    found = read(box)
    assert (found.body, found.captions) == ((OPENING, MIDDLE, CLOSING), ())


@pytest.mark.parametrize(
    "comments",
    [
        "Comments (2)\ntramfan42\nFinally! Waited for this for years\nBen\nabout time they fixed it",
        "tramfan42\nFinally! Waited for this for years\nBen\nabout time they fixed it",
        "steve_w 2 hours ago\nabout time they fixed it\nBen 3 days ago\nthe old one was a shame",
        "© 2026 Harbor Post. All rights reserved.\nanyone know about the ramp",
    ],
)
def test_a_readers_comment_is_no_caption(comments: str) -> None:
    found = read(end=comments)
    assert (found.body, found.captions) == ((OPENING, MIDDLE, CLOSING), ())


def test_an_alt_text_in_small_letters_is_a_caption_and_one_that_says_so_is_one_anywhere() -> None:
    alt, credited = "tram on the old harbour bridge", "a tram on the bridge (Photo: Jane Doe)"
    found = read(alt, f"Comments\n{credited}")
    assert (found.body, found.captions) == ((OPENING, MIDDLE, CLOSING), (alt, credited))


@pytest.mark.parametrize(
    "sentence",
    [
        "Subscribe to the view that trams are slow, and you will be surprised by the new ones on this line, he said.",
        "Sign up now is what the council told residents who want to ride the first tram over the bridge in May.",
    ],
)
def test_a_paragraph_that_speaks_of_it_is_no_box(sentence: str) -> None:
    assert (
        sentence
        in read(f"{sentence}\n\nThe first ride is free for everybody who lives near the harbour, it said.").body
    )
