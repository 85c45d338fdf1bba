"""Buttons of editors, who are the operators."""

import re
from dataclasses import dataclass
from datetime import date

from bot.chat.callbacks.fields import ID, Forms, InvalidButton, OperatorsAction, among
from bot.models import EditorMark


@dataclass(frozen=True, slots=True)
class MarkArticle(OperatorsAction):
    """Pin or hide exactly this article (scope `a`) or its whole story (scope `s`), and show that."""

    article_id: int
    mark: str
    scope: str


@dataclass(frozen=True, slots=True)
class UnmarkArticle(OperatorsAction):
    """Take the mark away, and show that."""

    article_id: int


@dataclass(frozen=True, slots=True)
class UnmarkListed(OperatorsAction):
    """Take the mark away, and show the list again."""

    article_id: int


@dataclass(frozen=True, slots=True)
class RemoveNote(OperatorsAction):
    """Take a day's note away; `day` counts from the year 1 (`date.toordinal`)."""

    day: int


ARTICLE, STORY = "a", "s"


def _day(text: str) -> int:
    if not re.fullmatch("[1-9][0-9]{5,6}", text) or int(text) > date.max.toordinal():
        raise InvalidButton(text)
    return int(text)


FORMS: Forms = {
    "m": (MarkArticle, (ID, among(frozenset(EditorMark)), among(frozenset({ARTICLE, STORY})))),
    "M": (UnmarkArticle, (ID,)),
    "U": (UnmarkListed, (ID,)),
    "N": (RemoveNote, (_day,)),
}
