"""Channels, which cannot be talked in: each is managed by people in their private chats."""

from bot.clock import Clock
from bot.services.subscriptions import ChatProfile
from bot.storage import channels, chats
from bot.storage.channels import ClosedChannel
from bot.storage.chats import KnownChat
from bot.storage.engine import Store


class Channels:
    """Knows whom to ask about which channel. Whether they still may is asked of Telegram, at every act."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def let_in(self, channel: ChatProfile, person: int) -> KnownChat | None:
        """The person let the bot into the channel, or was found to manage it."""
        async with self._store.write() as connection:
            chat_id = await chats.remember(
                connection, channel.telegram_id, channel.kind, channel.title, channel.language, now=self._clock.now()
            )
            await channels.add_manager(connection, chat_id, person)
            return await chats.find(connection, channel.telegram_id)

    async def of(self, person: int) -> list[KnownChat]:
        """The channels that the person is known to manage."""
        async with self._store.read() as connection:
            return await channels.managed_by(connection, person)

    async def find(self, chat_id: int, person: int) -> KnownChat | None:
        """One of them by its internal id; None for any other."""
        return next((each for each in await self.of(person) if each.id == chat_id), None)

    async def managers(self, telegram_id: int) -> list[int]:
        """Whom to tell of the channel."""
        async with self._store.read() as connection:
            return await channels.managers(connection, telegram_id)

    async def reopened(self, chat_id: int) -> None:
        """It can be posted there again: nobody need be told any more that it could not."""
        async with self._store.write() as connection:
            await channels.opened(connection, chat_id)

    async def untold(self) -> list[ClosedChannel]:
        """Who is to be told that a channel has refused its briefing."""
        async with self._store.read() as connection:
            return await channels.untold(connection)

    async def told(self, closed: ClosedChannel) -> None:
        """The person knows."""
        async with self._store.write() as connection:
            await channels.told(connection, closed.chat_id, closed.person)

    async def not_any_more(self, chat_id: int, person: int) -> None:
        """Telegram says that the person may not manage it."""
        async with self._store.write() as connection:
            await channels.drop_manager(connection, chat_id, person)
