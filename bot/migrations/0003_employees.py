"""What the HR file says of people."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "core_0003"
down_revision = "core_0002"

ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.create_table(
        "employee",
        sa.Column("person_id", ID, nullable=False),
        sa.Column("key", sa.String(320), nullable=False),
        sa.Column("company", sa.String(100), nullable=False),
        sa.Column("division", sa.String(100), nullable=False),
        sa.Column("team", sa.String(100), nullable=False),
        sa.Column("manager", sa.String(320), nullable=False),
        sa.Column("location", sa.String(100), nullable=False),
        sa.Column("country", sa.String(2), nullable=False),
        sa.Column("started", sa.Date),
        sa.Column("birth_month", sa.SmallInteger),
        sa.Column("birth_day", sa.SmallInteger),
        sa.Column("left", sa.Date),
        sa.PrimaryKeyConstraint("person_id", name="pk_employee"),
        sa.UniqueConstraint("key", name="uq_employee_key"),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name="fk_employee_person_id", ondelete="CASCADE"
        ),
    )
    # Addresses are compared, and so kept in lower case.
    op.execute("UPDATE person SET email = lower(email)")
    op.create_index("ix_person_email", "person", ["email"])
    op.create_index("ix_employee_team", "employee", ["company", "division", "team"])
