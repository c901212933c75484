"""What the community manager has posted in channels on a schedule."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "core_0010"
down_revision = "core_0009"

ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.create_table(
        "channel_post",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("workspace", sa.String(64), nullable=False),
        sa.Column("channel", sa.String(120), nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("days", sa.String(7), nullable=False),
        sa.Column("time", sa.Time, nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("made", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_channel_post"),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name="fk_channel_post_person_id", ondelete="CASCADE"
        ),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_channel_post_person_id", "channel_post", ["person_id"])
