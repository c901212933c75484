"""What those who were thanked are called together, where they were named as groups."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "kudos_0006"
down_revision = "kudos_0005"


def upgrade() -> None:
    op.add_column("kudos", sa.Column("group_names", sa.String(500)))
