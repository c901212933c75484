"""What was taken back after others could read it, without a word of it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "kudos_0003"
down_revision = "kudos_0002"

ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.create_table(
        "kudos_undone",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("giver", ID, nullable=False),
        sa.Column("given", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_kudos_undone"),
        sa.ForeignKeyConstraint(
            ["giver"], ["person.id"], name="fk_kudos_undone_giver", ondelete="CASCADE"
        ),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_kudos_undone_giver_given", "kudos_undone", ["giver", "given"])
