"""What articles were before the last loads, so that a load can be undone"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "journal",
        sa.Column("load_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("article_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["load_id"], ["loads.id"], name=op.f("fk_journal_load_id_loads")),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name=op.f("fk_journal_article_id_articles")),
        sa.PrimaryKeyConstraint("load_id", "article_id", name=op.f("pk_journal")),
    )
    op.add_column("loads", sa.Column("undoes_from", sa.BigInteger()))
    op.add_column("loads", sa.Column("undoes_through", sa.BigInteger()))
    op.add_column("seeds", sa.Column("undone", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    with op.batch_alter_table("seeds") as batch:
        batch.drop_column("undone")
    with op.batch_alter_table("loads") as batch:
        batch.drop_column("undoes_through")
        batch.drop_column("undoes_from")
    op.drop_table("journal")
