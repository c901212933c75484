"""What was said in public of what Piazza had suggested."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "cm_0002"
down_revision = "cm_0001"


def upgrade() -> None:
    op.create_table(
        "cm_said",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), nullable=False),
        sa.Column("skill", sa.String(64), nullable=False),
        sa.Column("about", sa.BigInteger().with_variant(sa.Integer, "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_cm_said"),
        sa.UniqueConstraint("skill", "about", name="uq_cm_said_skill_about"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_cm_said_at", "cm_said", ["at"])
