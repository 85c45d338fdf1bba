"""When the next message may leave: evenly spaced for the whole bot, slower for each chat, paused when told to.

The spacing is the generic cell rate algorithm (GCRA, ITU-T I.371) with no burst: the library's leaky bucket lets twice
the limit through in the first second after a rest. All instants are seconds of a monotonic clock.
"""

import math
from collections import deque
from dataclasses import dataclass

from bot.models import ChatKind

# Bot API FAQ, "My bot is hitting limits": about one message a second in a chat, 20 a minute in a group.
PRIVATE_SPACING = 1.0
GROUP_SPACING = 3.0
# Several chats refused within this many seconds mean that the whole bot is meant.
STORM_WINDOW = 10.0
STORM_CHATS = 3
# Sends without an answer in a row before the bot rests, and how long it rests first and at most.
BREAKER_AFTER = 5
FIRST_REST = 5.0
LONGEST_REST = 600.0
REMEMBERED_CHATS = 20_000


@dataclass(slots=True)
class Spacing:
    """GCRA with a burst of one: the instant from which the next message conforms."""

    interval: float
    free_at: float = 0.0

    def take(self, now: float) -> float:
        """Take the next place; gives back the instant at which the message may leave."""
        at = max(now, self.free_at)
        self.free_at = at + self.interval
        return at


class Pacer:
    """The bot's one limiter. `rate` is messages a second for the whole bot."""

    def __init__(self, rate: float) -> None:
        self._bot = Spacing(1 / rate if math.isfinite(rate) else 0.0)
        self._chats: dict[int, float] = {}
        self._floods: deque[tuple[float, int]] = deque()
        self._paused_until = 0.0
        self._failures = 0
        self._rest = FIRST_REST

    def places(self, now: float, horizon: float, most: int) -> int:
        """How many messages could leave within `horizon` seconds, at most `most`."""
        if now < self._paused_until:
            return 0
        if self._failures:
            most = min(most, 1)
        if self._bot.interval == 0:
            return most
        room = now + horizon - max(now, self._bot.free_at)
        return max(0, min(most, math.floor(room / self._bot.interval) + 1)) if room >= 0 else 0

    def wait(self, now: float) -> float:
        """Seconds until the next place is free."""
        return max(0.0, self._paused_until - now, self._bot.free_at - now)

    def chat_free_at(self, telegram_id: int, now: float) -> float:
        """When this chat's own limit lets the next message in."""
        return max(now, self._chats.get(telegram_id, now))

    def take(self, telegram_id: int, kind: ChatKind, now: float) -> float:
        """Take the next place of the bot at which the chat is free too; gives back when the message may leave."""
        if len(self._chats) > REMEMBERED_CHATS:
            self._chats = {chat: free for chat, free in self._chats.items() if free > now}
        at = self._bot.take(self.chat_free_at(telegram_id, now))
        self._chats[telegram_id] = at + (PRIVATE_SPACING if kind is ChatKind.PRIVATE else GROUP_SPACING)
        return at

    def spend(self, now: float) -> None:
        """A reply has left at once; the next briefing makes room for it."""
        self._bot.take(now)

    def flooded(self, telegram_id: int, retry_after: float, now: float) -> bool:
        """Note a 429. One chat's is its own affair; several chats' at once pause the bot, and True is given back."""
        self._floods.append((now, telegram_id))
        while self._floods and self._floods[0][0] < now - STORM_WINDOW:
            self._floods.popleft()
        if len({chat for _, chat in self._floods}) < STORM_CHATS:
            return False
        self._paused_until = max(self._paused_until, now + retry_after)
        return True

    def answered(self) -> None:
        """Telegram answers: whatever it said, the line works."""
        self._failures = 0
        self._rest = FIRST_REST

    def unanswered(self, now: float) -> float:
        """Note a send that got no usable answer. Gives back the seconds of rest when there were too many, else 0."""
        self._failures += 1
        if self._failures < BREAKER_AFTER or now < self._paused_until:
            return 0.0
        rest = self._rest
        self._paused_until = now + rest
        self._rest = min(self._rest * 2, LONGEST_REST)
        return rest
