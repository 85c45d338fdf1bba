"""What the handlers are given: the services, and the little state that a conversation needs."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol

from bot.chat.background import Background
from bot.chat.memory import Memory
from bot.chat.shelf import Shelf
from bot.clock import Clock
from bot.models import DeliveryRecord, Destination, Edition, EditionPart
from bot.services.administration import Administration
from bot.services.channels import Channels
from bot.services.editorial import Editorial
from bot.services.history import History
from bot.services.interests import Interests
from bot.services.languages import Languages
from bot.services.ledger import Ledger
from bot.services.library import Library
from bot.services.previews import Previews
from bot.services.privacy import Privacy
from bot.services.search import Search
from bot.services.subscriptions import Subscriptions
from bot.services.watch import Watch


class Briefings(Protocol):
    """Briefings as a person asks for them."""

    async def now(self, destination: Destination, language: str = "") -> Edition | None:
        """What is new for this chat, or None; nothing is stored."""
        ...

    async def more(
        self, destination: Destination, edition_id: int, page: int, language: str = ""
    ) -> EditionPart | None:
        """A page of the stories that an edition had no room for; None where there are none."""
        ...

    async def recent(self, destination: Destination, most: int) -> list[DeliveryRecord]:
        """The chat's newest deliveries, newest first."""
        ...


@dataclass(frozen=True, slots=True)
class BotProfile:
    """The bot as Telegram knows it, and how to tell Telegram which commands it has."""

    id: int
    username: str
    first_name: str
    show_menu: Callable[[], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class ChatServices:
    """Everything behind the commands. `admin_ids` are Telegram user ids."""

    library: Library
    search: Search
    subscriptions: Subscriptions
    channels: Channels
    briefings: Briefings
    administration: Administration
    editorial: Editorial
    previews: Previews
    ledger: Ledger
    watch: Watch
    privacy: Privacy
    languages: Languages
    interests: Interests
    history: History
    clock: Clock
    admin_ids: frozenset[int]
    memory: Memory
    background: Background
    shelf: Shelf
