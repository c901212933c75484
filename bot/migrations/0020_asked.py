"""What is kept of asking a language model: answers for a while, and figures a day."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "core_0020"
down_revision = "core_0019"


def upgrade() -> None:
    op.create_table(
        "asked_answer",
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("answer", sa.JSON, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("hash", name="pk_asked_answer"),
    )
    op.create_index("ix_asked_answer_at", "asked_answer", ["at"])
    op.create_table(
        "asked_day",
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("question", sa.String(60), nullable=False),
        sa.Column("reason", sa.String(12), nullable=False),
        sa.Column("calls", sa.Integer, nullable=False),
        sa.Column("texts", sa.Integer, nullable=False),
        sa.Column("from_cache", sa.Integer, nullable=False),
        sa.Column("tokens_in", sa.Integer, nullable=False),
        sa.Column("tokens_out", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("day", "question", "reason", name="pk_asked_day"),
    )
