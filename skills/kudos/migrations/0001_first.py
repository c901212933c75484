"""Thanks, whom they are for, who cheers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "kudos_0001"
down_revision = None

ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.create_table(
        "kudos",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("giver", ID),
        sa.Column("message", sa.String(500), nullable=False),
        sa.Column("value", sa.String(75), nullable=False),
        sa.Column("given", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_kudos"),
        sa.ForeignKeyConstraint(
            ["giver"], ["person.id"], name="fk_kudos_giver", ondelete="SET NULL"
        ),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_kudos_giver_given", "kudos", ["giver", "given"])
    op.create_index("ix_kudos_given", "kudos", ["given"])
    for name in ("recipient", "cheer"):
        _link(f"kudos_{name}")


def _link(table: str) -> None:
    op.create_table(
        table,
        sa.Column("kudos_id", ID, nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.PrimaryKeyConstraint("kudos_id", "person_id", name=f"pk_{table}"),
        sa.ForeignKeyConstraint(
            ["kudos_id"], ["kudos.id"], name=f"fk_{table}_kudos_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=f"fk_{table}_person_id", ondelete="CASCADE"
        ),
    )
    op.create_index(f"ix_{table}_person_id", table, ["person_id"])
