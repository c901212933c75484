"""Rounds, the company's own questions, what the manager chose."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "pulse_0001"
down_revision = None

ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "pulse_round",
        sa.Column("id", ID, autoincrement=False, nullable=False),
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("by_hand", sa.Boolean(), nullable=False),
        sa.Column("reminders", ID, nullable=False),
        sa.Column("readers", sa.String(16), nullable=False),
        sa.Column("audience", ID, nullable=False),
        sa.Column("questions", sa.JSON(), nullable=False),
        sa.Column("opened", MOMENT, nullable=False),
        sa.Column("closes", MOMENT, nullable=False),
        sa.Column("ended", MOMENT),
        sa.Column("told", MOMENT),
        sa.PrimaryKeyConstraint("id", name="pk_pulse_round"),
    )
    op.create_index("ix_pulse_round_week", "pulse_round", ["week"])
    op.create_table(
        "pulse_question",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.Column("scale", sa.String(16), nullable=False),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.Column("reverse", sa.Boolean(), nullable=False),
        sa.Column("made", MOMENT, nullable=False),
        sa.Column("made_by", ID),
        sa.Column("retired", MOMENT),
        sa.PrimaryKeyConstraint("id", name="pk_pulse_question"),
        sa.ForeignKeyConstraint(
            ["made_by"], ["person.id"], name="fk_pulse_question_made_by", ondelete="SET NULL"
        ),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_pulse_question_made_by", "pulse_question", ["made_by"])
    op.create_table(
        "pulse_choice",
        sa.Column("name", sa.String(32), nullable=False),
        sa.Column("value", sa.String(500), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_pulse_choice"),
    )
