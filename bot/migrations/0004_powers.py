"""Roles that end, what was done with them, what people chose, and whom we have forgotten."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "core_0004"
down_revision = "core_0003"

ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("role_grant", sa.Column("until", MOMENT))
    op.add_column("person", sa.Column("left", MOMENT))
    # When they left nobody noted; their time begins to count now.
    op.execute('UPDATE person SET "left" = CURRENT_TIMESTAMP WHERE NOT active')
    _audit()
    op.create_table(
        "preference",
        sa.Column("person_id", ID, nullable=False),
        sa.Column("language", sa.String(12)),
        sa.Column("zone", sa.String(64)),
        sa.Column("quiet_from", sa.SmallInteger),
        sa.Column("quiet_until", sa.SmallInteger),
        sa.Column("snoozed_until", sa.Date),
        sa.PrimaryKeyConstraint("person_id", name="pk_preference"),
        _of_a_person("preference", "person_id", "CASCADE"),
    )
    op.create_table(
        "opt_out",
        sa.Column("person_id", ID, nullable=False),
        sa.Column("kind", sa.String(120), nullable=False),
        sa.PrimaryKeyConstraint("person_id", "kind", name="pk_opt_out"),
        _of_a_person("opt_out", "person_id", "CASCADE"),
    )
    op.create_table(
        "forgotten",
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("together", sa.String(32), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("hash", name="pk_forgotten"),
    )
    op.create_index("ix_forgotten_together", "forgotten", ["together"])


def _audit() -> None:
    op.create_table(
        "audit",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("workspace", sa.String(64), nullable=False),
        sa.Column("actor", ID),
        sa.Column("power", sa.String(120), nullable=False),
        sa.Column("subject", ID),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit"),
        _of_a_person("audit", "actor", "SET NULL"),
        _of_a_person("audit", "subject", "SET NULL"),
        sqlite_autoincrement=True,
    )
    for column in ("at", "actor", "subject"):
        op.create_index(f"ix_audit_{column}", "audit", [column])


def _of_a_person(table: str, column: str, when_gone: str) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_{column}"
    return sa.ForeignKeyConstraint([column], ["person.id"], name=name, ondelete=when_gone)
