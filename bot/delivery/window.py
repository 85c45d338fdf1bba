"""How many requests may be in flight: rate times latency, since each one may become a duplicate in a crash. Pure."""

import math

# The weight of the newest sample in the mean latency, and the room above rate x latency for its spread.
WEIGHT = 0.1
ROOM = 1.5
FEWEST = 2


class Window:
    """Follows the latency and gives the number of requests worth having in flight."""

    def __init__(self, rate: float, most: int = 64) -> None:
        self._rate = rate
        self._most = most
        self._latency = 0.05

    @property
    def size(self) -> int:
        """Requests in flight that keep the rate up, and no more."""
        if not math.isfinite(self._rate):
            return self._most
        return max(FEWEST, min(self._most, math.ceil(self._rate * self._latency * ROOM)))

    def observed(self, seconds: float) -> None:
        """Note how long an answer took."""
        self._latency += WEIGHT * (seconds - self._latency)
