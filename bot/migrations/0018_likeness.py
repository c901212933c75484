"""Likeness: what the texts of a skill are about, as numbers, to find those that are alike."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "core_0018"
down_revision = "core_0017"

ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.create_table(
        "likeness",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("skill", sa.String(64), nullable=False),
        sa.Column("thing", ID, nullable=False),
        sa.Column("encoder", sa.String(40), nullable=False),
        sa.Column("numbers", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_likeness"),
        sa.UniqueConstraint("skill", "thing", name="uq_likeness_skill_thing"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_likeness_skill_id", "likeness", ["skill", "id"])
