"""Buttons of operators under reports of loads."""

from dataclasses import dataclass

from bot.chat.callbacks.fields import ID, PAGE, Forms, OperatorsAction, number

_MOST_ARTICLES = 10**9


@dataclass(frozen=True, slots=True)
class ShowLoad(OperatorsAction):
    """Turn this message into the report of a load, cut short."""

    load: int


@dataclass(frozen=True, slots=True)
class ShowLoadPage(OperatorsAction):
    """Turn this message into a page of the whole report (from 0)."""

    load: int
    page: int


@dataclass(frozen=True, slots=True)
class ReloadWithdrawing(OperatorsAction):
    """Reload, and withdraw what is gone when it is no more than this."""

    articles: int


@dataclass(frozen=True, slots=True)
class ReloadKeeping(OperatorsAction):
    """Reload, and keep what is gone."""


@dataclass(frozen=True, slots=True)
class LeaveAsItIs(OperatorsAction):
    """Change nothing."""


@dataclass(frozen=True, slots=True)
class UndoLoad(OperatorsAction):
    """Undo this load, if nothing has changed the library since, and withdraw no more than this."""

    load: int
    articles: int


FORMS: Forms = {
    "rs": (ShowLoad, (ID,)),
    "rp": (ShowLoadPage, (ID, PAGE)),
    "rw": (ReloadWithdrawing, (number(_MOST_ARTICLES, smallest=1),)),
    "rk": (ReloadKeeping, ()),
    "rl": (LeaveAsItIs, ()),
    "ru": (UndoLoad, (ID, number(_MOST_ARTICLES))),
}
