"""What was put by from a file is still to be read."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "feedback_0005"
down_revision = "feedback_0004"

ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.create_table(
        "feedback_unread",
        sa.Column("item_id", ID, autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("item_id", name="pk_feedback_unread"),
        sa.ForeignKeyConstraint(
            ["item_id"], ["feedback.id"], name="fk_feedback_unread_item_id", ondelete="CASCADE"
        ),
    )
