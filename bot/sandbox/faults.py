"""Faults on demand: what goes wrong with which call, how often, and for how long."""

import asyncio
import random
from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.errors import ControlError

BEFORE = frozenset({"cut", "late_accept", "status", "flood", "error"})
AFTER = frozenset({"lost_answer", "slow", "status_after", "garbage"})
KINDS = BEFORE | AFTER
POLLING = "getupdates"
HTML_ERROR = "<html><head><title>{0}</title></head><body><center><h1>{0}</h1></center></body></html>"


@dataclass(slots=True)
class Fault:
    """One rule. No method: every method but getUpdates. `times` 0: until it is cleared."""

    id: int
    kind: str
    method: str = ""
    chat_id: int | None = None
    times: int = 1
    seconds: float = 1.0
    retry_after: int = 5
    status: int = 502
    body: str | None = None
    probability: float = 1.0
    description: str = ""
    parameters: dict[str, Any] | None = None
    used: int = 0
    dice: random.Random = field(default_factory=random.Random)
    cleared: asyncio.Event = field(default_factory=asyncio.Event)

    def matches(self, method: str, chat_id: int | None) -> bool:
        if self.times and self.used >= self.times:
            return False
        if self.method.lower() != method and (self.method or method == POLLING):
            return False
        return self.chat_id is None or self.chat_id == chat_id

    async def delay(self) -> None:
        """Wait `seconds` of real time, or until the fault is cleared."""
        try:
            await asyncio.wait_for(self.cleared.wait(), self.seconds)
        except TimeoutError:
            return

    @property
    def answer(self) -> str:
        return self.body if self.body is not None else HTML_ERROR.format(f"{self.status} Bad Gateway")

    def describe(self) -> dict[str, Any]:
        hidden = ("dice", "cleared")
        return {name: getattr(self, name) for name in self.__slots__ if name not in hidden}


class Faults:
    """The rules in force, first match first."""

    def __init__(self) -> None:
        self._rules: list[Fault] = []
        self._next_id = 1

    def add(self, rule: dict[str, Any]) -> Fault:
        """A rule from the control API; ControlError when it is not understood."""
        rule = dict(rule)
        seed = rule.pop("seed", None)
        if "code" in rule:
            rule["status"] = rule.pop("code")
        if rule.get("kind") not in KINDS:
            raise ControlError(f"unknown fault kind {rule.get('kind')!r}; one of {', '.join(sorted(KINDS))}")
        known = set(Fault.__slots__) - {"id", "used", "dice", "cleared"}
        if unknown := set(rule) - known:
            raise ControlError(f"unknown fault field {sorted(unknown)[0]!r}")
        fault = Fault(self._next_id, dice=random.Random(seed), **rule)  # noqa: S311 - faults, not secrets
        self._next_id += 1
        self._rules.append(fault)
        return fault

    def take(self, method: str, chat_id: int | None) -> Fault | None:
        """The fault that hits this call, counted as used."""
        for fault in self._rules:
            if fault.matches(method, chat_id) and fault.dice.random() < fault.probability:
                fault.used += 1
                return fault
        return None

    def describe(self) -> list[dict[str, Any]]:
        return [fault.describe() for fault in self._rules]

    def clear(self) -> None:
        """End all faults; calls that they hold go on at once."""
        for fault in self._rules:
            fault.cleared.set()
        self._rules.clear()

    def __bool__(self) -> bool:
        return bool(self._rules)
