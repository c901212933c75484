"""What a workspace has asked to wait for; how far the planning of an occurrence has come."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.directory.tables import ID
from bot.store.tables import Moment

revision = "core_0009"
down_revision = "core_0008"


def upgrade() -> None:
    op.create_table(
        "hold",
        sa.Column("workspace", sa.String(64), nullable=False),
        sa.Column("verb", sa.String(20), nullable=False),
        sa.Column("until", Moment, nullable=False),
        sa.Column("rate", sa.Float),
        sa.Column("reason", sa.String(300), nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("since", Moment),
        sa.PrimaryKeyConstraint("workspace", "verb", name="pk_hold"),
    )
    op.add_column("occurrence", sa.Column("due", Moment))
    for name in ("people", "spared"):
        column = sa.Column(name, sa.Integer, nullable=False, server_default="0")
        op.add_column("occurrence", column)
    op.add_column("occurrence", sa.Column("cursor", ID))
    op.create_index("ix_occurrence_state", "occurrence", ["state"])
    op.drop_index("ix_delivery_due", "delivery")
    columns = ["workspace", "lane", "state", "not_before", "made"]
    op.create_index("ix_delivery_due", "delivery", columns)
