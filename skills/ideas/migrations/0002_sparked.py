"""When the channel of a challenge got its question halfway."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "ideas_0002"
down_revision = "ideas_0001"


def upgrade() -> None:
    op.add_column("ideas_challenge", sa.Column("sparked", sa.DateTime(timezone=True)))
