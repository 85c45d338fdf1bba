"""A message before it is one: its HTML and its buttons, free of any Telegram library."""

from dataclasses import dataclass

from bot.chat.callbacks import Action
from bot.markup import Html


@dataclass(frozen=True, slots=True)
class Button:
    """A label and what a press does."""

    label: str
    action: Action


Keyboard = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class Below:
    """What is to be below the message box of a private chat: a key that shares the location, or no key any more."""

    location_key: str = ""


@dataclass(frozen=True, slots=True)
class Screen:
    """One message. It has buttons of its own, or it changes what is below the message box."""

    html: Html
    keyboard: Keyboard = ()
    below: Below | None = None


def rows(buttons: list[Button], width: int) -> Keyboard:
    """Buttons in rows of at most `width`, as even as they come: 6 in rows of 4 are 3 and 3."""
    if not buttons:
        return ()
    count = -(-len(buttons) // width)
    size = -(-len(buttons) // count)
    return tuple(tuple(buttons[start : start + size]) for start in range(0, len(buttons), size))
