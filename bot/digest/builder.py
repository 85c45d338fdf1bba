"""Builds the edition for a slot: what came into the library since a chat's last briefing, chosen and rendered."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.digest.render import render
from bot.digest.select import Candidate, select
from bot.models import Edition
from bot.storage import articles

# No briefing shows more than a few dozen stories; candidates beyond this only make the count in "+N more" grow.
MOST_CANDIDATES = 200


@dataclass(frozen=True, slots=True)
class EditionRequest:
    """What an edition depends on. Chats with equal requests share one edition.

    `after_load` is the newest load that the chat's last briefing covered, 0 for a chat that has had none;
    `through_load` the newest finished one.
    """

    after_load: int
    through_load: int
    day: date
    minutes: int


async def build(
    connection: AsyncConnection, request: EditionRequest, *, read_button: Callable[[int], str]
) -> Edition | None:
    """The edition, or None when nothing is new. `read_button` gives an article's button data."""
    if request.after_load >= request.through_load:
        return None
    entered = await articles.entered(
        connection, after_load=request.after_load, through_load=request.through_load, most=MOST_CANDIDATES
    )
    selection = select([Candidate(*entry) for entry in entered], budget=request.minutes)
    if selection is None:
        return None
    return render(selection, day=request.day, first=request.after_load == 0, read_button=read_button)
