"""Chats, what they want, and when."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    SmallInteger,
    String,
    Table,
    Text,
    Time,
    UniqueConstraint,
    false,
    text,
)

from bot.models import ChatKind, InterestKind, Stance
from bot.storage.schema.columns import Id, UtcDateTime, metadata, one_of

chats = Table(
    "chats",
    metadata,
    Column("id", Id, primary_key=True),
    Column("telegram_id", BigInteger, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("title", Text, nullable=False),
    Column("language", String(16), nullable=False),
    # Whether somebody chose the language here; else it follows the person's Telegram.
    Column("language_chosen", Boolean(create_constraint=False), nullable=False, default=False, server_default=false()),
    Column("created_at", UtcDateTime, nullable=False),
    UniqueConstraint("telegram_id", name="uq_chats_telegram"),
    CheckConstraint(one_of("kind", [kind.value for kind in ChatKind]), name="kind"),
)

# Who may be asked to manage a channel; whether they still may is asked of Telegram at every act.
channel_managers = Table(
    "channel_managers",
    metadata,
    Column("chat_id", BigInteger, ForeignKey("chats.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("person", BigInteger, primary_key=True, autoincrement=False),
    # Why nothing can be posted there any more, until the person has been told.
    Column("untold", Text),
)

# What a chat, or a topic of a forum, follows and mutes.
interests = Table(
    "interests",
    metadata,
    Column("id", Id, primary_key=True),
    Column("chat_id", BigInteger, ForeignKey("chats.id", ondelete="CASCADE"), nullable=False),
    Column("thread_id", BigInteger, nullable=False),
    Column("kind", String(12), nullable=False),
    Column("value", String(200), nullable=False),
    Column("stance", String(8), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    UniqueConstraint("chat_id", "thread_id", "kind", "value", name="uq_interests_value"),
    CheckConstraint(one_of("kind", [kind.value for kind in InterestKind]), name="kind"),
    CheckConstraint(one_of("stance", [stance.value for stance in Stance]), name="stance"),
)

# Articles that were opened in a chat: a briefing need not tell them again.
readings = Table(
    "readings",
    metadata,
    Column("chat_id", BigInteger, ForeignKey("chats.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column(
        "article_id", BigInteger, ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    ),
    Column("read_at", UtcDateTime, nullable=False),
)

subscriptions = Table(
    "subscriptions",
    metadata,
    Column("id", Id, primary_key=True),
    Column("chat_id", BigInteger, ForeignKey("chats.id", ondelete="CASCADE"), nullable=False),
    Column("thread_id", BigInteger, nullable=False),
    Column("zone", String(64), nullable=False),
    Column("minutes", SmallInteger, nullable=False),
    Column("active", Boolean(create_constraint=False), nullable=False),
    Column("inactive_reason", Text, nullable=False),
    # Between these local times, over midnight where they say so, a briefing comes without a sound.
    Column("quiet_from", Time),
    Column("quiet_until", Time),
    # The newest load that briefings covered whose deliveries are let go; 0 while all are here.
    Column("told_load", BigInteger, nullable=False, default=0, server_default=text("0")),
    Column("created_at", UtcDateTime, nullable=False),
    UniqueConstraint("chat_id", "thread_id", name="uq_subscriptions_chat"),
    CheckConstraint("minutes BETWEEN 1 AND 60", name="minutes"),
)

# The daily times of a subscription.
slots = Table(
    "slots",
    metadata,
    Column("id", Id, primary_key=True),
    Column("subscription_id", BigInteger, ForeignKey("subscriptions.id", ondelete="CASCADE"), nullable=False),
    Column("local_time", Time, nullable=False),
    Column("weekdays", SmallInteger, nullable=False),
    Column("next_due_at", UtcDateTime),
    Column("last_slot_date", Date),
    # While the coming slot is put off until next_due_at: the instant that it was meant for.
    Column("snoozed_from", UtcDateTime),
    UniqueConstraint("subscription_id", "local_time", name="uq_slots_local_time"),
    CheckConstraint("weekdays BETWEEN 1 AND 127", name="weekdays"),
    Index("ix_slots_due", "next_due_at", "id"),
)

# Days, first and last included, on which a subscription gets nothing; without a last day, until somebody ends it.
pauses = Table(
    "pauses",
    metadata,
    Column("id", Id, primary_key=True),
    Column("subscription_id", BigInteger, ForeignKey("subscriptions.id", ondelete="CASCADE"), nullable=False),
    Column("first_day", Date, nullable=False),
    Column("last_day", Date),
    UniqueConstraint("subscription_id", "first_day", name="uq_pauses_first_day"),
    CheckConstraint("last_day IS NULL OR last_day >= first_day", name="days"),
)
