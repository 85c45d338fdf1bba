"""The fields of button data: each reader takes the text that is written, and refuses anything else."""

import re
from collections.abc import Callable
from datetime import time
from typing import Any


class InvalidButton(ValueError):
    """The data is not of a form that this release writes: an old button or a forged one."""


class Action:
    """What a press means. Each is a frozen dataclass; its fields are written in their order."""

    __slots__ = ()


class AdministratorsAction(Action):
    """In groups, only their administrators may do it."""

    __slots__ = ()


class OperatorsAction(Action):
    """Only operators may do it, in their private chats."""

    __slots__ = ()


Reader = Callable[[str], Any]
Forms = dict[str, tuple[type[Action], tuple[Reader, ...]]]
"""The code of each action with the readers of its fields."""

_LARGEST_ID = 2**63 - 1
_LARGEST_PAGE = 99_999


def number(largest: int, *, smallest: int = 0) -> Callable[[str], int]:
    """A reader of whole numbers within these bounds."""

    def read(text: str) -> int:
        if not re.fullmatch("[0-9]{1,19}", text) or not smallest <= int(text) <= largest:
            raise InvalidButton(text)
        return int(text)

    return read


def among(allowed: frozenset[str]) -> Callable[[str], str]:
    """A reader of one of these texts."""

    def read(text: str) -> str:
        if text not in allowed:
            raise InvalidButton(text)
        return text

    return read


def optional(read: Callable[[str], Any]) -> Reader:
    """A reader that takes `-` for None."""
    return lambda text: None if text == "-" else read(text)


def wall_time(text: str) -> time:
    """`0730`."""
    if not re.fullmatch("[0-9]{4}", text) or int(text[:2]) > 23 or int(text[2:]) > 59:
        raise InvalidButton(text)
    return time(int(text[:2]), int(text[2:]))


PAGE = number(_LARGEST_PAGE)
ID = number(_LARGEST_ID, smallest=1)
ANY_ID = number(_LARGEST_ID)
