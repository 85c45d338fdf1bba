"""Buttons of reading: headlines, articles, searches, help and a briefing now."""

from dataclasses import dataclass

from bot.chat.callbacks.fields import ID, PAGE, Action, Forms


@dataclass(frozen=True, slots=True)
class Nothing(Action):
    """A button that only shows something, such as the number of the page."""


@dataclass(frozen=True, slots=True)
class ShowHeadlines(Action):
    """Turn this message into a page of the headlines (from 0)."""

    page: int


@dataclass(frozen=True, slots=True)
class SendHeadlines(Action):
    """Send the headlines as a new message."""


@dataclass(frozen=True, slots=True)
class ShowArticle(Action):
    """Turn this message into a page of an article (from 0); `listed` is the page of headlines to go back to."""

    article_id: int
    page: int
    listed: int


@dataclass(frozen=True, slots=True)
class SendArticle(Action):
    """Send an article as a new message, so that the briefing with this button stays."""

    article_id: int


@dataclass(frozen=True, slots=True)
class ShowHits(Action):
    """Turn this message into a page of what was found (from 0); what was looked for stands in the message."""

    page: int


@dataclass(frozen=True, slots=True)
class SearchSuggested(Action):
    """Search for the better spelling that stands in this message."""


@dataclass(frozen=True, slots=True)
class SendHelp(Action):
    """Send the help as a new message."""


@dataclass(frozen=True, slots=True)
class SendBriefing(Action):
    """Send what is new now."""


FORMS: Forms = {
    "-": (Nothing, ()),
    "h": (ShowHeadlines, (PAGE,)),
    "H": (SendHeadlines, ()),
    "a": (ShowArticle, (ID, PAGE, PAGE)),
    "A": (SendArticle, (ID,)),
    "f": (ShowHits, (PAGE,)),
    "F": (SearchSuggested, ()),
    "?": (SendHelp, ()),
    "n": (SendBriefing, ()),
}
