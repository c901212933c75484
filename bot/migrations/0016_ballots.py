"""Rounds of sealed ballots, and what is published of them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "core_0016"
down_revision = "core_0015"

ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")
MOMENT = sa.DateTime(timezone=True)
OPEN = sa.text("state = 'open'")


def upgrade() -> None:
    op.create_table(
        "ballot_round",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("skill", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(64), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("k", sa.SmallInteger, nullable=False),
        sa.Column("items", sa.JSON, nullable=False),
        sa.Column("split", sa.JSON, nullable=False),
        sa.Column("audience", sa.Integer, nullable=False),
        sa.Column("public_key", sa.LargeBinary, nullable=False),
        sa.Column("opened", MOMENT, nullable=False),
        sa.Column("closes", MOMENT, nullable=False),
        sa.Column("lease_until", MOMENT),
        sa.Column("epoch", sa.Integer, nullable=False),
        sa.Column("closed", MOMENT),
        sa.Column("workspace", sa.String(64), nullable=False),
        sa.Column("then", sa.String(120), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ballot_round")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_ballot_round_skill_kind", "ballot_round", ["skill", "kind"])
    op.create_index(
        "uq_ballot_round_open",
        "ballot_round",
        ["skill", "kind"],
        unique=True,
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )
    op.create_table(
        "ballot",
        *_of_round(),
        sa.Column("slot", sa.LargeBinary, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("round_id", "slot", name=op.f("pk_ballot")),
        _round_of("ballot"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "ballot_cell",
        *_of_round(),
        sa.Column("item", sa.String(64), nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("path", sa.JSON, nullable=False),
        sa.Column("figures", sa.JSON),
        sa.PrimaryKeyConstraint("round_id", "item", "position", name=op.f("pk_ballot_cell")),
        _round_of("ballot_cell"),
    )
    op.create_table(
        "ballot_comment",
        *_of_round(),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("round_id", "position", name=op.f("pk_ballot_comment")),
        _round_of("ballot_comment"),
    )
    _people()


def _people() -> None:
    op.create_table(
        "ballot_audience",
        *_of_round(),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("company", sa.String(100), nullable=False),
        sa.Column("division", sa.String(100), nullable=False),
        sa.Column("team", sa.String(100), nullable=False),
        sa.PrimaryKeyConstraint("round_id", "person_id", name=op.f("pk_ballot_audience")),
        _round_of("ballot_audience"),
        _person("ballot_audience", "person_id", "CASCADE"),
    )
    op.create_index("ix_ballot_audience_person_id", "ballot_audience", ["person_id"])
    op.create_table(
        "ballot_merge",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("gone", ID, nullable=False),
        sa.Column("kept", ID, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ballot_merge")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "ballot_threshold",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("k", sa.SmallInteger, nullable=False),
        sa.Column("asked", MOMENT, nullable=False),
        sa.Column("asked_by", ID),
        sa.Column("agreed", MOMENT),
        sa.Column("agreed_by", ID),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ballot_threshold")),
        _person("ballot_threshold", "asked_by", "SET NULL"),
        _person("ballot_threshold", "agreed_by", "SET NULL"),
        sqlite_autoincrement=True,
    )


def _of_round() -> list[sa.Column[int]]:
    return [sa.Column("round_id", ID, nullable=False)]


def _round_of(table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_round_id")
    return sa.ForeignKeyConstraint(["round_id"], ["ballot_round.id"], name=name)


def _person(table: str, column: str, gone: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}")
    return sa.ForeignKeyConstraint([column], ["person.id"], name=name, ondelete=gone)
