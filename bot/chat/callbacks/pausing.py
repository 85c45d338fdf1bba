"""Buttons of pauses, of a briefing that is put off, and of quiet hours; in groups they are for administrators."""

from dataclasses import dataclass
from datetime import date, time

from bot.chat.callbacks.fields import AdministratorsAction, Forms, InvalidButton, number, optional, wall_time

LONGEST_PAUSE = 366
LONGEST_SNOOZE = 720


@dataclass(frozen=True, slots=True)
class AskPause(AdministratorsAction):
    """Turn this message into the choice of a pause, with those that there are."""


@dataclass(frozen=True, slots=True)
class PauseFor(AdministratorsAction):
    """Pause from now on for so many days; None: until somebody ends it."""

    days: int | None


@dataclass(frozen=True, slots=True)
class DropPause(AdministratorsAction):
    """Take back the pause that begins on that day."""

    first: date


@dataclass(frozen=True, slots=True)
class Snooze(AdministratorsAction):
    """Bring the next briefing so many minutes later, this once; 0 takes that back."""

    minutes: int


@dataclass(frozen=True, slots=True)
class AskQuiet(AdministratorsAction):
    """Turn this message into the choice of quiet hours."""


@dataclass(frozen=True, slots=True)
class SetQuiet(AdministratorsAction):
    """Make no sound between these times; None for none."""

    start: time | None
    end: time | None


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise InvalidButton(text) from error
    if not 2000 <= day.year <= 2200:
        raise InvalidButton(text)
    return day


FORMS: Forms = {
    "ya": (AskPause, ()),
    "yp": (PauseFor, (optional(number(LONGEST_PAUSE, smallest=1)),)),
    "yd": (DropPause, (_day,)),
    "ys": (Snooze, (number(LONGEST_SNOOZE),)),
    "yq": (AskQuiet, ()),
    "yh": (SetQuiet, (optional(wall_time), optional(wall_time))),
}
