"""The tables, for SQLite and PostgreSQL alike. Only migrations change them; a test holds the two together."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    String,
    Table,
    Text,
    Time,
    TypeDecorator,
    UniqueConstraint,
    false,
    text,
)

from bot.models import ChatKind, DeliveryState

# Named constraints can be altered later; unnamed ones cannot on SQLite (Alembic, "Running batch migrations").
NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
metadata = MetaData(naming_convention=NAMING)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware UTC datetime. SQLite has no zones, so it is taken off on the way in and put back on the way out."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse naive values: a guess at their zone would be a wrong briefing time."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"naive datetime {value!r} may not be stored")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """Give back an aware UTC value on both databases."""
        if value is None:
            return None
        stored: datetime = value
        return stored.replace(tzinfo=UTC) if stored.tzinfo is None else stored.astimezone(UTC)


# SQLite gives only INTEGER PRIMARY KEY columns their own numbers.
Id = BigInteger().with_variant(Integer, "sqlite")


def _one_of(column: str, values: list[str]) -> str:
    listed = ", ".join(f"'{value}'" for value in values)
    return f"{column} IN ({listed})"


facts = Table(
    "facts",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("value", Text, nullable=False),
)

loads = Table(
    "loads",
    metadata,
    Column("id", Id, primary_key=True),
    Column("started_at", UtcDateTime, nullable=False),
    Column("finished_at", UtcDateTime),
    Column("requested_by", BigInteger),
    Column("report", JSON),
)

seeds = Table(
    "seeds",
    metadata,
    Column("path", String(1024), primary_key=True),
    Column("size", BigInteger, nullable=False),
    Column("mtime_ns", BigInteger, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("rejected", Text),
)

articles = Table(
    "articles",
    metadata,
    Column("id", Id, primary_key=True),
    Column("seed_path", String(1024), nullable=False),
    Column("position", Integer, nullable=False),
    Column("content_hash", String(64), nullable=False),
    Column("load_id", BigInteger, ForeignKey("loads.id"), nullable=False),
    Column("live", Boolean(create_constraint=False), nullable=False),
    Column("title", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("summary", Text, nullable=False),
    Column("byline", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("section", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("language", String(16), nullable=False),
    Column("published_at", UtcDateTime),
    Column("updated_at", UtcDateTime),
    Column("captions", JSON, nullable=False),
    Column("topics", JSON, nullable=False),
    Column("places", JSON, nullable=False),
    Column("people", JSON, nullable=False, default=list, server_default=text("'[]'")),
    Column("organisations", JSON, nullable=False, default=list, server_default=text("'[]'")),
    Column("keywords", JSON, nullable=False, default=list, server_default=text("'[]'")),
    Column("words", Integer, nullable=False),
    Column("first_seen_at", UtcDateTime, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
    Column("withdrawn_at", UtcDateTime),
    Column("shown_at", UtcDateTime, nullable=False),
    # The smallest id among the articles on one event, NULL for an article that stands alone.
    Column("story_id", BigInteger),
    # The smallest id among articles with one text, NULL in that one.
    Column("copy_of", BigInteger),
    # Whether the stories know this version of the article.
    Column("compared", Boolean(create_constraint=False), nullable=False, default=False, server_default=false()),
    UniqueConstraint("seed_path", "position", name="uq_articles_seed"),
    Index("ix_articles_latest", "live", "shown_at", "id"),
    Index("ix_articles_load", "load_id", "id"),
    Index("ix_articles_content", "content_hash"),
    Index("ix_articles_story", "story_id", "id"),
    # Only articles that are live are copies, so that they can be counted without looking at the articles.
    Index(
        "ix_articles_copies",
        "copy_of",
        sqlite_where=text("copy_of IS NOT NULL"),
        postgresql_where=text("copy_of IS NOT NULL"),
    ),
    Index("ix_articles_uncompared", "id", sqlite_where=text("compared = 0"), postgresql_where=text("NOT compared")),
)

# What an article is compared by (`bot.stories.fingerprint`), and the day that it is of, counted from the year 1.
fingerprints = Table(
    "fingerprints",
    metadata,
    Column(
        "article_id", BigInteger, ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    ),
    Column("day", Integer, nullable=False),
    Column("text_hash", BigInteger, nullable=False),
    Column("packed", LargeBinary, nullable=False),
    Index("ix_fingerprints_text", "text_hash", "article_id"),
)

# Which articles have a key of a fingerprint. By day first: what comes in lies together, and so does what it meets.
fingerprint_keys = Table(
    "fingerprint_keys",
    metadata,
    Column("day", Integer, primary_key=True, autoincrement=False),
    Column("key", BigInteger, primary_key=True, autoincrement=False),
    Column("article_id", BigInteger, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)

# Pairs of articles that are alike (`bot.stories.grouping.Link`).
story_links = Table(
    "story_links",
    metadata,
    Column("low", BigInteger, primary_key=True, autoincrement=False),
    Column("high", BigInteger, primary_key=True, autoincrement=False),
    Column("likeness", Float, nullable=False),
    Column("same", Boolean(create_constraint=False), nullable=False),
    Column("copy", Boolean(create_constraint=False), nullable=False),
    Index("ix_story_links_high", "high"),
    sqlite_with_rowid=False,
)

chats = Table(
    "chats",
    metadata,
    Column("id", Id, primary_key=True),
    Column("telegram_id", BigInteger, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("title", Text, nullable=False),
    Column("language", String(16), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    UniqueConstraint("telegram_id", name="uq_chats_telegram"),
    CheckConstraint(_one_of("kind", [kind.value for kind in ChatKind]), name="kind"),
)

subscriptions = Table(
    "subscriptions",
    metadata,
    Column("id", Id, primary_key=True),
    Column("chat_id", BigInteger, ForeignKey("chats.id", ondelete="CASCADE"), nullable=False),
    Column("thread_id", BigInteger, nullable=False),
    Column("local_time", Time, nullable=False),
    Column("zone", String(64), nullable=False),
    Column("weekdays", SmallInteger, nullable=False),
    Column("minutes", SmallInteger, nullable=False),
    Column("active", Boolean(create_constraint=False), nullable=False),
    Column("inactive_reason", Text, nullable=False),
    Column("next_due_at", UtcDateTime),
    Column("last_slot_date", Date),
    Column("created_at", UtcDateTime, nullable=False),
    UniqueConstraint("chat_id", "thread_id", name="uq_subscriptions_chat"),
    CheckConstraint("weekdays BETWEEN 1 AND 127", name="weekdays"),
    CheckConstraint("minutes BETWEEN 1 AND 60", name="minutes"),
    Index("ix_subscriptions_due", "next_due_at", "id"),
)

editions = Table(
    "editions",
    metadata,
    Column("id", Id, primary_key=True),
    Column("through_load", BigInteger, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
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
)

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
    CheckConstraint(_one_of("state", [state.value for state in DeliveryState]), name="state"),
    # The id is part of the index because thousands of chats share one due time: without it the database sorts them all.
    Index("ix_deliveries_claim", "state", "not_before", "id"),
    Index("ix_deliveries_edition", "edition_id"),
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
    CheckConstraint(_one_of("state", ["pending", "done", "failed"]), name="state"),
    Index("ix_inbox_state", "state", "update_id"),
)

# Which document of the search index a live article is. Documents are numbered by day, so that the newest come first.
search_docs = Table(
    "search_docs",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=False),
    Column("article_id", BigInteger, ForeignKey("articles.id", ondelete="CASCADE"), nullable=False),
    UniqueConstraint("article_id", name="uq_search_docs_article"),
)

# The words of the library, for "did you mean". Looked up by their beginnings too, so their order must be by character.
search_words = Table(
    "search_words",
    metadata,
    Column("word", String(64).with_variant(String(64, collation="C"), "postgresql"), primary_key=True),
    sqlite_with_rowid=False,
)


def is_described_here(_thing: object, name: str | None, kind: str, _reflected: bool, _other: object) -> bool:
    """Whether migrations are to compare a table with this page: the full-text index is each database's own."""
    return not (kind == "table" and name is not None and name.startswith("article_terms"))
