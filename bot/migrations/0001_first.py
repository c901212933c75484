"""People, what came in, what has to go out."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "core_0001"
down_revision = None

ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _people()
    _traffic()


def _people() -> None:
    op.create_table(
        "person",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("email", sa.String(320), nullable=False),
        sa.Column("language", sa.String(12), nullable=False),
        sa.Column("zone", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("active", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_person"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_person_zone", "person", ["zone"])
    op.create_table(
        "identity",
        sa.Column("workspace", sa.String(64), nullable=False),
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("handle", sa.String(200), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "id", name="pk_identity"),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name="fk_identity_person_id", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_identity_person_id", "identity", ["person_id"])
    op.create_table(
        "role_grant",
        sa.Column("person_id", ID, nullable=False),
        sa.Column("role", sa.String(32), nullable=False),
        sa.Column("granted", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("person_id", "role", name="pk_role_grant"),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name="fk_role_grant_person_id", ondelete="CASCADE"
        ),
    )
    op.create_table(
        "installation",
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("value", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_installation"),
    )


def _traffic() -> None:
    op.create_table(
        "inbox",
        sa.Column("source", sa.String(64), nullable=False),
        sa.Column("key", sa.String(200), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("source", "key", name="pk_inbox"),
    )
    op.create_index("ix_inbox_at", "inbox", ["at"])
    op.create_table(
        "occurrence",
        sa.Column("schedule", sa.String(120), nullable=False),
        sa.Column("cohort", sa.String(64), nullable=False),
        sa.Column("local_date", sa.Date, nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("reason", sa.String(200), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("schedule", "cohort", "local_date", name="pk_occurrence"),
    )
    op.create_table(
        "delivery",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("workspace", sa.String(64), nullable=False),
        sa.Column("lane", sa.SmallInteger, nullable=False),
        sa.Column("kind", sa.String(120), nullable=False),
        sa.Column("person_id", ID),
        sa.Column("channel", sa.String(120)),
        sa.Column("about", sa.String(120)),
        sa.Column("params", sa.JSON, nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("not_before", MOMENT, nullable=False),
        sa.Column("lease_until", MOMENT),
        sa.Column("epoch", sa.Integer, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("doubtful", sa.Boolean, nullable=False),
        sa.Column("provider_ref", sa.JSON),
        sa.Column("error", sa.String(300), nullable=False),
        sa.Column("made", MOMENT, nullable=False),
        sa.Column("position", sa.SmallInteger, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_delivery"),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name="fk_delivery_person_id", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_delivery_due", "delivery", ["workspace", "lane", "state", "not_before"])
    op.create_index("ix_delivery_about", "delivery", ["about", "state"])
    op.create_index("ix_delivery_person_id", "delivery", ["person_id"])
