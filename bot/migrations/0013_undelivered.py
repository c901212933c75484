"""What could not be delivered is found at once."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "core_0013"
down_revision = "core_0012"


def upgrade() -> None:
    failed = sa.text("state = 'failed'")
    op.create_index(
        "ix_delivery_failed",
        "delivery",
        ["state", "made"],
        sqlite_where=failed,
        postgresql_where=failed,
    )
