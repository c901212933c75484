"""What the community manager changes about schedules."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "core_0008"
down_revision = "core_0006"

ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.create_table(
        "schedule_change",
        sa.Column("schedule", sa.String(120), nullable=False),
        sa.Column("days", sa.String(7)),
        sa.Column("time", sa.Time),
        sa.Column("moved", sa.DateTime(timezone=True)),
        sa.Column("moved_by", ID),
        sa.Column("paused", sa.Boolean),
        sa.Column("switched", sa.DateTime(timezone=True)),
        sa.Column("switched_by", ID),
        sa.PrimaryKeyConstraint("schedule", name="pk_schedule_change"),
        sa.ForeignKeyConstraint(
            ["moved_by"], ["person.id"], name="fk_schedule_change_moved_by", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["switched_by"],
            ["person.id"],
            name="fk_schedule_change_switched_by",
            ondelete="SET NULL",
        ),
    )
