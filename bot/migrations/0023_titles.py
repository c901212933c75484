"""Titles: what a language model called a theme, and of which things it did."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "core_0023"
down_revision = "core_0022"

ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "theme_title",
        sa.Column("theme_id", ID, nullable=False),
        sa.Column("names", sa.JSON(), nullable=False),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.Column("asked", MOMENT, nullable=False),
        _of("theme_title", "theme", "id"),
        sa.PrimaryKeyConstraint("theme_id", name="pk_theme_title"),
    )
    op.create_table(
        "theme_titled",
        sa.Column("theme_id", ID, nullable=False),
        sa.Column("skill", sa.String(64), nullable=False),
        sa.Column("thing", ID, nullable=False),
        _of("theme_titled", "theme_title", "theme_id"),
        sa.PrimaryKeyConstraint("theme_id", "skill", "thing", name="pk_theme_titled"),
    )
    op.create_index("ix_theme_titled_skill_thing", "theme_titled", ["skill", "thing"])


def _of(table: str, other: str, column: str) -> sa.Constraint:
    name = f"fk_{table}_theme_id"
    return sa.ForeignKeyConstraint(
        ["theme_id"], [f"{other}.{column}"], name=name, ondelete="CASCADE"
    )
