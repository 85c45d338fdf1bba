"""In which words a visit is answered."""

from dataclasses import replace

from bot.chat.memory import Recent
from bot.chat.visit import Visit
from bot.errors import StorageError
from bot.services.languages import Languages

CHATS = 10_000


class Spoken:
    """Remembers for each chat what the database said.

    Only the active process handles updates, and each turn of being active begins with a new one of these, so whatever
    was chosen in between by way of another process is read again.
    """

    def __init__(self, languages: Languages, chats: int = CHATS) -> None:
        self._languages = languages
        self._known: Recent[int, dict[str, str]] = Recent(chats)

    async def __call__(self, visit: Visit) -> Visit:
        """The visit with its language; while the database is away, that of the person's Telegram."""
        chat = visit.destination.telegram_id
        known = self._known.get(chat) or {}
        if visit.language not in known:
            try:
                spoken = await self._languages.spoken(chat, visit.kind, visit.language)
            except StorageError:
                return visit
            known = {visit.language: spoken, **known}
            self._known.put(chat, known)
        return replace(visit, spoken=known[visit.language])

    def forget(self, chat: int) -> None:
        """Somebody chose."""
        self._known.take(chat)
