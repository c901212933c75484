"""What is kept of asking: answers for a while, with nobody's name in them, and figures a day."""

from __future__ import annotations

import sqlalchemy as sa

from bot.store.tables import Moment, Table

# The hash of all that an answer depends on; the answer has marks in the place of what is masked.
asked_answer = sa.Table(
    "asked_answer",
    Table.metadata,
    sa.Column("hash", sa.String(64), primary_key=True),
    sa.Column("answer", sa.JSON, nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.Index("ix_asked_answer_at", "at"),
)

# A row for what was asked, and one for each reason for which texts have no answer.
asked_day = sa.Table(
    "asked_day",
    Table.metadata,
    sa.Column("day", sa.Date, primary_key=True),
    sa.Column("question", sa.String(60), primary_key=True),
    sa.Column("reason", sa.String(12), primary_key=True),
    sa.Column("calls", sa.Integer, nullable=False),
    sa.Column("texts", sa.Integer, nullable=False),
    sa.Column("from_cache", sa.Integer, nullable=False),
    sa.Column("tokens_in", sa.Integer, nullable=False),
    sa.Column("tokens_out", sa.Integer, nullable=False),
)
