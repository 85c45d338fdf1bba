"""The values that cross boundaries: frozen, typed, free of any library. Database rows never leave `storage`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import NamedTuple

from bot.slots import Pause, QuietHours, Schedule


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
class RejectedItem:
    """One of several articles in a seed that cannot be taken, with the reason; `title` where it states one."""

    reason: str
    title: str = ""


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

    @property
    def is_private(self) -> bool:
        """Whether one person reads here: Telegram's groups and channels have ids below 0."""
        return self.telegram_id > 0


@dataclass(frozen=True, slots=True)
class DailyTime:
    """A time of the day at which a chat gets its briefing, on its own weekdays (bit 0: Monday).

    `snoozed_from` is the instant that the coming slot was meant for, while somebody has put it off until `next_due`.
    """

    local_time: time
    weekdays: int
    next_due: datetime | None
    last_slot_date: date | None
    snoozed_from: datetime | None = None


@dataclass(frozen=True, slots=True)
class Timetable:
    """When a chat gets its briefings: daily times, earliest first, but for pauses. Equal for thousands of chats."""

    times: tuple[DailyTime, ...]
    zone: str
    pauses: tuple[Pause, ...] = ()
    quiet: QuietHours | None = None

    def schedule(self, of: DailyTime) -> Schedule:
        """The schedule of one of the times."""
        return Schedule(of.local_time, self.zone, of.weekdays, self.pauses)

    @property
    def schedules(self) -> tuple[Schedule, ...]:
        """The schedules of all times."""
        return tuple(self.schedule(each) for each in self.times)

    def is_weekly(self, day: date) -> bool:
        """Whether the briefing of that day is the only one of its week."""
        return [each.weekdays for each in self.times] == [1 << day.weekday()]


class Recipient(NamedTuple):
    """Whose briefing, and how long: what of a subscription its content depends on. Made by the hundred thousand.

    `private`: one person reads there.
    """

    subscription_id: int
    chat_id: int
    thread_id: int
    minutes: int
    private: bool


@dataclass(frozen=True, slots=True)
class Subscription:
    """A chat (or one topic of a forum) with its daily times, earliest first, and the days on which it wants nothing."""

    id: int
    chat_id: int
    destination: Destination
    kind: ChatKind
    times: tuple[DailyTime, ...]
    zone: str
    minutes: int
    active: bool
    inactive_reason: str
    created: datetime
    pauses: tuple[Pause, ...] = ()
    quiet: QuietHours | None = None

    @property
    def upcoming(self) -> DailyTime | None:
        """The time that is due first; None where nothing is to come."""
        coming = [(each.next_due, each.local_time, each) for each in self.times if each.next_due is not None]
        return min(coming, key=lambda entry: entry[:2])[2] if coming else None

    @property
    def next_due(self) -> datetime | None:
        """When the next briefing is due (UTC)."""
        return None if self.upcoming is None else self.upcoming.next_due

    @property
    def timetable(self) -> Timetable:
        """All that its slots depend on."""
        return Timetable(self.times, self.zone, self.pauses, self.quiet)

    @property
    def recipient(self) -> Recipient:
        """All that the content of its briefings depends on."""
        return Recipient(self.id, self.chat_id, self.destination.thread_id, self.minutes, self.destination.is_private)


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
    article_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Edition:
    """The content chosen and rendered for a slot.

    `factors` say why an article is there, by its id (docs/briefing.md); `spare_ids` are the next that would have been.
    """

    parts: tuple[EditionPart, ...]
    article_ids: tuple[int, ...]
    factors: Mapping[int, Mapping[str, object]] = field(default_factory=dict)
    spare_ids: tuple[int, ...] = ()


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
    """The slot that has been open for the longest."""
    sent_last_minute: int = 0
    lateness: tuple[timedelta, timedelta] | None = None
    """Of the latest briefings sent: the median, and what 99 of 100 did not exceed."""
    reasons: tuple[tuple[DeliveryState, str, int], ...] = ()
    """Why briefings of the last day were not sent, the commonest first."""
