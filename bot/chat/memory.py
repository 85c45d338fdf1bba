"""What the bot remembers of a conversation, in memory and bounded: losing it costs a person one more tap."""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Generic, TypeVar

from bot.models import Destination, Edition
from bot.services.timetable import Wished

Key = TypeVar("Key")
Value = TypeVar("Value")

CHATS = 10_000
NUMBERS = 400
BRIEFINGS = 1000


class Recent(Generic[Key, Value]):
    """The values of the most recently used keys."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._values: OrderedDict[Key, Value] = OrderedDict()

    def get(self, key: Key) -> Value | None:
        """The value, which counts as used."""
        if key not in self._values:
            return None
        self._values.move_to_end(key)
        return self._values[key]

    def put(self, key: Key, value: Value) -> None:
        """Remember it, forgetting the key that was not used for longest."""
        self._values[key] = value
        self._values.move_to_end(key)
        if len(self._values) > self._most:
            self._values.popitem(last=False)

    def take(self, key: Key) -> Value | None:
        """The value, which is forgotten."""
        return self._values.pop(key, None)

    def __len__(self) -> int:
        return len(self._values)


@dataclass(frozen=True, slots=True)
class Shown:
    """An edition that was shown on demand, and when."""

    edition: Edition
    at: datetime


@dataclass(frozen=True, slots=True)
class Listed:
    """A list whose numbers a chat was shown (to article ids), and when. `of` tells it from others, not its pages."""

    of: str
    numbers: Mapping[int, int]
    at: datetime


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is known of a schedule that a person is choosing. `also`: the times come in addition to those there are."""

    times: tuple[Wished, ...] = ()
    zone: str | None = None
    weekdays: int | None = None
    also: bool = False


class Memory:
    """Which article a number means in a chat, which question a person was asked last, and what was shown on demand."""

    def __init__(self, chats: int = CHATS) -> None:
        self._lists: Recent[Destination, Listed] = Recent(chats)
        self._questions: Recent[tuple[Destination, int | None], Wanted] = Recent(chats)
        self._briefings: Recent[Destination, Shown] = Recent(BRIEFINGS)
        self._keys: Recent[Destination, bool] = Recent(chats)

    def saw_list(self, chat: Destination, listed: Listed) -> None:
        """The chat was shown this, or more of it; a list that starts at 1 starts anew."""
        known = self._lists.get(chat)
        goes_on = known is not None and known.of == listed.of and 1 not in listed.numbers
        kept = {**known.numbers, **listed.numbers} if known is not None and goes_on else listed.numbers
        self._lists.put(chat, replace(listed, numbers=dict(list(kept.items())[-NUMBERS:])))

    def listed(self, chat: Destination) -> Listed | None:
        """The list that the chat was shown last."""
        return self._lists.get(chat)

    def briefed(self, chat: Destination, shown: Shown) -> None:
        """The chat asked for a briefing and was shown this edition, which is not stored."""
        self._briefings.put(chat, shown)

    def briefing(self, chat: Destination) -> Shown | None:
        """The edition that the chat was shown last when it asked."""
        return self._briefings.get(chat)

    def asked(self, chat: Destination, person: int | None, wanted: Wanted) -> None:
        """The person was asked for what is lacking."""
        self._questions.put((chat, person), wanted)

    def question(self, chat: Destination, person: int | None) -> Wanted | None:
        """What the person was asked last, if they have not answered."""
        return self._questions.get((chat, person))

    def showed_key(self, chat: Destination) -> None:
        """Below the chat's message box is a key that shares the location."""
        self._keys.put(chat, True)

    def took_key(self, chat: Destination) -> bool:
        """Whether it was there; now it is taken away."""
        return self._keys.take(chat) or False

    def forget(self, chat: Destination) -> None:
        """Nothing of a private chat is remembered."""
        self._lists.take(chat)
        self._briefings.take(chat)
        self._keys.take(chat)
        self._questions.take((chat, chat.telegram_id))

    def answered(self, chat: Destination, person: int | None) -> None:
        """The question is settled."""
        self._questions.take((chat, person))
