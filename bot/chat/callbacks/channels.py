"""Buttons of channels that a person manages from the private chat."""

from dataclasses import dataclass

from bot.chat.callbacks.fields import ID, Action, Forms


@dataclass(frozen=True, slots=True)
class ManageChannel(Action):
    """Send the settings of this channel (internal id), if the person manages it."""

    chat_id: int


FORMS: Forms = {"cm": (ManageChannel, (ID,))}
