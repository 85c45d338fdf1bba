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
# What is in doubt rests for half a minute before it is sent again.
REST = 31.0
# The share of ends that fall into the start of a process instead of its sending, and of those with a slow Telegram.
STARTS = 0.15
SLOW = 0.5
FAST = {"SEND_RATE": "100", "PAID_BROADCAST": "true", "LOG_LEVEL": "INFO"}

Json = dict[str, Any]


@dataclass
class Tally:
    """What became of a delivery, by the ledger.

    `in_doubt` adds up what was being sent at each end of the process, `sending` the ends that came after a message.
    """

    chats: int
    copies: Counter[tuple[int, str]] = field(default_factory=Counter)
    loud_copies: int = 0
    in_doubt: int = 0
    ends: int = 0
    sending: int = 0

    @property
    def lost(self) -> list[int]:
        """Chats that got nothing."""
        reached = {chat for chat, _ in self.copies}
        return [chat for chat in range(FIRST_CHAT, FIRST_CHAT + self.chats) if chat not in reached]

    @property
    def duplicates(self) -> int:
        """Messages beyond the first of each text in each chat."""
        return sum(count - 1 for count in self.copies.values())

    def figures(self) -> dict[str, object]:
        """The figures as a row for the end of the run."""
        return {
            "chats": self.chats,
            "ends": self.ends,
            "of them while sending": self.sending,
            "lost": len(self.lost),
            "duplicates": self.duplicates,
            "being sent at an end": self.in_doubt,
            "most copies": self.most,
        }

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
        self._doubt = 0
        lab.post("reset")
        lab.post("bulk", people=chats, start_id=FIRST_CHAT, started=True)
        self.outbox.subscribe(range(FIRST_CHAT, FIRST_CHAT + chats), lab.now() - timedelta(minutes=2))

    def start(self) -> BotProcess:
        """A new bot process on the same database."""
        return BotProcess(self._home, self._settings)

    def lives(self, dice: random.Random, ends: int, end: Callable[[BotProcess], object]) -> None:
        """Start the bot so many times, and `end` it each time at a random moment of its start or of the delivery."""
        for more in range(ends, 0, -1):
            self._lab.call("DELETE", "faults")
            if dice.random() < SLOW:
                self._lab.fault("slow", method="sendMessage", times=0, seconds=dice.uniform(0.005, 0.05))
            # What is in flight goes out beyond what is waited for; the rest is kept for the ends to come.
            fresh = self.outbox.fresh() if self.tally.sending else self.tally.chats
            self._life(dice, fresh // (more + 1), end)
        self._lab.call("DELETE", "faults")

    def _life(self, dice: random.Random, most: int, end: Callable[[BotProcess], object]) -> None:
        after = self._lab.version()
        with self.start() as bot:
            if not most or dice.random() < STARTS:
                bot.until(dice.choice(("seeds_loaded", "active")))
            else:
                self.accepted(after, dice.randint(1, most))
                self.tally.sending += 1
            end(bot)
        self.tally.ends += 1
        self._doubt = self.outbox.states().get("sending", 0)
        self.tally.in_doubt += self._doubt

    def accepted(self, after: int, wanted: int) -> None:
        """Wait until so many briefings were accepted since the event `after`."""
        for event in self._lab.events(after, f"{wanted} accepted messages", 20.0):
            if event["kind"] == "message" and event["message"].get("from", {}).get("id") == BOT_ID:
                wanted -= 1
            if wanted <= 0:
                return

    def settle(self, bot: BotProcess) -> None:
        """Wait until nothing is open any more, the clock moved beyond the rest of what is in doubt."""
        bot.until("deliveries_in_doubt" if self._doubt else "active")
        self._lab.advance(REST)
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
