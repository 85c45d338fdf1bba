"""Telegram's sending rates, as the Bots FAQ names them: 30/s in all, 1/s a private chat, 20/min a group."""

import math
from dataclasses import dataclass

PRIVATE_BURST = 5


@dataclass(slots=True)
class Bucket:
    """Tokens that come back at `rate` a second, at most `size` of them."""

    rate: float
    size: float
    tokens: float
    at: float

    def take(self, now: float) -> float:
        """0 when a token was there, else the seconds until there will be one."""
        gained = max(now - self.at, 0.0) * self.rate
        self.tokens, self.at = min(self.tokens + gained, self.size), now
        if self.tokens >= 1:
            self.tokens -= 1
            return 0.0
        return (1 - self.tokens) / self.rate

    def give_back(self) -> None:
        self.tokens += 1


class Flood:
    """Counts accepted sends; `enabled` off counts nothing and refuses nothing."""

    def __init__(self, *, enabled: bool) -> None:
        self.enabled = enabled
        self._buckets: dict[object, Bucket] = {}

    def check(self, chat_id: int | None, now: float, *, group: bool, paid: bool) -> int:
        """0 when this is within all rates, else whole seconds to wait; no chat: only the bot's own rate."""
        if not self.enabled:
            return 0
        overall = self._bucket("paid", 1000, 1000, now) if paid else self._bucket("all", 30, 30, now)
        wait = overall.take(now)
        if wait or chat_id is None:
            return math.ceil(wait)
        mine = self._bucket(chat_id, 20 / 60, 20, now) if group else self._bucket(chat_id, 1, PRIVATE_BURST, now)
        wait = mine.take(now)
        if wait:
            overall.give_back()
        return math.ceil(wait)

    def clear(self) -> None:
        self._buckets.clear()

    def _bucket(self, key: object, rate: float, size: float, now: float) -> Bucket:
        bucket = self._buckets.get(key)
        if bucket is None:
            bucket = self._buckets[key] = Bucket(rate, size, size, now)
        return bucket
