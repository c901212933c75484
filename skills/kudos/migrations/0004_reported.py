"""When somebody who was thanked showed it to the community manager."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "kudos_0004"
down_revision = "kudos_0003"


def upgrade() -> None:
    op.add_column("kudos_recipient", sa.Column("reported", sa.DateTime(timezone=True)))
