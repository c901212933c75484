"""Questions of colleagues, what was asked, and what was liked."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "icebreakers_0001"
down_revision = None

ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "icebreakers",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("words", sa.String(200), nullable=False),
        sa.Column("author", ID, nullable=False),
        sa.Column("named", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("made", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_icebreakers"),
        _key("icebreakers", "author", "person.id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_icebreakers_author", "icebreakers", ["author"])
    op.create_table(
        "icebreakers_asked",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("workspace", sa.String(64), nullable=False),
        sa.Column("turn", ID, nullable=False),
        sa.Column("number", ID),
        sa.Column("own", ID),
        sa.Column("asked", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_icebreakers_asked"),
        _key("icebreakers_asked", "own", "icebreakers.id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_icebreakers_asked_own", "icebreakers_asked", ["own"])
    op.create_index("ix_icebreakers_asked_asked", "icebreakers_asked", ["asked"])
    op.create_index(
        "ix_icebreakers_asked_workspace_turn", "icebreakers_asked", ["workspace", "turn"]
    )
    op.create_table(
        "icebreakers_liking",
        sa.Column("asked_id", ID, autoincrement=False, nullable=False),
        sa.Column("person_id", ID, autoincrement=False, nullable=False),
        sa.Column("good", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("asked_id", "person_id", name="pk_icebreakers_liking"),
        _key("icebreakers_liking", "asked_id", "icebreakers_asked.id"),
        _key("icebreakers_liking", "person_id", "person.id"),
    )
    op.create_index("ix_icebreakers_liking_person_id", "icebreakers_liking", ["person_id"])


def _key(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_{column}"
    return sa.ForeignKeyConstraint([column], [other], name=name, ondelete="CASCADE")
