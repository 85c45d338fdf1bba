"""What chats follow and have read, pauses and quiet hours, managers of channels, marks and notes of editors"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TABLES = ("interests", "readings", "channel_managers", "editor_marks", "editor_notes", "pauses")


def upgrade() -> None:
    _of_chats()
    _of_editors()
    op.create_table(
        "pauses",
        sa.Column("id", ID, nullable=False),
        sa.Column("subscription_id", sa.BigInteger(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date()),
        _reference("pauses", "subscription_id", "subscriptions"),
        sa.CheckConstraint("last_day IS NULL OR last_day >= first_day", name=op.f("ck_pauses_days")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pauses")),
        sa.UniqueConstraint("subscription_id", "first_day", name="uq_pauses_first_day"),
    )
    op.add_column("chats", sa.Column("language_chosen", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("subscriptions", sa.Column("quiet_from", sa.Time()))
    op.add_column("subscriptions", sa.Column("quiet_until", sa.Time()))
    op.add_column("edition_articles", sa.Column("factors", sa.JSON()))
    with op.batch_alter_table("editions") as batch:
        batch.add_column(sa.Column("token", sa.String(length=32)))
        batch.create_unique_constraint("uq_editions_token", ["token"])


def _reference(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_{other}")
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=name, ondelete="CASCADE")


def _of_chats() -> None:
    op.create_table(
        "interests",
        sa.Column("id", ID, nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("thread_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("value", sa.String(length=200), nullable=False),
        sa.Column("stance", sa.String(length=8), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        _reference("interests", "chat_id", "chats"),
        sa.CheckConstraint("kind IN ('topic', 'place', 'source', 'word', 'language')", name=op.f("ck_interests_kind")),
        sa.CheckConstraint("stance IN ('follow', 'mute')", name=op.f("ck_interests_stance")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interests")),
        sa.UniqueConstraint("chat_id", "thread_id", "kind", "value", name="uq_interests_value"),
    )
    op.create_table(
        "readings",
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("article_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        _reference("readings", "chat_id", "chats"),
        _reference("readings", "article_id", "articles"),
        sa.PrimaryKeyConstraint("chat_id", "article_id", name=op.f("pk_readings")),
    )
    op.create_table(
        "channel_managers",
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("person", sa.BigInteger(), autoincrement=False, nullable=False),
        _reference("channel_managers", "chat_id", "chats"),
        sa.PrimaryKeyConstraint("chat_id", "person", name=op.f("pk_channel_managers")),
    )


def _of_editors() -> None:
    op.create_table(
        "editor_marks",
        sa.Column("article_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("mark", sa.String(length=8), nullable=False),
        sa.Column("whole_story", sa.Boolean(), nullable=False),
        sa.Column("person", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        _reference("editor_marks", "article_id", "articles"),
        sa.CheckConstraint("mark IN ('pin', 'hide')", name=op.f("ck_editor_marks_mark")),
        sa.PrimaryKeyConstraint("article_id", name=op.f("pk_editor_marks")),
    )
    op.create_table(
        "editor_notes",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("person", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_editor_notes")),
    )


def downgrade() -> None:
    with op.batch_alter_table("editions") as batch:
        batch.drop_constraint("uq_editions_token", type_="unique")
        batch.drop_column("token")
    for table, columns in (
        ("edition_articles", ("factors",)),
        ("subscriptions", ("quiet_from", "quiet_until")),
        ("chats", ("language_chosen",)),
    ):
        with op.batch_alter_table(table) as batch:
            for column in columns:
                batch.drop_column(column)
    for table in TABLES:
        op.drop_table(table)
