"""Buttons of /language."""

import re
from dataclasses import dataclass

from bot.chat.callbacks.fields import AdministratorsAction, Forms, InvalidButton, among, optional
from bot.texts import LANGUAGES


@dataclass(frozen=True, slots=True)
class ShowLanguage(AdministratorsAction):
    """Turn this message into the choice of the bot's language."""


@dataclass(frozen=True, slots=True)
class SetLanguage(AdministratorsAction):
    """Speak this language here; None for the one of the person's Telegram."""

    language: str | None


@dataclass(frozen=True, slots=True)
class ShowArticleLanguages(AdministratorsAction):
    """Turn this message into the choice of the articles' languages."""


@dataclass(frozen=True, slots=True)
class WantArticles(AdministratorsAction):
    """Want articles in this language too (`y`) or not any more (`n`), so that a press repeated changes nothing."""

    language: str
    wanted: str


@dataclass(frozen=True, slots=True)
class WantAllArticles(AdministratorsAction):
    """Want articles in all languages."""


def _code(text: str) -> str:
    if not re.fullmatch("[a-z]{2,3}", text):
        raise InvalidButton(text)
    return text


WANTED, UNWANTED = "y", "n"
FORMS: Forms = {
    "la": (ShowLanguage, ()),
    "lb": (SetLanguage, (optional(among(frozenset(LANGUAGES))),)),
    "lc": (ShowArticleLanguages, ()),
    "ld": (WantArticles, (_code, among(frozenset({WANTED, UNWANTED})))),
    "le": (WantAllArticles, ()),
}
