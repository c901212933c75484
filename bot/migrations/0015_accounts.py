"""What each of somebody's accounts is, and in which they used Piazza last."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "core_0015"
down_revision = "core_0014"

COPIED = ("name", "email", "kind", "active")


def upgrade() -> None:
    op.add_column("person", sa.Column("home", sa.String(64)))
    for column in (
        sa.Column("name", sa.String(200), nullable=False, server_default=""),
        sa.Column("email", sa.String(320), nullable=False, server_default=""),
        sa.Column("kind", sa.String(12), nullable=False, server_default="member"),
        sa.Column("active", sa.Boolean, nullable=False, server_default=sa.true()),
        sa.Column("alone", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("told", sa.DateTime(timezone=True)),
    ):
        op.add_column("identity", column)
    # Nobody had more than one.
    account = sa.table("identity", sa.column("person_id"), *map(sa.column, COPIED))
    person = sa.table("person", sa.column("id"), *map(sa.column, COPIED))
    copied = {name: person.c[name] for name in COPIED}
    op.execute(sa.update(account).where(person.c.id == account.c.person_id).values(copied))
    op.create_index("ix_identity_email", "identity", ["email"])
