"""What a chat got, when, and why not: an operator's answer to somebody who missed a briefing."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.models import DeliveryRecord, Subscription
from bot.storage import directory, history, subscriptions
from bot.storage.directory import ListedChat
from bot.storage.engine import Store

MOST_CHATS = 8
MOST_RECORDS = 14


@dataclass(frozen=True, slots=True)
class Account:
    """A chat with its subscriptions, and the latest deliveries of each."""

    chat: ListedChat
    subscriptions: Sequence[tuple[Subscription, Sequence[DeliveryRecord]]]


class Ledger:
    """Reads only."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def find(self, text: str) -> Sequence[ListedChat]:
        """The chats that an operator may mean: by Telegram id, or by words of the title."""
        async with self._store.read() as connection:
            return await directory.find(connection, text, most=MOST_CHATS)

    async def account(self, telegram_id: int) -> Account | None:
        """Everything about this chat, or None when it is not known."""
        async with self._store.read() as connection:
            listed = await directory.find(connection, str(telegram_id), most=1)
            if not listed or listed[0].telegram_id != telegram_id:
                return None
            found = await subscriptions.find_all(connection, telegram_id)
            records = [(each, await history.recent(connection, each.id, most=MOST_RECORDS)) for each in found]
        return Account(listed[0], records)
