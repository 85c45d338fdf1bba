"""Editions, and their deliveries."""

from sqlalchemy import (
    JSON,
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
    text,
)

from bot.models import DeliveryState
from bot.storage.schema.columns import Id, UtcDateTime, metadata, one_of

editions = Table(
    "editions",
    metadata,
    Column("id", Id, primary_key=True),
    # In links to the edition; nobody can guess one.
    Column("token", String(32)),
    Column("through_load", BigInteger, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    UniqueConstraint("token", name="uq_editions_token"),
)

edition_parts = Table(
    "edition_parts",
    metadata,
    Column("edition_id", BigInteger, ForeignKey("editions.id", ondelete="CASCADE"), primary_key=True),
    Column("part", SmallInteger, primary_key=True),
    Column("html", Text, nullable=False),
    Column("plain", Text, nullable=False),
    Column("keyboard", Text, nullable=False),
)

edition_articles = Table(
    "edition_articles",
    metadata,
    Column("edition_id", BigInteger, ForeignKey("editions.id", ondelete="CASCADE"), primary_key=True),
    Column("article_id", BigInteger, ForeignKey("articles.id"), primary_key=True),
    Column("place", SmallInteger, nullable=False),
    # Why the story is there: the factors of its score.
    Column("factors", JSON),
)

_OPEN = text("finished_at IS NULL")
_OVER = text("finished_at IS NOT NULL")

deliveries = Table(
    "deliveries",
    metadata,
    Column("id", Id, primary_key=True),
    Column("subscription_id", BigInteger, ForeignKey("subscriptions.id", ondelete="CASCADE"), nullable=False),
    Column("slot_date", Date, nullable=False),
    Column("slot_time", Time, nullable=False),
    Column("slot_at", UtcDateTime, nullable=False),
    Column("part", SmallInteger, nullable=False),
    Column("edition_id", BigInteger, ForeignKey("editions.id")),
    Column("state", String(12), nullable=False),
    Column("reason", Text, nullable=False),
    Column("not_before", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("attempts", SmallInteger, nullable=False),
    Column("uncertain", SmallInteger, nullable=False),
    Column("silent", Boolean(create_constraint=False), nullable=False),
    Column("as_plain", Boolean(create_constraint=False), nullable=False),
    Column("epoch", BigInteger, nullable=False),
    Column("message_id", BigInteger),
    Column("finished_at", UtcDateTime),
    UniqueConstraint("subscription_id", "slot_date", "slot_time", "part", name="uq_deliveries_slot"),
    CheckConstraint(one_of("state", [state.value for state in DeliveryState]), name="state"),
    # The id is part of the index because thousands of chats share one due time: without it the database sorts them all.
    Index("ix_deliveries_claim", "state", "not_before", "id"),
    Index("ix_deliveries_edition", "edition_id"),
    # What is too late is looked for every second, among what waits. Nobody else says that a row is not finished, so
    # that no claim is answered from here.
    Index("ix_deliveries_expiry", "expires_at", sqlite_where=_OPEN, postgresql_where=_OPEN),
    # What finished lately, for the figures and for what needs a person; with the state, so that the index counts.
    Index("ix_deliveries_finished", "finished_at", "state", sqlite_where=_OVER, postgresql_where=_OVER),
)
