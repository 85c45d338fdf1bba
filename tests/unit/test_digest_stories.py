"""Which told stories are told again, and by what."""

from datetime import timedelta

import pytest

from bot.digest.stories import ToldStory, development
from tests.fakes import START
from tests.news import news, pool

HOUR = timedelta(hours=1)


def again(*new, told=frozenset({1}), through: int = 1):  # type: ignore[no-untyped-def]
    """The articles by which the story is told again that article 1 told."""
    before = news(1, title="Quake kills 12 near Izmir", summary="At least 12 people died.", published=START, words=300)
    story = development(pool([before, *new]), ToldStory(1, told, through))
    return [] if story is None else [each.headline.id for each in story.articles]


@pytest.mark.parametrize(
    ("later", "title", "told_again"),
    [
        (1 * HOUR, "Quake kills 40 near Izmir", False),
        (11 * HOUR, "Quake toll rises to 40", False),
        (12 * HOUR, "Quake toll rises to 40", True),
        (20 * HOUR, "Twelve die in quake: 12 names", False),
        (47 * HOUR, "Rescuers find no more survivors", False),
        (48 * HOUR, "Rescuers find no more survivors", True),
        (-72 * HOUR, "A quake 40 years ago", False),
    ],
)
def test_a_told_story_is_told_again_by_a_development_alone(later: timedelta, title: str, told_again: bool) -> None:
    new = news(2, story=1, load=2, title=title, published=START + later, shown_at=START + later)
    assert again(new) == ([2] if told_again else [])


def test_what_was_there_when_the_story_was_told_is_no_development() -> None:
    assert again(news(2, story=1, load=1, published=START + 72 * HOUR)) == []
    assert again(news(2, story=1, load=2, published=START + 72 * HOUR), through=2) == []


def test_what_has_no_date_is_no_development() -> None:
    assert again(news(2, story=1, load=2, published=None)) == []
    assert again(news(2, story=1, load=2, published=START + 72 * HOUR), told=frozenset({1, 3})) == [2]


def test_a_story_that_was_withdrawn_since_has_no_development() -> None:
    assert development(pool([]), ToldStory(1, frozenset({1}), 1)) is None
