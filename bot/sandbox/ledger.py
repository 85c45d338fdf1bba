"""The record of every accepted send and edit: the truth that crash tests are held against."""

from collections import Counter
from dataclasses import dataclass
from typing import Any


@dataclass(slots=True)
class Entry:
    """One accepted call; `lost` when its answer never reached the bot."""

    seq: int
    method: str
    chat_id: int
    thread_id: int | None
    message_id: int
    text: str
    html: str | None
    reply_markup: dict[str, Any] | None
    silent: bool
    at: float
    lost: bool = False

    def describe(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__}


class Ledger:
    """Entries in order of acceptance, and refusals counted by their description."""

    def __init__(self, *, enabled: bool = True) -> None:
        self.enabled = enabled
        self._entries: list[Entry] = []
        self._refusals: Counter[str] = Counter()
        self._seconds: Counter[int] = Counter()

    def accept(self, **fields: Any) -> None:
        self._seconds[int(fields["at"])] += 1
        if self.enabled:
            self._entries.append(Entry(seq=len(self._entries) + 1, **fields))

    def refuse(self, description: str) -> None:
        self._refusals[description] += 1

    def mark_lost(self, after: int) -> None:
        """The answers to entries beyond `after` did not reach the bot."""
        for entry in self._entries[after:]:
            entry.lost = True

    def clear(self) -> None:
        self._entries.clear()
        self._refusals.clear()
        self._seconds.clear()

    def __len__(self) -> int:
        return len(self._entries)

    def entries(self, method: str | None, chat_id: int | None, after: int, limit: int) -> list[Entry]:
        found = []
        for entry in self._entries[max(after, 0) :]:
            if (method is None or entry.method.lower() == method.lower()) and chat_id in (None, entry.chat_id):
                found.append(entry)
                if len(found) == limit:
                    break
        return found

    def summary(self) -> dict[str, Any]:
        """Counts by chat and method, refusals by description, most accepted in one second."""
        chats = Counter(entry.chat_id for entry in self._entries)
        methods = Counter(entry.method for entry in self._entries)
        return {
            "total": len(self._entries),
            "lost": sum(entry.lost for entry in self._entries),
            "chats": {str(chat_id): count for chat_id, count in chats.items()},
            "methods": dict(methods),
            "refusals": dict(self._refusals),
            "max_per_second": max(self._seconds.values(), default=0),
        }
