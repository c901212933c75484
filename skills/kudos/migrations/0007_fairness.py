"""How evenly thanks were spread before a day, as it was told."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "kudos_0007"
down_revision = "kudos_0006"


def upgrade() -> None:
    op.create_table(
        "kudos_fairness",
        sa.Column("until", sa.Date, nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("told", sa.JSON().with_variant(JSONB, "postgresql"), nullable=False),
        sa.PrimaryKeyConstraint("until", "kind", name="pk_kudos_fairness"),
    )
