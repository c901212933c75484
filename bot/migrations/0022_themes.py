"""Themes: what people speak of, what belongs to it, and how many sealed comments did."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "core_0022"
down_revision = "core_0021"

ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "theme",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("names", sa.JSON(), nullable=False),
        sa.Column("words", sa.String(500), nullable=False),
        sa.Column("centroid", sa.LargeBinary(), nullable=False),
        sa.Column("encoder", sa.String(40), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.Column("made", MOMENT, nullable=False),
        sa.Column("seen", MOMENT, nullable=False),
        sa.Column("settled", sa.Boolean(), nullable=False),
        sa.Column("hidden", sa.Boolean(), nullable=False),
        sa.Column("merged_into", ID),
        sa.ForeignKeyConstraint(
            ["merged_into"], ["theme.id"], name="fk_theme_merged_into", ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_theme"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_theme_merged_into", "theme", ["merged_into"])
    op.create_table(
        "theme_centre",
        sa.Column("encoder", sa.String(40), nullable=False),
        sa.Column("mean", sa.LargeBinary(), nullable=False),
        sa.Column("trust", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("encoder", name="pk_theme_centre"),
    )
    op.create_table(
        "theme_thing",
        sa.Column("theme_id", ID, nullable=False),
        sa.Column("skill", sa.String(64), nullable=False),
        sa.Column("thing", ID, nullable=False),
        sa.Column("said", MOMENT, nullable=False),
        sa.Column("by_words", sa.Boolean(), nullable=False),
        _of("theme_thing", "theme_id", "theme", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("theme_id", "skill", "thing", name="pk_theme_thing"),
    )
    op.create_index("ix_theme_thing_skill_thing", "theme_thing", ["skill", "thing"])
    op.create_index("ix_theme_thing_said", "theme_thing", ["said"])
    op.create_table(
        "theme_round",
        sa.Column("round_id", ID, nullable=False),
        _of("theme_round", "round_id", "ballot_round"),
        sa.PrimaryKeyConstraint("round_id", name="pk_theme_round"),
    )
    op.create_table(
        "theme_count",
        sa.Column("round_id", ID, nullable=False),
        sa.Column("theme_id", ID, nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        _of("theme_count", "round_id", "ballot_round"),
        _of("theme_count", "theme_id", "theme", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("round_id", "theme_id", name="pk_theme_count"),
    )
    op.create_index("ix_theme_count_theme_id", "theme_count", ["theme_id"])


def _of(table: str, column: str, other: str, ondelete: str | None = None) -> sa.Constraint:
    name = f"fk_{table}_{column}"
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=name, ondelete=ondelete)
