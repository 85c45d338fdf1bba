"""Items of a seed that could not be taken, so that a load tells them again without reading the file

Files that were read before have none until they are read once more, as after every upgrade that reads seeds
differently.
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("seeds", sa.Column("rejected_items", sa.JSON(none_as_null=True)))


def downgrade() -> None:
    with op.batch_alter_table("seeds") as batch:
        batch.drop_column("rejected_items")
