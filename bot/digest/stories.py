"""Which articles of which stories are news to a chat. Pure."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from bot.digest.select import Candidate
from bot.models import Headline

# A report that appears so much later than what was told is written of what has happened since; one of the next
# morning is mostly another outlet's account of the same.
DEVELOPMENT = timedelta(days=2)

StoryArticle = tuple[Headline, int]


def candidates(
    entered: Iterable[StoryArticle], members: Iterable[StoryArticle], told: Mapping[int, datetime | None]
) -> list[Candidate]:
    """What a briefing may tell, in the order of `entered`, which are the articles that are new.

    `members` are all articles of their stories, also those that were there before. `told` are the stories that the
    chat has got lately, with the newest date among their articles in it: such a story is told again only by a
    development.
    """
    fresh = [(headline, story) for headline, story in entered if _adds(headline, story, told)]
    untold = {story for _, story in fresh} - told.keys()
    new = {headline.id for headline, _ in fresh}
    before = [(headline, story) for headline, story in members if story in untold and headline.id not in new]
    return [Candidate(headline, story) for headline, story in (*fresh, *before)]


def _adds(headline: Headline, story: int, told: Mapping[int, datetime | None]) -> bool:
    if story not in told:
        return True
    before = told[story]
    return headline.published is not None and before is not None and headline.published - before >= DEVELOPMENT
