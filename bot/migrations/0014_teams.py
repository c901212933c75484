"""Where Piazza meets people on Microsoft Teams."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "core_0014"
down_revision = "core_0013"


def upgrade() -> None:
    op.create_table(
        "teams_chat",
        sa.Column("workspace", sa.String(64), nullable=False),
        sa.Column("user_id", sa.String(64), nullable=False),
        sa.Column("conversation", sa.String(200), nullable=False),
        sa.Column("service_url", sa.String(500), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "user_id", name="pk_teams_chat"),
        sa.ForeignKeyConstraint(
            ["workspace", "user_id"],
            ["identity.workspace", "identity.id"],
            name="fk_teams_chat_identity",
            ondelete="CASCADE",
        ),
    )
    op.create_index("ix_teams_chat_conversation", "teams_chat", ["conversation"])
    op.create_table(
        "teams_place",
        sa.Column("workspace", sa.String(64), nullable=False),
        sa.Column("conversation", sa.String(200), nullable=False),
        sa.Column("team", sa.String(200), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("service_url", sa.String(500), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "conversation", name="pk_teams_place"),
    )
