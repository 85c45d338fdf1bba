"""Which commands and buttons a handler answers. Each handler declares its own; the router brings them together."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from bot.chat.callbacks import Action
from bot.chat.visit import Visit

CommandHandler = Callable[[Visit, str], Awaitable[None]]
"""Called with the visit and what was written after the command."""
ButtonHandler = Callable[[Visit, Any], Awaitable[None]]
"""Called with the visit and the button's action."""


@dataclass(frozen=True, slots=True)
class Routes:
    """Commands by name, without the slash, and buttons by their action."""

    commands: Mapping[str, CommandHandler] = field(default_factory=dict)
    buttons: Mapping[type[Action], ButtonHandler] = field(default_factory=dict)

    def __or__(self, other: Self) -> "Routes":
        """Both together. Raises ValueError where they answer the same."""
        twice = (self.commands.keys() & other.commands.keys()) | (self.buttons.keys() & other.buttons.keys())
        if twice:
            raise ValueError(f"answered twice: {twice}")
        return Routes({**self.commands, **other.commands}, {**self.buttons, **other.buttons})
