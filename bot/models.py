"""The values that cross boundaries: frozen, typed, free of any library. Database rows never leave `storage`."""

from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class ParsedArticle:
    """What reading a seed gives: text only, nothing of it trusted, nothing of it escaped."""

    title: str
    body: tuple[str, ...]
    summary: str = ""
    byline: str = ""
    source: str = ""
    url: str = ""
    section: str = ""
    published: datetime | None = None
    updated: datetime | None = None
    captions: tuple[str, ...] = ()
    language: str = ""
    topics: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Headline:
    """An article as a list shows it. `shown_at` orders the library: published, else first seen (UTC)."""

    id: int
    title: str
    summary: str
    source: str
    language: str
    topics: tuple[str, ...]
    published: datetime | None
    shown_at: datetime
    words: int


@dataclass(frozen=True, slots=True)
class Article:
    """A stored article with its whole text."""

    id: int
    seed_path: str
    content: ParsedArticle
    first_seen: datetime
    changed: datetime
    withdrawn: datetime | None
    words: int


class ChatKind(StrEnum):
    """Telegram's chat types."""

    PRIVATE = "private"
    GROUP = "group"
    SUPERGROUP = "supergroup"
    CHANNEL = "channel"


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a message goes: a Telegram chat id and a forum topic in it (0: none)."""

    telegram_id: int
    thread_id: int = 0


@dataclass(frozen=True, slots=True)
class Subscription:
    """A chat (or one topic of a forum) with its schedule. `weekdays` has bit 0 for Monday; times are local."""

    id: int
    chat_id: int
    destination: Destination
    kind: ChatKind
    local_time: time
    zone: str
    weekdays: int
    minutes: int
    active: bool
    inactive_reason: str
    next_due: datetime | None
    last_slot_date: date | None
    created: datetime


class InterestKind(StrEnum):
    """What can be followed and muted. A followed `language` is one of those that the chat wants articles in."""

    TOPIC = "topic"
    PLACE = "place"
    SOURCE = "source"
    WORD = "word"
    LANGUAGE = "language"


class Stance(StrEnum):
    """What a chat thinks of something."""

    FOLLOW = "follow"
    MUTE = "mute"


@dataclass(frozen=True, slots=True, order=True)
class Interest:
    """One thing that a chat follows or mutes. `value` is folded: lower case, single spaces."""

    kind: InterestKind
    value: str
    stance: Stance


class EditorMark(StrEnum):
    """What an editor wants of an article."""

    PIN = "pin"
    HIDE = "hide"


class DeliveryState(StrEnum):
    """States of a delivery; `bot.storage.outbox` draws how they follow each other."""

    PLANNED = "planned"
    SENDING = "sending"
    SENT = "sent"
    UNCERTAIN = "uncertain"
    UNCONFIRMED = "unconfirmed"
    DEAD = "dead"
    EXPIRED = "expired"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class EditionPart:
    """One message of an edition, ready to send: Telegram HTML, its plain text, and the keyboard as JSON-able rows."""

    html: str
    plain: str
    keyboard: tuple[tuple[dict[str, str], ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Edition:
    """The content chosen and rendered for a slot."""

    parts: tuple[EditionPart, ...]
    article_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ClaimedDelivery:
    """A delivery that is about to be sent: the intent is already durable."""

    id: int
    subscription_id: int
    chat_id: int
    destination: Destination
    kind: ChatKind
    slot_at: datetime
    part: int
    attempts: int
    uncertain: int
    silent: bool
    html: str
    plain: str
    keyboard: str
    as_plain: bool


@dataclass(frozen=True, slots=True)
class DeliveryRecord:
    """A delivery as `/status` and an operator see it."""

    slot_at: datetime
    slot_date: date
    part: int
    state: DeliveryState
    reason: str
    sent_at: datetime | None
    attempts: int


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts for `/stats` and the command line."""

    articles: int
    chats: int
    subscriptions: int
    deliveries: dict[str, int] = field(default_factory=dict)
    planned: int = 0
    oldest_planned: datetime | None = None
