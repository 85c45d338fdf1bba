"""Open deliveries by when they expire, and finished ones counted by state from their index alone"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

OPEN = sa.text("finished_at IS NULL")
OVER = sa.text("finished_at IS NOT NULL")


def upgrade() -> None:
    op.create_index("ix_deliveries_expiry", "deliveries", ["expires_at"], sqlite_where=OPEN, postgresql_where=OPEN)
    op.drop_index("ix_deliveries_finished", "deliveries")
    op.create_index(
        "ix_deliveries_finished", "deliveries", ["finished_at", "state"], sqlite_where=OVER, postgresql_where=OVER
    )


def downgrade() -> None:
    op.drop_index("ix_deliveries_finished", "deliveries")
    op.create_index("ix_deliveries_finished", "deliveries", ["finished_at"])
    op.drop_index("ix_deliveries_expiry", "deliveries")
