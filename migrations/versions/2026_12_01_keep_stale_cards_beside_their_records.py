"""keep stale cards beside their records."""

import sqlalchemy as sa
from alembic import op

revision = "40e9d138d8c1"
down_revision = "b79709ab770c"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "stale_card",
        sa.Column("use_case_id", sa.BigInteger(), nullable=False),
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("change", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["use_case_id"], ["use_case.id"], name=op.f("fk_stale_card_use_case_id_use_case"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_stale_card_workspace_id_workspace"), onupdate="CASCADE"
        ),
        sa.PrimaryKeyConstraint("use_case_id", name=op.f("pk_stale_card")),
    )
    op.execute(
        "INSERT INTO stale_card (use_case_id, workspace_id)"
        " SELECT id, workspace_id FROM use_case WHERE card_stale ORDER BY id"
    )
    op.drop_index("ix_use_case_card_stale", table_name="use_case", postgresql_where=sa.text("card_stale"))
    op.drop_column("use_case", "card_stale")


def downgrade() -> None:
    op.add_column("use_case", sa.Column("card_stale", sa.Boolean(), server_default="false", nullable=False))
    op.execute("UPDATE use_case SET card_stale = true FROM stale_card WHERE use_case_id = id")
    op.create_index("ix_use_case_card_stale", "use_case", ["id"], unique=False, postgresql_where=sa.text("card_stale"))
    op.drop_table("stale_card")
