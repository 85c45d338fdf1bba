"""People, organisations and keywords of an article

What is in the library has none until its file changes: they are found when a seed is read.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

COLUMNS = ("people", "organisations", "keywords")


def upgrade() -> None:
    for name in COLUMNS:
        op.add_column("articles", sa.Column(name, sa.JSON(), nullable=False, server_default=sa.text("'[]'")))


def downgrade() -> None:
    with op.batch_alter_table("articles") as batch:
        for name in COLUMNS:
            batch.drop_column(name)
