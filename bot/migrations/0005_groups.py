"""Groups of people that a platform lets one name as one."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "core_0005"
down_revision = "core_0004"

ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.create_table(
        "user_group",
        sa.Column("workspace", sa.String(64), nullable=False),
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("handle", sa.String(200), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("active", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("workspace", "id", name="pk_user_group"),
    )
    op.create_table(
        "user_group_member",
        sa.Column("workspace", sa.String(64), nullable=False),
        sa.Column("group_id", sa.String(64), nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.PrimaryKeyConstraint("workspace", "group_id", "person_id", name="pk_user_group_member"),
        sa.ForeignKeyConstraint(
            ["workspace", "group_id"],
            ["user_group.workspace", "user_group.id"],
            name="fk_user_group_member_workspace",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name="fk_user_group_member_person_id", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_user_group_member_person_id", "user_group_member", ["person_id"])
