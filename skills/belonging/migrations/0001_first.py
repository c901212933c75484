"""Journeys with their next words, who agreed to be a buddy, what newcomers answered."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "belonging_0001"
down_revision = None

ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")
MOMENT = sa.DateTime(timezone=True)


def _of(table: str, column: str, then: str = "CASCADE") -> sa.Constraint:
    name = f"fk_{table}_{column}"
    return sa.ForeignKeyConstraint([column], ["person.id"], name=name, ondelete=then)


def upgrade() -> None:
    op.create_table(
        "belonging_journey",
        sa.Column("person_id", ID, autoincrement=False, nullable=False),
        sa.Column("start", sa.Date(), nullable=False),
        sa.Column("by_account", sa.Boolean(), nullable=False),
        sa.Column("buddy_id", ID),
        sa.Column("stopped", MOMENT),
        sa.Column("ended", sa.Boolean(), nullable=False),
        sa.Column("asked", sa.Date()),
        sa.PrimaryKeyConstraint("person_id", name="pk_belonging_journey"),
        _of("belonging_journey", "person_id"),
        _of("belonging_journey", "buddy_id", "SET NULL"),
    )
    for column in ("start", "buddy_id"):
        op.create_index(f"ix_belonging_journey_{column}", "belonging_journey", [column])
    op.create_table(
        "belonging_prompt",
        sa.Column("person_id", ID, nullable=False),
        sa.Column("role", sa.String(12), nullable=False),
        sa.Column("step", ID, nullable=False),
        sa.Column("due", sa.Date()),
        sa.Column("noted", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("person_id", "role", name="pk_belonging_prompt"),
        _of("belonging_prompt", "person_id"),
    )
    op.create_index("ix_belonging_prompt_role_due", "belonging_prompt", ["role", "due"])
    _people()


def _people() -> None:
    op.create_table(
        "belonging_buddy",
        sa.Column("person_id", ID, autoincrement=False, nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("rests_until", sa.Date()),
        sa.PrimaryKeyConstraint("person_id", name="pk_belonging_buddy"),
        _of("belonging_buddy", "person_id"),
    )
    op.create_table(
        "belonging_answer",
        sa.Column("person_id", ID, nullable=False),
        sa.Column("day", ID, autoincrement=False, nullable=False),
        sa.Column("words", sa.String(1000), nullable=False),
        sa.Column("reader", sa.String(12), nullable=False),
        sa.Column("written", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("person_id", "day", name="pk_belonging_answer"),
        _of("belonging_answer", "person_id"),
    )
