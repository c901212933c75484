"""What a language model writes for colleagues: drafts of answers, and summaries."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "feedback_0003"
down_revision = "feedback_0002"

ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "feedback_draft",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("item_id", ID, nullable=False),
        sa.Column("by", ID, nullable=False),
        sa.Column("words", sa.String(4000), nullable=False),
        sa.Column("made", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_feedback_draft"),
        _key("feedback_draft", "item_id", "feedback.id"),
        _key("feedback_draft", "by", "person.id"),
        sa.UniqueConstraint("item_id", "by", name="uq_feedback_draft_item_id_by"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_feedback_draft_by", "feedback_draft", ["by"])
    op.create_table(
        "feedback_summary",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("until", MOMENT, nullable=False),
        sa.Column("said", sa.String(1200), nullable=False),
        sa.Column("quotes", sa.JSON().with_variant(JSONB, "postgresql"), nullable=False),
        sa.Column("count", ID, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_feedback_summary"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_feedback_summary_until", "feedback_summary", ["until"])
    op.create_table(
        "feedback_summed",
        sa.Column("summary_id", ID, autoincrement=False, nullable=False),
        sa.Column("item_id", ID, autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("summary_id", "item_id", name="pk_feedback_summed"),
        _key("feedback_summed", "summary_id", "feedback_summary.id"),
        _key("feedback_summed", "item_id", "feedback.id"),
    )
    op.create_index("ix_feedback_summed_item_id", "feedback_summed", ["item_id"])


def _key(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_{column}"
    return sa.ForeignKeyConstraint([column], [other], name=name, ondelete="CASCADE")
