"""Pointers: what things of one skill say for those of another."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "core_0019"
down_revision = "core_0018"

ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.create_table(
        "pointer",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("skill", sa.String(64), nullable=False),
        sa.Column("about", ID, nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("number", ID, nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_pointer"),
        sa.UniqueConstraint(
            "skill", "about", "kind", "number", name="uq_pointer_skill_about_kind_number"
        ),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_pointer_kind_number", "pointer", ["kind", "number"])
