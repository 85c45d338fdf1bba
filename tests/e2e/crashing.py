"""A delivery to many chats whose sender is ended again and again, and what the ledger says of it afterwards."""

import random
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from bot.sandbox.server import BOT_ID
from tests.e2e.lab import Lab
from tests.e2e.outbox import Outbox
from tests.e2e.processes import BotProcess, BotSettings

FIRST_CHAT = 100_000
SETTLED_WITHIN = 120.0
FAST = {"SEND_RATE": "1000", "PAID_BROADCAST": "true", "LOG_LEVEL": "INFO"}

Json = dict[str, Any]


@dataclass
class Tally:
    """What became of a delivery, by the ledger. `in_doubt` adds up what was being sent at each end of the process."""

    chats: int
    copies: Counter[tuple[int, str]] = field(default_factory=Counter)
    loud_copies: int = 0
    in_doubt: int = 0
    ends: int = 0

    @property
    def lost(self) -> list[int]:
        """Chats that got nothing."""
        reached = {chat for chat, _ in self.copies}
        return [chat for chat in range(FIRST_CHAT, FIRST_CHAT + self.chats) if chat not in reached]

    @property
    def duplicates(self) -> int:
        """Messages beyond the first of each text in each chat."""
        return sum(count - 1 for count in self.copies.values())

    @property
    def most(self) -> int:
        """Copies of one message in one chat, at most."""
        return max(self.copies.values(), default=0)


class Delivery:
    """`chats` private chats due at once, and the bot that delivers to them."""

    def __init__(self, lab: Lab, home: Path, settings: BotSettings, chats: int) -> None:
        self._lab, self._home, self._settings = lab, home, settings
        self.outbox = Outbox(settings.database_url)
        self.tally = Tally(chats)
        lab.post("reset")
        lab.post("bulk", people=chats, start_id=FIRST_CHAT, started=True)
        self.outbox.subscribe(range(FIRST_CHAT, FIRST_CHAT + chats), lab.now() - timedelta(minutes=2))

    def start(self) -> BotProcess:
        """A new bot process on the same database."""
        return BotProcess(self._home, self._settings)

    def life(self, dice: random.Random, most: int, end: Callable[[BotProcess], object]) -> None:
        """Start the bot, and `end` it at a random moment: at a line of its start, or after some messages."""
        after = self._lab.version()
        with self.start() as bot:
            wanted = dice.randint(-most // 5, most)
            if wanted <= 0:
                bot.until(dice.choice(("loaded", "active")))
            else:
                self._accepted(after, wanted, bot)
            end(bot)
        self.tally.ends += 1
        self.tally.in_doubt += self.outbox.states().get("sending", 0)

    def _accepted(self, after: int, wanted: int, bot: BotProcess) -> None:
        """Wait until so many more briefings were accepted, or none is left to send."""
        for event in self._lab.events(after, f"{wanted} accepted messages", 60.0):
            if event["kind"] == "message" and event["message"].get("from", {}).get("id") == BOT_ID:
                wanted -= 1
            if wanted <= 0:
                return

    def settle(self, bot: BotProcess) -> None:
        """Wait until nothing is open any more."""
        deadline = time.monotonic() + SETTLED_WITHIN
        after = self._lab.version()
        while left := self.outbox.open():
            assert time.monotonic() < deadline, f"{left} deliveries are still open: {self.outbox.states()}"
            assert bot.alive, f"the bot has ended:\n{bot.log.join()}"
            after = self._lab.call("GET", "events", after=after, wait=0.5)["version"]

    def count(self) -> Tally:
        """Read the ledger."""
        entries = self._lab.call("GET", "ledger", method="sendMessage", limit=10_000_000)["entries"]
        for entry in entries:
            key = (entry["chat_id"], entry["text"])
            self.tally.copies[key] += 1
            if self.tally.copies[key] > 1 and not entry["silent"]:
                self.tally.loud_copies += 1
        return self.tally
