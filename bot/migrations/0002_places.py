"""Where a card was posted, so that a reaction to it finds what it is about."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "core_0002"
down_revision = "core_0001"


def upgrade() -> None:
    op.add_column("delivery", sa.Column("place", sa.String(200)))
    op.create_index("ix_delivery_place", "delivery", ["workspace", "place"])
