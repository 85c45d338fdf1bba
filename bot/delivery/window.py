"""How much may be open at once, since all of it is in doubt after a crash. Pure.

Requests in flight: rate times latency. Intents that have not left: as many as leave until the next commit is through.
"""

import math

# The weight of the newest sample in the mean latency, and the room above rate x latency for its spread.
WEIGHT = 0.1
ROOM = 1.5
FEWEST = 2
MOST = 256
# What a slow turn of the loop counts for in the turn after it. Bounds in seconds.
FADING = 0.995
SHORTEST_LEAD = 0.002
LONGEST_LEAD = 0.1


class Window:
    """Follows the latency and gives the number of deliveries worth having open. Without a rate, `most` are."""

    def __init__(self, rate: float, most: int = MOST) -> None:
        self._rate = rate
        self._most = most
        self._latency = 0.05

    def size(self, horizon: float) -> int:
        """Requests in flight that keep the rate up, with those that leave within `horizon` seconds; no more."""
        if not math.isfinite(self._rate):
            return self._most
        in_flight = max(FEWEST, math.ceil(self._rate * self._latency * ROOM))
        return min(self._most, in_flight + math.ceil(self._rate * horizon))

    def observed(self, seconds: float) -> None:
        """Note how long an answer took."""
        self._latency += WEIGHT * (seconds - self._latency)


class Lead:
    """How long before its leaving an intent is written down: as long as that takes at its slowest, and no longer.

    Longer, and a crash would put messages in doubt that have never left; shorter, and the rate could not be kept.
    """

    def __init__(self) -> None:
        self._slowest = 0.01

    @property
    def seconds(self) -> float:
        """The lead for the next intents."""
        return min(max(self._slowest * ROOM, SHORTEST_LEAD), LONGEST_LEAD)

    def observed(self, seconds: float) -> None:
        """Note how long it took from the question for room to the durable intents."""
        self._slowest = max(seconds, self._slowest * FADING)
