"""Experiments: a nudge that some do not get for a while, and what each look at it showed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "core_0024"
down_revision = "core_0023"

ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "experiment",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("nudge", sa.String(120), nullable=False),
        sa.Column("outcome", sa.String(120), nullable=False),
        sa.Column("share", sa.SmallInteger(), nullable=False),
        sa.Column("weeks", sa.SmallInteger(), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("until", MOMENT, nullable=False),
        sa.Column("fewest", sa.SmallInteger(), nullable=False),
        sa.Column("upto", ID, nullable=False),
        sa.Column("detectable", sa.Float()),
        sa.Column("started", MOMENT, nullable=False),
        sa.Column("started_by", ID),
        sa.Column("stopped", MOMENT),
        _of("experiment", "started_by", "person", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_experiment"),
    )
    op.create_index("ix_experiment_nudge", "experiment", ["nudge"])
    op.create_index("ix_experiment_started_by", "experiment", ["started_by"])
    op.create_table(
        "experiment_outside",
        sa.Column("experiment_id", ID, nullable=False),
        sa.Column("person_id", ID, nullable=False),
        _of("experiment_outside", "experiment_id", "experiment"),
        _of("experiment_outside", "person_id", "person", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("experiment_id", "person_id", name="pk_experiment_outside"),
    )
    op.create_index("ix_experiment_outside_person_id", "experiment_outside", ["person_id"])
    op.create_table(
        "experiment_look",
        sa.Column("experiment_id", ID, nullable=False),
        sa.Column("week", sa.SmallInteger(), nullable=False),
        sa.Column("got", sa.Float()),
        sa.Column("held", sa.Float()),
        sa.Column("low", sa.Float()),
        sa.Column("high", sa.Float()),
        _of("experiment_look", "experiment_id", "experiment"),
        sa.PrimaryKeyConstraint("experiment_id", "week", name="pk_experiment_look"),
    )


def _of(table: str, column: str, other: str, ondelete: str | None = None) -> sa.Constraint:
    name = f"fk_{table}_{column}"
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=name, ondelete=ondelete)
