"""When one text may be an edit of another."""

import pytest

from bot.ingest.matching import Item, alike, pair
from bot.storage.articles import KnownArticle

MINE = "The last coal mine of the island closes in two years, after a century of work."
CHESS = "Nobody in Reykjavik had heard of him; his grandmother taught him to play."
FRONT, OWN, OTHER = "https://news.example/", "https://news.example/a", "https://news.example/b"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ((MINE,), (MINE, CHESS), True),
        ((MINE,), (MINE.replace("two", "three"),), True),
        ((MINE,), (CHESS,), False),
        (("Read more", MINE), ("Read more", CHESS), False),
        ((), (CHESS,), False),
    ],
)
def test_texts_are_alike(old: tuple[str, ...], new: tuple[str, ...], expected: bool) -> None:
    assert alike(old, new) is expected


@pytest.mark.parametrize(
    ("old_title", "old_link", "title", "link", "same"),
    [
        ("Mine closes", "", "Chess", "", False),
        ("Mine closes", "", "MINE  closes", "", True),
        ("Mine closes", OWN, "Chess", OWN, True),
        ("Mine closes", FRONT, "Chess", FRONT, False),
        ("Weather", OWN, "Weather", OTHER, False),
    ],
)
def test_another_text_is_the_same_article_by_title_or_link(
    old_title: str, old_link: str, title: str, link: str, same: bool
) -> None:
    stored = [KnownArticle(1, "a.txt", 0, "x", live=True, title=old_title, url=old_link)]
    paired = pair(stored, [Item("y", title, link, (CHESS,))], {}, {1: (MINE,)})
    assert (0 in paired) is same


def test_a_title_that_comes_again_tells_only_with_its_text() -> None:
    stored = [KnownArticle(1, "a.json", 0, "x", live=True, title="Weather")]
    items = [Item("y", "Weather", "", (CHESS,)), Item("z", "Weather", "", (f"{MINE} Or not.",))]
    assert {place: each.id for place, each in pair(stored, items, {}, {1: (MINE,)}).items()} == {1: 1}
