"""Which language a chat is spoken to in, and in which languages it wants articles."""

from bot.clock import Clock
from bot.models import ChatKind, Destination, Interest, InterestKind, Stance
from bot.services.subscriptions import ChatProfile
from bot.storage import chats, interests, search_index
from bot.storage.engine import Store
from bot.texts import language_of


class Languages:
    """The installation's own language is for whom the bot speaks no other."""

    def __init__(self, store: Store, clock: Clock, default: str) -> None:
        self._store = store
        self._clock = clock
        self.default = default

    async def spoken(self, telegram_id: int, kind: ChatKind, tag: str) -> str:
        """What was chosen in this chat, else what the person's Telegram says, else the installation's own.

        A private chat's briefings follow the person's Telegram until somebody chooses.
        """
        language = language_of(tag) or self.default
        async with self._store.read() as connection:
            known = await chats.language(connection, telegram_id)
        if known is not None and known.chosen:
            return language_of(known.language) or language
        if known is not None and kind is ChatKind.PRIVATE and known.language != language:
            async with self._store.write() as connection:
                await chats.follow_language(connection, telegram_id, language)
        return language

    async def of_chat(self, telegram_id: int) -> str:
        """The language of a chat that nobody is speaking in just now; the installation's own for an unknown one."""
        async with self._store.read() as connection:
            known = await chats.language(connection, telegram_id)
        return (language_of(known.language) if known is not None else "") or self.default

    async def choose(self, chat: ChatProfile, language: str) -> None:
        """Speak this language here from now on; with "" the one of the person's Telegram."""
        now = self._clock.now()
        async with self._store.write() as connection:
            follows = language_of(chat.language) or self.default
            chat_id = await chats.remember(connection, chat.telegram_id, chat.kind, chat.title, follows, now=now)
            await chats.choose_language(connection, chat_id, language or follows, chosen=bool(language))

    async def chosen(self, telegram_id: int) -> bool:
        """Whether somebody chose the chat's language."""
        async with self._store.read() as connection:
            known = await chats.language(connection, telegram_id)
        return known is not None and known.chosen

    async def of_articles(self, chat: Destination) -> frozenset[str]:
        """The languages in which the chat wants articles; empty for all."""
        async with self._store.read() as connection:
            kept = await interests.listed(connection, chat)
        return frozenset(each.interest.value for each in kept if each.interest.kind is InterestKind.LANGUAGE)

    async def want_articles(self, chat: ChatProfile, thread_id: int, wanted: frozenset[str]) -> None:
        """Want articles in exactly these languages; in all when there are none."""
        before = await self.of_articles(Destination(chat.telegram_id, thread_id))
        now = self._clock.now()
        async with self._store.write() as connection:
            follows = language_of(chat.language) or self.default
            chat_id = await chats.remember(connection, chat.telegram_id, chat.kind, chat.title, follows, now=now)
            for language in sorted(before - wanted):
                await interests.remove(connection, chat_id, thread_id, InterestKind.LANGUAGE, language)
            for language in sorted(wanted - before):
                interest = Interest(InterestKind.LANGUAGE, language, Stance.FOLLOW)
                await interests.put(connection, chat_id, thread_id, interest, now=now)

    async def in_library(self) -> tuple[str, ...]:
        """The languages that there are articles in."""
        async with self._store.read() as connection:
            return tuple(code for code in await search_index.languages(connection) if code)
