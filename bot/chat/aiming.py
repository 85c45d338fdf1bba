"""From a private chat to a channel that its person manages: asked of Telegram anew at every act."""

from dataclasses import replace
from typing import Protocol

from bot.chat.visit import TITLE, Visit
from bot.models import ChatKind, Destination
from bot.services.channels import Channels
from bot.services.subscriptions import ChatProfile
from bot.storage.chats import KnownChat


class Members(Protocol):
    """What Telegram knows of a channel's people."""

    async def is_group_administrator(self, telegram_id: int, person: int) -> bool:
        """Whether the person may change things there; in a channel, post."""
        ...

    async def channel_named(self, name: str) -> tuple[int, str] | None:
        """The id and the title of the channel with this public name, if the bot may look at it."""
        ...


class Aiming:
    """Which channel a visit is about is said by the button or the command, never remembered: it cannot be another one
    by mistake.
    """

    def __init__(self, channels: Channels, members: Members) -> None:
        self._channels = channels
        self._members = members

    async def __call__(self, visit: Visit, chat_id: int) -> Visit | None:
        """The visit about that channel; None when the person does not manage it, or is not in their private chat."""
        person = _alone(visit)
        channel = None if person is None else await self._channels.find(chat_id, person)
        if channel is None or person is None:
            return None
        if not await self._members.is_group_administrator(channel.telegram_id, person):
            return None
        return _about(visit, channel)

    async def named(self, visit: Visit, name: str) -> Visit | None:
        """The visit about the channel with this public name, which whoever may post there may manage from now on."""
        person = _alone(visit)
        found = None if person is None else await self._members.channel_named(name)
        if found is None or person is None or not await self._members.is_group_administrator(found[0], person):
            return None
        profile = ChatProfile(found[0], ChatKind.CHANNEL, found[1][:TITLE], visit.profile.language)
        channel = await self._channels.let_in(profile, person)
        return None if channel is None else _about(visit, channel)


def _alone(visit: Visit) -> int | None:
    """The person, if they are in their private chat with the bot."""
    return visit.person if visit.private and visit.destination.telegram_id == visit.person else None


def _about(visit: Visit, channel: KnownChat) -> Visit:
    return replace(
        visit,
        destination=Destination(channel.telegram_id),
        kind=ChatKind.CHANNEL,
        title=channel.title,
        managed=channel.id,
        asked_in=visit.destination,
    )
