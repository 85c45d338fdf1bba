"""Seeds and articles, what compares and finds them, and what editors want of them."""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
    text,
)

from bot.models import EditorMark
from bot.storage.schema.columns import Id, UtcDateTime, metadata, one_of

loads = Table(
    "loads",
    metadata,
    Column("id", Id, primary_key=True),
    Column("started_at", UtcDateTime, nullable=False),
    Column("finished_at", UtcDateTime),
    Column("requested_by", BigInteger),
    Column("report", JSON),
    # An undo is a load too: of these it puts back what they did.
    Column("undoes_from", BigInteger),
    Column("undoes_through", BigInteger),
)

# What articles were before a load changed them: the columns that it wrote over. What it added needs no entry.
journal = Table(
    "journal",
    metadata,
    Column("load_id", BigInteger, ForeignKey("loads.id"), primary_key=True, autoincrement=False),
    Column("article_id", BigInteger, ForeignKey("articles.id"), primary_key=True, autoincrement=False),
    Column("before", JSON, nullable=False),
)

seeds = Table(
    "seeds",
    metadata,
    Column("path", String(1024), primary_key=True),
    Column("size", BigInteger, nullable=False),
    Column("mtime_ns", BigInteger, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("rejected", Text),
    # Of a file that holds several articles: those that could not be taken, as places and reasons.
    Column("rejected_items", JSON(none_as_null=True)),
    # What the last load did with this file was undone; it is left alone until the file changes.
    Column("undone", Boolean(create_constraint=False), nullable=False, default=False, server_default=false()),
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

# What editors want of an article, or of the story that it belongs to.
editor_marks = Table(
    "editor_marks",
    metadata,
    Column(
        "article_id", BigInteger, ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    ),
    Column("mark", String(8), nullable=False),
    Column("whole_story", Boolean(create_constraint=False), nullable=False),
    Column("person", BigInteger, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    CheckConstraint(one_of("mark", [mark.value for mark in EditorMark]), name="mark"),
)

# A few words of an editor on top of the briefings of one local day.
editor_notes = Table(
    "editor_notes",
    metadata,
    Column("day", Date, primary_key=True),
    Column("text", Text, nullable=False),
    Column("person", BigInteger, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
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
