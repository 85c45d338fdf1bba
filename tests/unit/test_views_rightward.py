"""Screens in Arabic about English articles: each line of the bot's own runs from the right, and is kept in order."""

from datetime import UTC, datetime, time, timedelta

import pytest

from bot.chat.views import language, reading, scheduling, searching, welcome
from bot.chat.views.reading import Place
from bot.chat.views.screen import Screen
from bot.markup import plain
from bot.models import Article, Headline, ParsedArticle
from bot.services.library import HeadlinePage
from bot.services.search import Hit, SearchPage
from bot.texts import Words, words_for
from bot.texts.direction import FSI, PDI, direction_of

NOW = datetime(2026, 3, 1, 6, 0, tzinfo=UTC)
TITLE = "A probe lands on the moon"
BODY = "The lander sent its first pictures on Monday."


@pytest.fixture
def words() -> Words:
    return words_for("ar")


@pytest.fixture
def headline() -> Headline:
    then = NOW - timedelta(hours=3)
    return Headline(7, TITLE, "", "Harbor Post", "en", ("space",), then, then, 200)


def from_the_left(screen: Screen) -> list[str]:
    """The lines that do not run from the right."""
    return [line for line in plain(screen.html).split("\n") if line.strip() and direction_of(line) != "R"]


def test_headlines(words: Words, headline: Headline) -> None:
    screen = reading.headlines(words, HeadlinePage((headline,), 0, 1, 1), NOW)
    assert from_the_left(screen) == []
    assert f"{FSI}{TITLE}{PDI}" in screen.html
    assert f"{FSI}Harbor Post{PDI}" in screen.html


def test_what_an_article_says_is_left_as_it_is_written(words: Words) -> None:
    content = ParsedArticle(TITLE, (BODY,), source="Harbor Post", byline="Ann Lee", published=NOW)
    article = Article(7, "a.txt", content, NOW, NOW, None, 300)
    assert [line for line in from_the_left(reading.article(words, article, Place())) if TITLE not in line] == [BODY]


def test_search(words: Words, headline: Headline) -> None:
    page = SearchPage((Hit(headline=headline, title=TITLE, snippet=BODY, complete=True),), 0, 1, 1, 1)
    assert from_the_left(searching.hits(words, "moon", page, NOW)) == [BODY]


def test_first_words(words: Words) -> None:
    screens = (
        welcome.welcome(words, "Briefing", time(7, 30)),
        welcome.welcome_group(words, "Briefing"),
        welcome.help_text(words, admin=True),
        scheduling.not_subscribed(words, time(7, 30)),
        language.languages(words, chosen=True, articles=["en", "tr"]),
        language.article_languages(words, ["en"], ["en", "tr"]),
        language.articles_set(words, ["en", "tr"]),
        language.unknown(words, "Klingon", of_articles=False),
        language.unknown(words, "Klingon", of_articles=True),
    )
    assert [line for screen in screens for line in from_the_left(screen)] == []


def test_what_people_type_back_is_in_order_and_in_figures_that_they_have(words: Words) -> None:
    html = welcome.help_text(words, admin=False).html
    assert f"{FSI}<code>/subscribe 7:30 Cairo</code>{PDI}" in html
    assert f"{FSI}/read 3{PDI}" in html
    assert not set("٠١٢٣٤٥٦٧٨٩") & set(html)
