"""Buttons of briefings that came."""

from dataclasses import dataclass

from bot.chat.callbacks.fields import ANY_ID, ID, PAGE, Action, Forms


@dataclass(frozen=True, slots=True)
class ShowHistory(Action):
    """Turn this message into a page of the past briefings (from 0)."""

    page: int


@dataclass(frozen=True, slots=True)
class SendEdition(Action):
    """Send a past briefing of this chat again, as it was."""

    edition_id: int


@dataclass(frozen=True, slots=True)
class MoreStories(Action):
    """Send a page (from 0) of the stories that an edition had no room for; number 0 is what is new now."""

    edition_id: int
    page: int


FORMS: Forms = {
    "bh": (ShowHistory, (PAGE,)),
    "be": (SendEdition, (ID,)),
    "bm": (MoreStories, (ANY_ID, PAGE)),
}
