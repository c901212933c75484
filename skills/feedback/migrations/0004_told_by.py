"""Who told how words are meant, and when a language model was asked."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "feedback_0004"
down_revision = "feedback_0003"


def upgrade() -> None:
    for column in (
        sa.Column("told_by", sa.String(8), nullable=False, server_default="rules"),
        sa.Column("asked", sa.DateTime(timezone=True)),
    ):
        op.add_column("feedback", column)
