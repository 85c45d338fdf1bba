"""The last second as Telegram may see it: what has left, and when each message had arrived at the latest. Pure.

A message arrives after it has left and before its answer is here. The fastest way there and back is common to all;
whatever one took beyond that may have been lost on the way there, so it counts from then on. Thus no second of the
server's holds more messages than may leave in one, though the ways there are not equally long.

What was lost on the way back, or at the server, looks the same: to respect it may cost no more than a small share of
the rate, but for a while after a 429, which says that messages did come too close together.
"""

import math
from collections import deque
from dataclasses import dataclass

# A message that was slower by more than this was not on its way there for all that time. In seconds, like the rest.
LONGEST_DELAY = 0.25
# What may be waited for slow messages: this share of the time, saved up to so much.
SHARE = 0.003
MOST_CREDIT = 1.0
# The fastest way becomes slower when all are: the weight of one that was.
DRIFT = 0.01
# A message that leaves later than this after it might has not waited for its place.
PUNCTUAL = 0.02


@dataclass(slots=True)
class Departed:
    """A message that has left at this instant, and when it was answered."""

    left: float
    answered: float | None = None


class Arrivals:
    """Remembers the last `most` messages; the next may leave when the first of them arrived `span` seconds ago."""

    def __init__(self, most: int, span: float) -> None:
        self._last: deque[Departed] = deque(maxlen=most)
        self._span = span
        self._fastest = math.inf
        self._credit = MOST_CREDIT
        self._credited_at = math.inf

    def free_at(self, now: float) -> float:
        """The instant from which the next message may leave."""
        if len(self._last) != self._last.maxlen:
            return now
        first = self._last[0]
        return first.left + self._span + min(self._delay(first, now), self._credit_at(now))

    def take(self, now: float) -> Departed:
        """A message leaves now."""
        self._credit, self._credited_at = self._credit_at(now), now
        if len(self._last) == self._last.maxlen:
            delay = min(self._delay(self._last[0], now), self._credit)
            if now <= self._last[0].left + self._span + delay + PUNCTUAL:
                self._credit -= delay
        departed = Departed(now)
        self._last.append(departed)
        return departed

    def answered(self, departed: Departed, now: float) -> None:
        """It has arrived by now."""
        departed.answered = now
        took = now - departed.left
        self._fastest = took if took < self._fastest else self._fastest + DRIFT * (took - self._fastest)

    def refused(self) -> None:
        """Telegram says that too many came at once."""
        self._credit = MOST_CREDIT

    def _delay(self, departed: Departed, now: float) -> float:
        """How much later than the fastest it may have arrived."""
        took = (now if departed.answered is None else departed.answered) - departed.left
        return min(max(took - self._fastest, 0.0), LONGEST_DELAY)

    def _credit_at(self, now: float) -> float:
        return min(self._credit + SHARE * max(now - self._credited_at, 0.0), MOST_CREDIT)
