"""Where Piazza meets people on Teams: it can write first only where it has been before."""

from __future__ import annotations

import sqlalchemy as sa

from bot.directory.tables import identity
from bot.store.tables import Table

metadata = Table.metadata

# Somebody's own conversation with the bot; it goes with their account.
teams_chat = sa.Table(
    "teams_chat",
    metadata,
    sa.Column("workspace", sa.String(64), primary_key=True),
    sa.Column("user_id", sa.String(64), primary_key=True),
    sa.Column("conversation", sa.String(200), nullable=False),
    sa.Column("service_url", sa.String(500), nullable=False),
    sa.ForeignKeyConstraint(
        ["workspace", "user_id"],
        [identity.c.workspace, identity.c.id],
        name="fk_teams_chat_identity",
        ondelete="CASCADE",
    ),
    sa.Index("ix_teams_chat_conversation", "conversation"),
)

# Channels and group chats; `team` is the conversation by which Teams knows a channel's team.
teams_place = sa.Table(
    "teams_place",
    metadata,
    sa.Column("workspace", sa.String(64), primary_key=True),
    sa.Column("conversation", sa.String(200), primary_key=True),
    sa.Column("team", sa.String(200), nullable=False),
    sa.Column("name", sa.String(200), nullable=False),
    sa.Column("service_url", sa.String(500), nullable=False),
)
