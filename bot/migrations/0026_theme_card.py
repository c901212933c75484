"""What was taken out of a theme, and what was promised because of one."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "core_0026"
down_revision = "core_0025"

ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.create_table(
        "theme_out",
        sa.Column("theme_id", ID, nullable=False),
        sa.Column("skill", sa.String(64), nullable=False),
        sa.Column("thing", ID, nullable=False),
        _of("theme_out", "theme_id", "theme"),
        sa.PrimaryKeyConstraint("theme_id", "skill", "thing", name="pk_theme_out"),
    )
    op.create_index("ix_theme_out_skill_thing", "theme_out", ["skill", "thing"])
    op.create_table(
        "theme_promise",
        sa.Column("theme_id", ID, nullable=False),
        sa.Column("promise_id", ID, nullable=False),
        _of("theme_promise", "theme_id", "theme"),
        _of("theme_promise", "promise_id", "promise"),
        sa.PrimaryKeyConstraint("theme_id", "promise_id", name="pk_theme_promise"),
    )
    op.create_index("ix_theme_promise_promise_id", "theme_promise", ["promise_id"])


def _of(table: str, column: str, other: str) -> sa.Constraint:
    name = f"fk_{table}_{column}"
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=name, ondelete="CASCADE")
