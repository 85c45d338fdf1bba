"""What the processes of an installation share."""

from sqlalchemy import JSON, BigInteger, CheckConstraint, Column, Index, SmallInteger, String, Table, Text

from bot.storage.schema.columns import Id, UtcDateTime, metadata, one_of

facts = Table(
    "facts",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("value", Text, nullable=False),
)

leases = Table(
    "leases",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("holder", String(255), nullable=False),
    Column("epoch", BigInteger, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
)

inbox = Table(
    "inbox",
    metadata,
    Column("update_id", BigInteger, primary_key=True, autoincrement=False),
    Column("payload", Text, nullable=False),
    Column("state", String(12), nullable=False),
    Column("attempts", SmallInteger, nullable=False),
    Column("received_at", UtcDateTime, nullable=False),
    CheckConstraint(one_of("state", ["pending", "done", "failed"]), name="state"),
    Index("ix_inbox_state", "state", "update_id"),
)

# Answers to people that Telegram makes wait. Whoever is answered may be no chat that is remembered.
replies = Table(
    "replies",
    metadata,
    Column("id", Id, primary_key=True),
    Column("telegram_id", BigInteger, nullable=False),
    Column("message", JSON, nullable=False),
    Column("not_before", UtcDateTime, nullable=False),
    Index("ix_replies_chat", "telegram_id"),
)
