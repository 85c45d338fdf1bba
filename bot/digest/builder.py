"""Builds the edition for a slot: what came into the library since a chat's last briefing, chosen and rendered."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.digest.render import render
from bot.digest.select import Candidate, select
from bot.digest.stories import candidates
from bot.models import Edition
from bot.storage import articles

# No briefing shows more than a few dozen stories; candidates beyond this only make the count in "+N more" grow.
MOST_CANDIDATES = 200
# A briefing is one message; only the longest may take more.
MOST_MESSAGES = {10: 3}


@dataclass(frozen=True, slots=True)
class EditionRequest:
    """What an edition depends on. Chats with equal requests share one edition.

    `after_load` is the newest load that the chat's last briefing covered, 0 for a chat that has had none;
    `through_load` the newest finished one. `told` are the editions that the chat has got lately and that told of a
    story in which there is something new.
    """

    after_load: int
    through_load: int
    day: date
    minutes: int
    told: frozenset[int] = frozenset()


async def build(
    connection: AsyncConnection, request: EditionRequest, *, read_button: Callable[[int], str]
) -> Edition | None:
    """The edition, or None when nothing is new. `read_button` gives an article's button data."""
    if request.after_load >= request.through_load:
        return None
    entered = await articles.entered(
        connection, after_load=request.after_load, through_load=request.through_load, most=MOST_CANDIDATES
    )
    members = await articles.of_stories(connection, {story for _, story in entered})
    told = await articles.told(connection, request.told)
    return compose(candidates(entered, members, told), request, read_button=read_button)


def compose(
    found: Sequence[Candidate], request: EditionRequest, *, read_button: Callable[[int], str]
) -> Edition | None:
    """Choose and render; where the stories need more messages than the length allows, the last ones are left out."""
    most: int | None = None
    while (selection := select(found, budget=request.minutes, most=most)) is not None:
        edition = render(selection, day=request.day, first=request.after_load == 0, read_button=read_button)
        if len(edition.parts) <= MOST_MESSAGES.get(request.minutes, 1) or len(selection.stories) == 1:
            return edition
        most = len(selection.stories) - 1
    return None
