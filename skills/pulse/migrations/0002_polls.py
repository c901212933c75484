"""Polls, and the votes in those that are not sealed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "pulse_0002"
down_revision = "pulse_0001"

ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "pulse_poll",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("question", sa.String(200), nullable=False),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.Column("several", sa.Boolean(), nullable=False),
        sa.Column("sealed", sa.Boolean(), nullable=False),
        sa.Column("every", ID, nullable=False),
        sa.Column("owner", ID, nullable=False),
        sa.Column("workspace", sa.String(64), nullable=False),
        sa.Column("channel", sa.String(120), nullable=False),
        sa.Column("asked", MOMENT, nullable=False),
        sa.Column("closes", MOMENT, nullable=False),
        sa.Column("ended", MOMENT),
        sa.Column("round_id", ID),
        sa.PrimaryKeyConstraint("id", name="pk_pulse_poll"),
        sa.ForeignKeyConstraint(
            ["owner"], ["person.id"], name="fk_pulse_poll_owner", ondelete="CASCADE"
        ),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_pulse_poll_owner", "pulse_poll", ["owner"])
    op.create_table(
        "pulse_vote",
        sa.Column("poll_id", ID, nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("option", ID, autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("poll_id", "person_id", "option", name="pk_pulse_vote"),
        sa.ForeignKeyConstraint(
            ["poll_id"], ["pulse_poll.id"], name="fk_pulse_vote_poll_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name="fk_pulse_vote_person_id", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_pulse_vote_person_id", "pulse_vote", ["person_id"])
