"""The search index: terms for full-text search, which article they are of, and the words of the library

The terms themselves lie in `article_terms`, which each database has in its own form; the tables that SQLAlchemy knows
are the same on both. What was stored before is indexed afterwards, in batches (`bot.storage.search_fill`).
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# Contentless: the text is in `articles` already. The terms come folded and parted by spaces, so the simplest
# tokenizer will do; the underscore marks the terms of conditions (https://sqlite.org/fts5.html).
SQLITE = """
CREATE VIRTUAL TABLE article_terms USING fts5(
    title, lead, body, facets, content='', tokenize="ascii tokenchars '_'"
)
"""


def upgrade() -> None:
    op.create_table(
        "search_docs",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("article_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name=op.f("fk_search_docs_article_id_articles"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_docs")),
        sa.UniqueConstraint("article_id", name="uq_search_docs_article"),
    )
    word = sa.String(length=64).with_variant(sa.String(length=64, collation="C"), "postgresql")
    op.create_table(
        "search_words",
        sa.Column("word", word, nullable=False),
        sa.PrimaryKeyConstraint("word", name=op.f("pk_search_words")),
        sqlite_with_rowid=False,
    )
    if op.get_bind().dialect.name == "sqlite":
        op.execute(SQLITE)
    else:
        op.execute("CREATE TABLE article_terms (id BIGINT CONSTRAINT pk_article_terms PRIMARY KEY, terms TSVECTOR)")
        # In the row itself: the planner does not count what lies outside, and would read the whole table for one word.
        op.execute("ALTER TABLE article_terms ALTER COLUMN terms SET STORAGE MAIN")
        op.execute("CREATE INDEX ix_article_terms_terms ON article_terms USING gin (terms)")


def downgrade() -> None:
    op.execute("DROP TABLE article_terms")
    op.drop_table("search_words")
    op.drop_table("search_docs")
    op.execute("DELETE FROM facts WHERE name IN ('search_index', 'search_languages')")
