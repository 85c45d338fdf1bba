"""From a private chat to a channel that its person manages: asked of Telegram anew at every act."""

from dataclasses import replace
from typing import Protocol

from bot.chat.visit import Visit
from bot.models import ChatKind, Destination
from bot.services.channels import Channels


class Members(Protocol):
    """What Telegram knows of a channel's people."""

    async def is_group_administrator(self, telegram_id: int, person: int) -> bool:
        """Whether the person may change things there; in a channel, post."""
        ...


class Aiming:
    """Which channel a visit is about is said by the button, never remembered: it cannot be another one by mistake."""

    def __init__(self, channels: Channels, members: Members) -> None:
        self._channels = channels
        self._members = members

    async def __call__(self, visit: Visit, chat_id: int) -> Visit | None:
        """The visit about that channel; None when the person does not manage it, or is not in their private chat."""
        if not visit.private or visit.person is None or visit.destination.telegram_id != visit.person:
            return None
        channel = await self._channels.find(chat_id, visit.person)
        if channel is None:
            return None
        if not await self._members.is_group_administrator(channel.telegram_id, visit.person):
            return None
        return replace(
            visit,
            destination=Destination(channel.telegram_id),
            kind=ChatKind.CHANNEL,
            title=channel.title,
            managed=channel.id,
            asked_in=visit.destination,
        )
