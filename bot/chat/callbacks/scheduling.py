"""Buttons of the schedule and the settings; in groups they are for administrators."""

from dataclasses import dataclass
from datetime import time

from bot.chat.callbacks.fields import (
    PAGE,
    AdministratorsAction,
    Forms,
    InvalidButton,
    among,
    number,
    optional,
    wall_time,
)
from bot.slots import EVERY_DAY, zone_names

LENGTHS = (2, 5, 10)
"""Briefing lengths to choose from, in minutes."""

REGIONS = ("Africa", "America", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")
"""First parts of the zone names that a person picks from."""


@dataclass(frozen=True, slots=True)
class Wish(AdministratorsAction):
    """What is known of a schedule that a person is choosing; None is not said yet, or stays as it is."""

    at: time | None = None
    zone: str | None = None
    weekdays: int | None = None


@dataclass(frozen=True, slots=True)
class AskTime(Wish):
    """Ask for a time."""


@dataclass(frozen=True, slots=True)
class AskRegion(Wish):
    """Ask for a part of the world."""


@dataclass(frozen=True, slots=True)
class AskZone(Wish):
    """Ask for a zone of a region, by pages (from 0)."""

    region: str = "Europe"
    page: int = 0


@dataclass(frozen=True, slots=True)
class AskLocation(AdministratorsAction):
    """Send a key that shares the person's location, which says the zone."""


@dataclass(frozen=True, slots=True)
class SetSchedule(Wish):
    """Subscribe, or change what is said; what is neither said nor known is asked for."""


@dataclass(frozen=True, slots=True)
class ShowSettings(AdministratorsAction):
    """Turn this message into the settings."""


@dataclass(frozen=True, slots=True)
class AskWeekdays(AdministratorsAction):
    """Turn this message into the choice of weekdays."""


@dataclass(frozen=True, slots=True)
class SetWeekdays(AdministratorsAction):
    """Set exactly these days (bit 0: Monday), so that a press repeated changes nothing."""

    weekdays: int


@dataclass(frozen=True, slots=True)
class AskAnotherTime(AdministratorsAction):
    """Turn this message into the choice of one more time of the day."""


@dataclass(frozen=True, slots=True)
class AddTime(AdministratorsAction):
    """Bring a briefing at this time too."""

    at: time


@dataclass(frozen=True, slots=True)
class RemoveTime(AdministratorsAction):
    """Bring none at this time any more; the last time stays."""

    at: time


@dataclass(frozen=True, slots=True)
class AskTimeDays(AdministratorsAction):
    """Turn this message into the weekdays of this one of several times."""

    at: time


@dataclass(frozen=True, slots=True)
class SetTimeDays(AdministratorsAction):
    """Set exactly these days for this time."""

    at: time
    weekdays: int


@dataclass(frozen=True, slots=True)
class AskLength(AdministratorsAction):
    """Turn this message into the choice of lengths."""


@dataclass(frozen=True, slots=True)
class SetLength(AdministratorsAction):
    """Set the briefing's length in minutes."""

    minutes: int


@dataclass(frozen=True, slots=True)
class Unsubscribe(AdministratorsAction):
    """Stop the briefings."""


@dataclass(frozen=True, slots=True)
class Resume(AdministratorsAction):
    """Bring a stopped subscription back with its settings."""


def _zone(text: str) -> str:
    return among(zone_names())(text)


def _length(text: str) -> int:
    minutes = number(60)(text)
    if minutes not in LENGTHS:
        raise InvalidButton(text)
    return minutes


_WEEKDAYS = number(EVERY_DAY, smallest=1)
_WISH = (optional(wall_time), optional(_zone), optional(_WEEKDAYS))
FORMS: Forms = {
    "t": (AskTime, _WISH),
    "r": (AskRegion, _WISH),
    "z": (AskZone, (*_WISH, among(frozenset(REGIONS)), PAGE)),
    "s": (SetSchedule, _WISH),
    "c": (ShowSettings, ()),
    "w": (AskWeekdays, ()),
    "W": (SetWeekdays, (_WEEKDAYS,)),
    "sl": (AskLocation, ()),
    "sa": (AskAnotherTime, ()),
    "sn": (AddTime, (wall_time,)),
    "sx": (RemoveTime, (wall_time,)),
    "sd": (AskTimeDays, (wall_time,)),
    "sw": (SetTimeDays, (wall_time, _WEEKDAYS)),
    "l": (AskLength, ()),
    "L": (SetLength, (_length,)),
    "u": (Unsubscribe, ()),
    "k": (Resume, ()),
}
