"""Stories: which articles tell of one event, and what they are compared by

Nothing is moved: an article that is not `compared` yet is taken up by the next load, in batches.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("articles", sa.Column("story_id", sa.BigInteger()))
    op.add_column("articles", sa.Column("copy_of", sa.BigInteger()))
    op.add_column("articles", sa.Column("compared", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_index("ix_articles_story", "articles", ["story_id", "id"])
    op.create_index(
        "ix_articles_copies",
        "articles",
        ["copy_of"],
        sqlite_where=sa.text("copy_of IS NOT NULL"),
        postgresql_where=sa.text("copy_of IS NOT NULL"),
    )
    op.create_index(
        "ix_articles_uncompared",
        "articles",
        ["id"],
        sqlite_where=sa.text("compared = 0"),
        postgresql_where=sa.text("NOT compared"),
    )
    op.create_table(
        "fingerprints",
        sa.Column("article_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("text_hash", sa.BigInteger(), nullable=False),
        sa.Column("packed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name=op.f("fk_fingerprints_article_id_articles"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("article_id", name=op.f("pk_fingerprints")),
    )
    op.create_index("ix_fingerprints_text", "fingerprints", ["text_hash", "article_id"])
    op.create_table(
        "fingerprint_keys",
        sa.Column("day", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("article_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("day", "key", "article_id", name=op.f("pk_fingerprint_keys")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "story_links",
        sa.Column("low", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("high", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("likeness", sa.Float(), nullable=False),
        sa.Column("same", sa.Boolean(), nullable=False),
        sa.Column("copy", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("low", "high", name=op.f("pk_story_links")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_story_links_high", "story_links", ["high"])


def downgrade() -> None:
    op.drop_table("story_links")
    op.drop_table("fingerprint_keys")
    op.drop_table("fingerprints")
    op.drop_index("ix_articles_uncompared", "articles")
    op.drop_index("ix_articles_copies", "articles")
    op.drop_index("ix_articles_story", "articles")
    with op.batch_alter_table("articles") as batch:
        batch.drop_column("compared")
        batch.drop_column("copy_of")
        batch.drop_column("story_id")
