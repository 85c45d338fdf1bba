"""Buttons of operators who look after deliveries."""

import re
from dataclasses import dataclass

from bot.chat.callbacks.fields import Forms, InvalidButton, OperatorsAction


@dataclass(frozen=True, slots=True)
class ShowDeliveries(OperatorsAction):
    """Turn this message into what the chat with this Telegram id got."""

    telegram_id: int


def _telegram_id(text: str) -> int:
    if not re.fullmatch("-?[1-9][0-9]{0,15}", text):
        raise InvalidButton(text)
    return int(text)


FORMS: Forms = {"d": (ShowDeliveries, (_telegram_id,))}
