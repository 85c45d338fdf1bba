"""Which stories that a chat has been told are told again, and by what. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from bot.digest.pool import Pool, Story
from bot.storage.news import News

# A report that appears so much later than what was told is written of what has happened since; one of the next
# morning is mostly another outlet's account of the same, unless its headline has a figure that nobody had before.
DEVELOPMENT = timedelta(days=2)
NEXT_REPORT = timedelta(hours=12)
_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")


@dataclass(frozen=True, slots=True)
class ToldStory:
    """A story that a chat has got, by which articles, and the newest load that was known then."""

    story: int
    articles: frozenset[int]
    through_load: int


def development(pool: Pool, told: ToldStory) -> Story | None:
    """The told story as those articles tell it that came in afterwards and add something; None when none does."""
    story = pool.stories.get(told.story)
    if story is None or story.load <= told.through_load:
        return None
    before = [pool.articles[key] for key in told.articles if key in pool.articles]
    new = tuple(
        each
        for each in story.articles
        if each.load_id > told.through_load and each.headline.id not in told.articles and _adds(each, before)
    )
    return Story(story.id, new, story.pinned) if new else None


def _adds(article: News, before: Iterable[News]) -> bool:
    """Whether the article goes beyond those: in doubt it does not."""
    before = list(before)
    dates = [each.headline.published for each in before if each.headline.published is not None]
    published = article.headline.published
    if published is None or not dates or len(dates) < len(before):
        return False
    later = published - max(dates)
    if later >= DEVELOPMENT:
        return True
    known = {figure for each in before for figure in _figures(f"{each.headline.title} {each.headline.summary}")}
    return later >= NEXT_REPORT and not known.issuperset(_figures(article.headline.title))


def _figures(text: str) -> set[str]:
    return set(_FIGURE.findall(text))
