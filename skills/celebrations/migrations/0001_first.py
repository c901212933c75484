"""What people want celebrated, what was, and what colleagues wish."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "celebrations_0001"
down_revision = None

ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "celebrations",
        sa.Column("person_id", ID, autoincrement=False, nullable=False),
        sa.Column("month", ID),
        sa.Column("day", ID),
        sa.Column("started", sa.Date()),
        sa.Column("birthday", sa.String(8), nullable=False),
        sa.Column("anniversary", sa.String(8), nullable=False),
        sa.Column("wishes", sa.Boolean(), nullable=False),
        sa.Column("asked", sa.Boolean(), nullable=False),
        sa.Column("chosen", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("person_id", name="pk_celebrations"),
        _key("celebrations", "person_id"),
    )
    op.create_index("ix_celebrations_month_day", "celebrations", ["month", "day"])
    op.create_table(
        "celebrations_offer",
        sa.Column("person_id", ID, autoincrement=False, nullable=False),
        sa.Column("made", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("person_id", name="pk_celebrations_offer"),
        _key("celebrations_offer", "person_id"),
    )
    op.create_index("ix_celebrations_offer_made", "celebrations_offer", ["made"])
    _tell()


def _tell() -> None:
    op.create_table(
        "celebrations_told",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("privately", MOMENT),
        sa.Column("aloud", MOMENT),
        sa.PrimaryKeyConstraint("id", name="pk_celebrations_told"),
        _key("celebrations_told", "person_id"),
        sa.UniqueConstraint(
            "person_id", "kind", "day", name="uq_celebrations_told_person_id_kind_day"
        ),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_celebrations_told_day", "celebrations_told", ["day"])
    op.create_table(
        "celebrations_line",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("to_id", ID, nullable=False),
        sa.Column("writer_id", ID, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("words", sa.String(240), nullable=False),
        sa.Column("written", MOMENT, nullable=False),
        sa.Column("told", ID),
        sa.PrimaryKeyConstraint("id", name="pk_celebrations_line"),
        _key("celebrations_line", "to_id"),
        _key("celebrations_line", "writer_id"),
        _key("celebrations_line", "told", "celebrations_told.id", "SET NULL"),
        sa.UniqueConstraint(
            "to_id", "writer_id", "day", name="uq_celebrations_line_to_id_writer_id_day"
        ),
        sqlite_autoincrement=True,
    )
    for name in ("writer_id", "written", "told"):
        op.create_index(f"ix_celebrations_line_{name}", "celebrations_line", [name])


def _key(
    table: str, column: str, other: str = "person.id", gone: str = "CASCADE"
) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [other], name=f"fk_{table}_{column}", ondelete=gone)
