"""Whose anniversary it is, is found by the first day."""

from __future__ import annotations

from alembic import op

revision = "celebrations_0002"
down_revision = "celebrations_0001"


def upgrade() -> None:
    op.create_index("ix_celebrations_started", "celebrations", ["started"])
