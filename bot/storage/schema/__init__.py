"""The tables, for SQLite and PostgreSQL alike. Only migrations change them; a test holds the two together."""

from bot.storage.schema.chats import channel_managers, chats, interests, pauses, readings, slots, subscriptions
from bot.storage.schema.columns import NAMING, UtcDateTime, metadata
from bot.storage.schema.library import (
    articles,
    editor_marks,
    editor_notes,
    fingerprint_keys,
    fingerprints,
    journal,
    loads,
    search_docs,
    search_words,
    seeds,
    story_links,
)
from bot.storage.schema.process import facts, inbox, leases, replies
from bot.storage.schema.sending import deliveries, edition_articles, edition_parts, editions

__all__ = [
    "NAMING", "UtcDateTime", "articles", "channel_managers", "chats", "deliveries", "edition_articles",
    "edition_parts", "editions", "editor_marks", "editor_notes", "facts", "fingerprint_keys", "fingerprints", "inbox",
    "interests", "is_described_here", "journal", "leases", "loads", "metadata", "pauses", "readings", "replies",
    "search_docs", "search_words", "seeds", "slots", "story_links", "subscriptions",
]  # fmt: skip


def is_described_here(_thing: object, name: str | None, kind: str, _reflected: bool, _other: object) -> bool:
    """Whether migrations are to compare a table with this page: the full-text index is each database's own."""
    return not (kind == "table" and name is not None and name.startswith("article_terms"))
