"""Whether somebody has decided anything on their days, and whether that was the HR file's offer."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "celebrations_0003"
down_revision = "celebrations_0002"

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    with op.batch_alter_table("celebrations") as table:
        table.alter_column("chosen", existing_type=MOMENT, nullable=True)
        table.add_column(
            sa.Column("offered", sa.Boolean, nullable=False, server_default=sa.false())
        )
