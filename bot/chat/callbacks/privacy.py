"""Buttons by which a person is forgotten; only in private chats, where nobody else can press them."""

from dataclasses import dataclass

from bot.chat.callbacks.fields import Action, Forms


@dataclass(frozen=True, slots=True)
class ForgetPerson(Action):
    """Delete everything that is kept of the person."""


@dataclass(frozen=True, slots=True)
class KeepPerson(Action):
    """Delete nothing."""


FORMS: Forms = {"x": (ForgetPerson, ()), "y": (KeepPerson, ())}
