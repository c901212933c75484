"""How high each gauge stood at the end of each week."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "cm_0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "cm_gauged",
        sa.Column("week", sa.Date, nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("value", sa.Double, nullable=False),
        sa.Column("around", sa.Double, nullable=False),
        sa.PrimaryKeyConstraint("week", "name", name="pk_cm_gauged"),
    )
