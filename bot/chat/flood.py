"""Limits on what one person or one chat may ask, before any work is done for it."""

from dataclasses import dataclass
from enum import StrEnum

from bot.chat.memory import Recent
from bot.clock import Clock

REMEMBERED = 20_000


@dataclass(frozen=True, slots=True)
class Allowance:
    """So many at once, and so many a second after that."""

    burst: float
    a_second: float


PERSON = Allowance(burst=20, a_second=1.0)
GROUP = Allowance(burst=40, a_second=2.0)


class Verdict(StrEnum):
    """What to do with a request."""

    SERVE = "serve"
    SAY_SO = "say so"
    IGNORE = "ignore"


@dataclass(slots=True)
class _Bucket:
    tokens: float
    at: float
    told: bool = False


class FloodGuard:
    """Token buckets for people and for chats. One who asks too much is told once, then ignored until it is quiet."""

    def __init__(self, clock: Clock, *, person: Allowance = PERSON, group: Allowance = GROUP) -> None:
        self._clock = clock
        self._person = person
        self._group = group
        self._buckets: Recent[tuple[str, int], _Bucket] = Recent(REMEMBERED)

    def judge(self, person: int | None, chat: int) -> Verdict:
        """Count one request of this person in this chat."""
        verdicts = [self._take(("chat", chat), self._group)]
        if person is not None:
            verdicts.append(self._take(("person", person), self._person))
        for worst in (Verdict.IGNORE, Verdict.SAY_SO):
            if worst in verdicts:
                return worst
        return Verdict.SERVE

    def _take(self, key: tuple[str, int], allowed: Allowance) -> Verdict:
        now = self._clock.monotonic()
        bucket = self._buckets.get(key)
        if bucket is None:
            bucket = _Bucket(allowed.burst, now)
            self._buckets.put(key, bucket)
        bucket.tokens = min(allowed.burst, bucket.tokens + (now - bucket.at) * allowed.a_second)
        bucket.at = now
        if bucket.tokens >= 1:
            bucket.tokens -= 1
            bucket.told = bucket.told and bucket.tokens < allowed.burst / 2
            return Verdict.SERVE
        if bucket.told:
            return Verdict.IGNORE
        bucket.told = True
        return Verdict.SAY_SO
