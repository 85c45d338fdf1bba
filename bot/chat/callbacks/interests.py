"""Buttons of what a chat follows and mutes; in groups they are for administrators."""

from dataclasses import dataclass

from bot.chat.callbacks.fields import (
    ID,
    PAGE,
    Action,
    AdministratorsAction,
    Forms,
    InvalidButton,
    Reader,
    among,
    optional,
)
from bot.models import InterestKind, Stance
from bot.services.naming import LONGEST_NAME, Thing, folded

# Of the 64 bytes, what the longest of the other fields leave.
LONGEST_VALUE = 42
KINDS = (InterestKind.TOPIC, InterestKind.PLACE, InterestKind.SOURCE, InterestKind.WORD)


@dataclass(frozen=True, slots=True)
class SetInterest(AdministratorsAction):
    """Follow it, mute it, or neither (None); the message tells what was done.

    A value that is too long for a button is None: it then stands first in the message in fixed width.
    """

    kind: InterestKind
    stance: Stance | None
    value: str | None


@dataclass(frozen=True, slots=True)
class SetListed(AdministratorsAction):
    """The same, pressed in the list, which stays."""

    kind: InterestKind
    stance: Stance | None
    value: str | None


@dataclass(frozen=True, slots=True)
class DropInterest(AdministratorsAction):
    """Neither follow nor mute the interest with this number any more; the list stays, on that page."""

    interest_id: int
    page: int


@dataclass(frozen=True, slots=True)
class ShowInterests(AdministratorsAction):
    """Turn this message into a page of the list (from 0)."""

    page: int


@dataclass(frozen=True, slots=True)
class MoreLike(AdministratorsAction):
    """Follow what the article is about."""

    article_id: int


@dataclass(frozen=True, slots=True)
class LessLike(AdministratorsAction):
    """Follow what the article is about no longer, or else mute it."""

    article_id: int


@dataclass(frozen=True, slots=True)
class MuteSource(AdministratorsAction):
    """Mute the article's source."""

    article_id: int


@dataclass(frozen=True, slots=True)
class AskWhy(Action):
    """Say why a briefing had this article."""

    article_id: int


def value_of(thing: Thing) -> str | None:
    """The thing's value for a button; None where it is too long."""
    return thing.value if len(thing.value.encode()) <= LONGEST_VALUE else None


def _kind(text: str) -> InterestKind:
    return InterestKind(among(frozenset(KINDS))(text))


def _stance(text: str) -> Stance:
    return Stance(among(frozenset(Stance))(text))


def _value(text: str) -> str:
    if not text or len(text) > LONGEST_NAME or folded(text) != text:
        raise InvalidButton(text)
    return text


_SET: tuple[Reader, ...] = (_kind, optional(_stance), optional(_value))
FORMS: Forms = {
    "is": (SetInterest, _SET),
    "it": (SetListed, _SET),
    "id": (DropInterest, (ID, PAGE)),
    "il": (ShowInterests, (PAGE,)),
    "im": (MoreLike, (ID,)),
    "ie": (LessLike, (ID,)),
    "io": (MuteSource, (ID,)),
    "iw": (AskWhy, (ID,)),
}
