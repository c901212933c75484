"""Who takes part, whom they avoid, rounds with their seats, who met whom, the plan ahead."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "coffee_0001"
down_revision = None

ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")
MOMENT = sa.DateTime(timezone=True)


def _of(table: str, column: str, to: str = "person.id", then: str = "CASCADE") -> sa.Constraint:
    return sa.ForeignKeyConstraint([column], [to], name=f"fk_{table}_{column}", ondelete=then)


def upgrade() -> None:
    op.create_table(
        "coffee_member",
        sa.Column("person_id", ID, autoincrement=False, nullable=False),
        sa.Column("joined", sa.Boolean(), nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("rests_until", sa.Date()),
        sa.PrimaryKeyConstraint("person_id", name="pk_coffee_member"),
        _of("coffee_member", "person_id"),
    )
    op.create_table(
        "coffee_avoid",
        sa.Column("person_id", ID, nullable=False),
        sa.Column("avoided", ID, nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("person_id", "avoided", name="pk_coffee_avoid"),
        _of("coffee_avoid", "person_id"),
        _of("coffee_avoid", "avoided"),
    )
    op.create_index("ix_coffee_avoid_avoided", "coffee_avoid", ["avoided"])
    _rounds()
    _memory()


def _rounds() -> None:
    op.create_table(
        "coffee_round",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("middle", sa.Date(), nullable=False),
        sa.Column("last_week", sa.Date(), nullable=False),
        sa.Column("claim", sa.String(32), nullable=False),
        sa.Column("planned", MOMENT),
        sa.Column("people", ID, nullable=False),
        sa.Column("tables", ID, nullable=False),
        sa.Column("alone", ID, nullable=False),
        sa.Column("met", ID),
        sa.Column("answered", ID),
        sa.PrimaryKeyConstraint("id", name="pk_coffee_round"),
        sa.UniqueConstraint("week", name="uq_coffee_round_week"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_coffee_round_last_week", "coffee_round", ["last_week"])
    op.create_table(
        "coffee_seat",
        sa.Column("round_id", ID, nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("place", ID, nullable=False),
        sa.Column("drawn", sa.Boolean(), nullable=False),
        sa.Column("met", sa.String(8)),
        sa.Column("with_id", ID),
        sa.PrimaryKeyConstraint("round_id", "person_id", name="pk_coffee_seat"),
        _of("coffee_seat", "round_id", "coffee_round.id"),
        _of("coffee_seat", "person_id"),
        _of("coffee_seat", "with_id", then="SET NULL"),
    )
    op.create_index("ix_coffee_seat_round_id_place", "coffee_seat", ["round_id", "place"])
    for column in ("person_id", "with_id"):
        op.create_index(f"ix_coffee_seat_{column}", "coffee_seat", [column])


def _memory() -> None:
    op.create_table(
        "coffee_meeting",
        sa.Column("person_id", ID, nullable=False),
        sa.Column("other_id", ID, nullable=False),
        sa.Column("times", ID, nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("person_id", "other_id", name="pk_coffee_meeting"),
        _of("coffee_meeting", "person_id"),
        _of("coffee_meeting", "other_id"),
    )
    op.create_index("ix_coffee_meeting_other_id", "coffee_meeting", ["other_id"])
    op.create_table(
        "coffee_ahead",
        sa.Column("turn", ID, autoincrement=False, nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("place", ID, nullable=False),
        sa.PrimaryKeyConstraint("turn", "person_id", name="pk_coffee_ahead"),
        _of("coffee_ahead", "person_id"),
    )
    op.create_index("ix_coffee_ahead_person_id", "coffee_ahead", ["person_id"])
