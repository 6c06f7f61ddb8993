"""know which channels are shared with other organisations."""

import sqlalchemy as sa
from alembic import op

revision = "5c1f7a9be204"
down_revision = "40e9d138d8c1"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("channel", sa.Column("is_shared", sa.Boolean(), server_default="false", nullable=False))


def downgrade() -> None:
    op.drop_column("channel", "is_shared")
