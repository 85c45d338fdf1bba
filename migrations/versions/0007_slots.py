"""Several daily times a subscription: each is a row with its own next and last slot"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOVED = ("local_time", "weekdays", "next_due_at", "last_slot_date")
SUBSCRIPTIONS = sa.table("subscriptions", *map(sa.column, ("id", *MOVED)))
SLOTS = sa.table("slots", *map(sa.column, ("subscription_id", "snoozed_from", *MOVED)))


def upgrade() -> None:
    op.create_table(
        "slots",
        sa.Column("id", ID, nullable=False),
        sa.Column("subscription_id", sa.BigInteger(), nullable=False),
        sa.Column("local_time", sa.Time(), nullable=False),
        sa.Column("weekdays", sa.SmallInteger(), nullable=False),
        sa.Column("next_due_at", sa.DateTime(timezone=True)),
        sa.Column("last_slot_date", sa.Date()),
        sa.Column("snoozed_from", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(
            ["subscription_id"],
            ["subscriptions.id"],
            name=op.f("fk_slots_subscription_id_subscriptions"),
            ondelete="CASCADE",
        ),
        sa.CheckConstraint("weekdays BETWEEN 1 AND 127", name=op.f("ck_slots_weekdays")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_slots")),
        sa.UniqueConstraint("subscription_id", "local_time", name="uq_slots_local_time"),
    )
    moved = sa.select(SUBSCRIPTIONS.c.id, *(SUBSCRIPTIONS.c[name] for name in MOVED))
    op.execute(sa.insert(SLOTS).from_select(["subscription_id", *MOVED], moved))
    _require(_count(SLOTS) == _count(SUBSCRIPTIONS))
    op.create_index("ix_slots_due", "slots", ["next_due_at", "id"])
    op.drop_index("ix_subscriptions_due", "subscriptions")
    with op.batch_alter_table("subscriptions") as batch:
        batch.drop_constraint(op.f("ck_subscriptions_weekdays"), type_="check")
        for name in MOVED:
            batch.drop_column(name)


def downgrade() -> None:
    """The release before knows one time: of several, the one that is due first stays, else the earliest of the day."""
    with op.batch_alter_table("subscriptions") as batch:
        batch.add_column(sa.Column("local_time", sa.Time()))
        batch.add_column(sa.Column("weekdays", sa.SmallInteger()))
        batch.add_column(sa.Column("next_due_at", sa.DateTime(timezone=True)))
        batch.add_column(sa.Column("last_slot_date", sa.Date()))
    first = sa.func.coalesce(SLOTS.c.snoozed_from, SLOTS.c.next_due_at)
    own = SLOTS.c.subscription_id == SUBSCRIPTIONS.c.id
    for name in MOVED:
        kept = sa.select(SLOTS.c[name]).where(own).order_by(first.is_(None), first, SLOTS.c.local_time).limit(1)
        op.execute(sa.update(SUBSCRIPTIONS).values({name: kept.scalar_subquery()}))
    _require(_count(SUBSCRIPTIONS, SUBSCRIPTIONS.c.local_time.is_(None)) == 0)
    with op.batch_alter_table("subscriptions") as batch:
        batch.alter_column("local_time", existing_type=sa.Time(), nullable=False)
        batch.alter_column("weekdays", existing_type=sa.SmallInteger(), nullable=False)
        batch.create_check_constraint(op.f("ck_subscriptions_weekdays"), "weekdays BETWEEN 1 AND 127")
    op.create_index("ix_subscriptions_due", "subscriptions", ["next_due_at", "id"])
    op.drop_table("slots")


def _count(table: sa.TableClause, *where: sa.ColumnElement[bool]) -> int:
    return int(op.get_bind().execute(sa.select(sa.func.count()).select_from(table).where(*where)).scalar_one())


def _require(whole: bool) -> None:
    """Raises RuntimeError, which undoes all of it, where a row was lost on the way."""
    if not whole:
        raise RuntimeError("a subscription would have lost its time; nothing was changed")
