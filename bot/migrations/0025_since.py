"""Since when each account is known, and who starts on a day: for whom something begins then."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "core_0025"
down_revision = "core_0024"


def upgrade() -> None:
    # Of the older ones nobody noted it: they have been there for long.
    op.add_column("identity", sa.Column("since", sa.DateTime(timezone=True)))
    op.create_index("ix_identity_since", "identity", ["since"])
    op.create_index("ix_employee_started", "employee", ["started"])
