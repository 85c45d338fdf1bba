"""Answers that wait are kept; why a channel is closed is kept until its people know"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "replies",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("telegram_id", sa.BigInteger(), nullable=False),
        sa.Column("message", sa.JSON(), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_replies")),
    )
    op.create_index("ix_replies_chat", "replies", ["telegram_id"])
    op.add_column("channel_managers", sa.Column("untold", sa.Text()))


def downgrade() -> None:
    with op.batch_alter_table("channel_managers") as batch:
        batch.drop_column("untold")
    op.drop_table("replies")
