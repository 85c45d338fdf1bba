"""When the next message may leave: evenly spaced for the whole bot, slower for each chat, paused when told to.

The spacing is the generic cell rate algorithm (GCRA, ITU-T I.371) with a small tolerance, so that a place that was
missed by a stall is made up for. Above it stands the limit itself: what left within the last second is remembered, with
the instant of its arrival, and whatever happened in it, no second holds more than the rate (`bot.delivery.arrivals`).
(The library's leaky bucket lets twice the limit through in the first second after a rest.) All instants are seconds of
a monotonic clock.
"""

import math
from collections import deque

from bot.delivery.arrivals import Arrivals, Departed
from bot.models import ChatKind

# Bot API FAQ, "My bot is hitting limits": about one message a second in a chat, 20 a minute in a group.
PRIVATE_SPACING = 1.0
GROUP_SPACING = 3.0
# Several chats refused within this many seconds mean that the whole bot is meant, unless this many times as many
# messages were taken meanwhile. One is tried after the shortest wait that was named, or after this one.
STORM_WINDOW = 10.0
STORM_CHATS = 3
TAKEN_IN_CALM = 3
LONGEST_STORM = 600.0
# Sends without an answer in a row before the bot rests, and how long it rests first and at most.
BREAKER_AFTER = 5
FIRST_REST = 5.0
LONGEST_REST = 600.0
REMEMBERED_CHATS = 20_000


# Telegram counts when messages arrive, and not all take equally long: a second of ours is longer by this share, and
# what shares it out a little less so, to make up for what late timers cost.
MARGIN = 0.007
SHARE_MARGIN = 0.005
# How much of what a stall has cost is made up for: three places, but no less and no more than these seconds.
LEAST_TOLERANCE = 0.02
MOST_TOLERANCE = 0.1


class Spacing:
    """GCRA: places in time at a steady rate, and never more than the rate in any second."""

    def __init__(self, rate: float) -> None:
        self.interval = (1 + SHARE_MARGIN) / rate if math.isfinite(rate) else 0.0
        self._tolerance = min(max(3 * self.interval, LEAST_TOLERANCE), MOST_TOLERANCE)
        self._due = -math.inf
        most = max(1, math.floor(rate)) if math.isfinite(rate) else 0
        self.arrivals = Arrivals(most, most * (1 + MARGIN) / rate if most else 0.0)

    def free_at(self, now: float) -> float:
        """The instant from which the next message conforms."""
        if not self.interval:
            return now
        return max(now, self._due - self._tolerance, self.arrivals.free_at(now))

    def take(self, now: float) -> Departed | None:
        """A message leaves now."""
        if not self.interval:
            return None
        self._due = max(now, self._due) + self.interval
        return self.arrivals.take(now)

    def places(self, now: float, horizon: float) -> int:
        """How many messages could leave within `horizon` seconds, if none of those before them was in the way."""
        return max(0, math.floor(-self.room_in(now, horizon, 0) / self.interval) + 1)

    def room_in(self, now: float, horizon: float, waiting: int) -> float:
        """Seconds until there are more than `waiting` places within the horizon; below 0 when there are."""
        return max(self._due - now, 0.0) + waiting * self.interval - self._tolerance - horizon


class Pacer:
    """The bot's one limiter. `rate` is messages a second for the whole bot."""

    def __init__(self, rate: float) -> None:
        self._bot = Spacing(rate)
        self._chats: dict[int, float] = {}
        self._floods: deque[tuple[float, int, float]] = deque()
        self._taken = 0
        self._storm = False
        self._flying: dict[int, Departed] = {}
        self._paused_until = 0.0
        self._failures = 0
        self._rest = FIRST_REST

    def places(self, now: float, horizon: float, most: int) -> int:
        """How many messages could leave within `horizon` seconds, at most `most`."""
        if now < self._paused_until:
            return 0
        if self._failures or self._storm:
            most = min(most, 1)
        if not self._bot.interval:
            return most
        return min(most, self._bot.places(now, horizon))

    def room_in(self, now: float, horizon: float, waiting: int) -> float:
        """Seconds until more messages than are waiting could leave within `horizon` seconds."""
        return max(self._paused_until - now, self._bot.room_in(now, horizon, waiting), 0.0)

    def wait(self, now: float) -> float:
        """Seconds until a message may leave."""
        return max(self._paused_until, self._bot.free_at(now)) - now

    def chat_free_at(self, telegram_id: int, now: float) -> float:
        """When this chat's own limit lets the next message in."""
        return max(now, self._chats.get(telegram_id, now))

    def take(self, telegram_id: int, kind: ChatKind, now: float) -> None:
        """A message to this chat leaves now."""
        if len(self._chats) > REMEMBERED_CHATS:
            self._chats = {chat: free for chat, free in self._chats.items() if free > now}
        departed = self._bot.take(now)
        if departed is not None:
            self._flying[telegram_id] = departed
        self._chats[telegram_id] = now + (PRIVATE_SPACING if kind is ChatKind.PRIVATE else GROUP_SPACING)

    def landed(self, telegram_id: int, now: float | None) -> None:
        """The message to this chat was answered at this instant; None: nothing came back that tells of its arrival."""
        departed = self._flying.pop(telegram_id, None)
        if departed is not None and now is not None:
            self._bot.arrivals.answered(departed, now)

    def spend(self, now: float) -> None:
        """A reply has left at once; the next briefing makes room for it."""
        departed = self._bot.take(now)
        if departed is not None:
            departed.answered = now

    def flooded(self, telegram_id: int, retry_after: float, now: float) -> bool:
        """Note a 429. One chat's is its own affair; several chats' at once pause the bot, and True is given back.

        Then one message at a time is tried until one is taken.
        """
        self._bot.arrivals.refused()
        while self._floods and self._floods[0][0] < now - STORM_WINDOW:
            self._floods.popleft()
        if not self._floods:
            self._taken = 0
        self._floods.append((now, telegram_id, retry_after))
        refused = len({chat for _, chat, _ in self._floods})
        if not self._storm and (refused < STORM_CHATS or self._taken >= TAKEN_IN_CALM * refused):
            return False
        self._storm = True
        wait = min(LONGEST_STORM, *(wait for _, _, wait in self._floods))
        self._paused_until = max(self._paused_until, now + wait)
        return True

    def accepted(self) -> None:
        """Telegram took a message: the bot as a whole may write."""
        self.answered()
        self._taken += 1
        if self._storm:
            self._storm = False
            self._floods.clear()

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
