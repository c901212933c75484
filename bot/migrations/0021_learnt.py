"""Learnt: what skills have learnt from labelled texts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "core_0021"
down_revision = "core_0020"

ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.create_table(
        "learnt",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("skill", sa.String(64), nullable=False),
        sa.Column("encoder", sa.String(40), nullable=False),
        sa.Column("made", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lessons", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("heads", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_learnt"),
        sa.UniqueConstraint("skill", "encoder", name="uq_learnt_skill_encoder"),
        sqlite_autoincrement=True,
    )
