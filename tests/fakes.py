"""Stand-ins for what the tests do not control: time, Telegram as the worker sees it, and a secret to look for."""

import asyncio
from datetime import UTC, datetime, timedelta

from bot.delivery.outcome import Kind, Outcome
from bot.models import ClaimedDelivery, Destination

# Looks like a bot token. No output, log or error of ours may ever hold it.
CANARY_TOKEN = "987654321:AAcanary_must-never-be-seen_0123456789"
# A Sunday, so that the days after it are a plain week.
START = datetime(2026, 3, 1, 6, 0, tzinfo=UTC)


class FakeClock:
    """A `bot.clock.Clock` that moves only when it is told to."""

    def __init__(self, start: datetime = START) -> None:
        self._now = start
        self._monotonic = 1000.0

    def now(self) -> datetime:
        """The instant that was set."""
        return self._now

    def monotonic(self) -> float:
        """Seconds that move with `advance` and never go back."""
        return self._monotonic

    def advance(self, step: timedelta | float) -> None:
        """Let time pass: a span, or seconds."""
        span = step if isinstance(step, timedelta) else timedelta(seconds=step)
        self._now += span
        self._monotonic += span.total_seconds()

    def set(self, instant: datetime) -> None:
        """Set the wall clock, also backwards; the monotonic one knows nothing of it."""
        self._now = instant


class ScriptedSender:
    """A `bot.delivery.sender.Sender` that answers as it is told, by chat, and keeps a ledger like Telegram's own.

    `script[chat]` holds what happens to the next requests to that chat; after that they are accepted. `hold` lets
    accepted requests wait for their answer until `release`.
    """

    def __init__(self) -> None:
        self.script: dict[int, list[Outcome | Exception]] = {}
        self.requests: list[ClaimedDelivery] = []
        self.accepted: list[ClaimedDelivery] = []
        self.waiting = 0
        self.silent = False
        self.asked = 0
        self._free = asyncio.Event()
        self._free.set()

    def answer(self, chat: int, *outcomes: Outcome | Exception) -> None:
        """Add to what happens to the next requests to this chat."""
        self.script.setdefault(chat, []).extend(outcomes)

    def hold(self) -> None:
        """From now on no answer arrives."""
        self._free.clear()

    def release(self) -> None:
        """All answers arrive."""
        self._free.set()

    def texts(self, chat: int) -> list[str]:
        """The texts that this chat got, in order."""
        return [each.plain for each in self.accepted if each.destination.telegram_id == chat]

    async def answers(self, to: Destination) -> bool:
        """As Telegram does unless it is `silent`: what single chats are answered tells nothing of the line."""
        self.asked += 1
        return not self.silent

    async def send(self, delivery: ClaimedDelivery) -> Outcome:
        """Note the request, and answer by the script."""
        self.requests.append(delivery)
        coming = self.script.get(delivery.destination.telegram_id)
        outcome = coming.pop(0) if coming else Outcome(Kind.SENT, message_id=len(self.requests))
        if isinstance(outcome, Outcome) and outcome.kind is Kind.SENT:
            self.accepted.append(delivery)
        self.waiting += 1
        try:
            await self._free.wait()
        finally:
            self.waiting -= 1
        if isinstance(outcome, Exception):
            raise outcome
        return outcome
