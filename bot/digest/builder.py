"""Builds editions: the library is read once a moment, whatever number of chats asks; the rest is computed."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.digest.brief import details
from bot.digest.choice import Choice, EditionRequest, choose
from bot.digest.pool import Pool
from bot.digest.render import Setting, render
from bot.digest.select import Selection, most_chosen, select, text_of
from bot.models import Edition
from bot.storage import articles, editorial, news
from bot.texts import words_for

# So many articles with the newest dates are looked at, and as many that came in last: more than anybody is told in
# the days that a briefing looks back, and no more however large the library is.
NEWEST = 1500
# A briefing is one message; only the longest may take more.
MOST_MESSAGES = {10: 3}
# The big story may be read on where it stands; in two minutes nobody has the time.
QUOTED_ROOM = 700
FEWEST_MINUTES_QUOTED = 5

ReadButton = Callable[[int], str]
MoreButton = Callable[[int, int], str]
"""Button data for an edition's further stories: its number (0 where it is not stored) and the page, from 0."""


@dataclass(frozen=True, slots=True)
class Buttons:
    """What the buttons of an edition hold; without `more` there are no further pages."""

    read: ReadButton
    more: MoreButton | None = None


@dataclass(frozen=True, slots=True)
class Chosen:
    """What an edition will tell, before it has its number."""

    request: EditionRequest
    choice: Choice
    selection: Selection


async def read_pool(connection: AsyncConnection, at: datetime) -> Pool:
    """What can be told at that moment, from finished loads, with what editors want."""
    through = await articles.last_load(connection)
    marks = await editorial.marks(connection)
    notes = await editorial.notes(connection, since=(at - timedelta(days=2)).date())
    found = await news.newest(connection, through_load=through, most=NEWEST)
    if missing := marks.keys() - found.keys():
        found |= await news.of_ids(connection, missing)
    found |= await news.of_stories(connection, {each.story for each in found.values()}, known=found)
    return Pool(found.values(), at=at, through_load=through, marks=marks, notes={note.day: note.text for note in notes})


async def bodies(connection: AsyncConnection, chosen: Iterable[Chosen]) -> dict[int, Sequence[str]]:
    """The paragraphs of the articles that lead those editions, by their ids."""
    leads = {each.selection.lead.headline.id for each in chosen if _quotes(each.request)}
    found = await articles.with_texts(connection, sorted(leads)) if leads else {}
    return {key: body for key, (_, body) in found.items()}


def _quotes(request: EditionRequest) -> bool:
    return request.minutes >= FEWEST_MINUTES_QUOTED


def prepare(pool: Pool, request: EditionRequest) -> Chosen | None:
    """What the edition for this request will tell; None when nothing is new."""
    choice = choose(pool, request, most=most_chosen(request.minutes))
    return None if choice is None else Chosen(request, choice, select(choice, budget=request.minutes))


def compose(pool: Pool, chosen: Chosen, buttons: Buttons, *, edition_id: int = 0, body: Sequence[str] = ()) -> Edition:
    """The edition; where the stories need more messages than the length allows, the last ones are left for the pages.

    `body` are the paragraphs of the article that leads.
    """
    request, selection = chosen.request, chosen.selection
    more = "" if buttons.more is None else buttons.more(edition_id, 0)
    setting = Setting(
        words=words_for(request.language),
        day=request.day,
        at=pool.at,
        since=request.since,
        weekly=request.weekly,
        read_button=buttons.read,
        quoted=details(body, text_of(selection.lead, lead=True), room=QUOTED_ROOM) if _quotes(request) else "",
        note=pool.notes.get(request.day, ""),
    )
    while True:
        edition = render(selection, replace(setting, more_button=more if selection.spare else ""))
        count = len(selection.stories)
        if len(edition.parts) <= MOST_MESSAGES.get(request.minutes, 1) or count == 1:
            return edition
        selection = select(chosen.choice, budget=request.minutes, most=count - 1)


async def build(connection: AsyncConnection, pool: Pool, request: EditionRequest, buttons: Buttons) -> Edition | None:
    """The edition for one chat, not stored; None when nothing is new."""
    chosen = prepare(pool, request)
    if chosen is None:
        return None
    body = (await bodies(connection, [chosen])).get(chosen.selection.lead.headline.id, ())
    return compose(pool, chosen, buttons, body=body)
