"""Everything one sandbox holds, in one value that methods and the control API work on."""

from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.clock import Clock
from bot.sandbox.events import EventLog
from bot.sandbox.faults import Faults
from bot.sandbox.flood import Flood
from bot.sandbox.ledger import Ledger
from bot.sandbox.updates import UpdateQueue
from bot.sandbox.world import World

Json = dict[str, Any]

MOST_FILES = 50


@dataclass(slots=True)
class Press:
    """A press of an inline button that waits for its answerCallbackQuery."""

    id: str
    from_id: int
    chat_id: int
    message_id: int
    expires: float
    answer: Json | None = None


@dataclass(slots=True)
class Profile:
    """What the bot told Telegram about itself, by language, and its command lists by scope."""

    commands: dict[tuple[str, str], list[Json]] = field(default_factory=dict)
    texts: dict[tuple[str, str], str] = field(default_factory=dict)
    menu_buttons: dict[int, Json] = field(default_factory=dict)


@dataclass(slots=True)
class Webhook:
    """Where updates go; empty url: the bot polls."""

    url: str = ""
    secret: str = ""
    max_connections: int = 40
    last_error: str = ""
    last_error_date: int = 0


@dataclass(slots=True)
class State:
    """One sandbox."""

    token: str
    demo: bool
    world: World
    clock: Clock
    events: EventLog
    updates: UpdateQueue
    ledger: Ledger
    faults: Faults
    flood: Flood
    profile: Profile = field(default_factory=Profile)
    webhook: Webhook = field(default_factory=Webhook)
    last_file: int = 0
    last_query: int = 4_200_000_000_000_000_000
    presses: OrderedDict[str, Press] = field(default_factory=OrderedDict)
    files: OrderedDict[str, bytes] = field(default_factory=OrderedDict)

    def keep_file(self, content: bytes) -> str:
        """Keep a file that the bot sent, for the chat page, in place of the oldest; gives back its id."""
        self.last_file += 1
        key = f"document-{self.last_file}"
        self.files[key] = content
        if len(self.files) > MOST_FILES:
            self.files.popitem(last=False)
        return key

    def now(self) -> int:
        return int(self.clock.now())
