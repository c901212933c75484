"""Which messages repeat customers' words."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "feedback_0002"
down_revision = "feedback_0001"

ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.create_table(
        "feedback_post",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("made", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_feedback_post"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "feedback_quote",
        sa.Column("post_id", ID, autoincrement=False, nullable=False),
        sa.Column("item_id", ID, autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("post_id", "item_id", name="pk_feedback_quote"),
        _key("post_id", "feedback_post.id"),
        _key("item_id", "feedback.id"),
    )
    op.create_index("ix_feedback_quote_item_id", "feedback_quote", ["item_id"])


def _key(column: str, other: str) -> sa.ForeignKeyConstraint:
    name = f"fk_feedback_quote_{column}"
    return sa.ForeignKeyConstraint([column], [other], name=name, ondelete="CASCADE")
