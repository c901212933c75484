"""Which messages repeat customers' words, what is to stay away, and how surely words are told."""

from __future__ import annotations

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "feedback_0002"
down_revision = "feedback_0001"

ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _quotes()
    op.create_table(
        "feedback_gone",
        sa.Column("digest", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_feedback_gone"),
    )
    no = sa.false()
    op.add_column(
        "feedback_intake", sa.Column("begins", sa.Boolean(), nullable=False, server_default=no)
    )
    for column in (
        sa.Column("intent_sure", ID, nullable=False, server_default="0"),
        sa.Column("sentiment", sa.String(10), nullable=False, server_default=""),
        sa.Column("sentiment_sure", ID, nullable=False, server_default="0"),
    ):
        op.add_column("feedback", column)
    _corrections()
    _themes()


def _themes() -> None:
    """What was named here is a theme of all skills now, under the same name and words."""
    named = sa.table("feedback_theme", sa.column("name"), sa.column("words"))
    theme = sa.table(
        "theme",
        sa.column("names", sa.JSON()),
        sa.column("words", sa.String()),
        sa.column("centroid", sa.LargeBinary()),
        sa.column("encoder", sa.String()),
        sa.column("weight", sa.Integer()),
        sa.column("made", MOMENT),
        sa.column("seen", MOMENT),
        sa.column("settled", sa.Boolean()),
        sa.column("hidden", sa.Boolean()),
    )
    now = datetime.now(UTC)
    rows = [
        {
            "names": {"": row.name},
            "words": row.words,
            "centroid": b"",
            "encoder": "",
            "weight": 0,
            "made": now,
            "seen": now,
            "settled": True,
            "hidden": False,
        }
        for row in op.get_bind().execute(sa.select(named))
    ]
    if rows:
        op.bulk_insert(theme, rows)
    op.drop_table("feedback_theme")


def _quotes() -> None:
    op.create_table(
        "feedback_post",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("made", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_feedback_post"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "feedback_quote",
        sa.Column("post_id", ID, autoincrement=False, nullable=False),
        sa.Column("item_id", ID, autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("post_id", "item_id", name="pk_feedback_quote"),
        _key("feedback_quote", "post_id", "feedback_post.id"),
        _key("feedback_quote", "item_id", "feedback.id"),
    )
    op.create_index("ix_feedback_quote_item_id", "feedback_quote", ["item_id"])


def _corrections() -> None:
    op.create_table(
        "feedback_correction",
        sa.Column("item_id", ID, autoincrement=False, nullable=False),
        sa.Column("name", sa.String(10), nullable=False),
        sa.Column("label", sa.String(12), nullable=False),
        sa.Column("by", ID),
        sa.Column("made", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("item_id", "name", name="pk_feedback_correction"),
        _key("feedback_correction", "item_id", "feedback.id"),
        _key("feedback_correction", "by", "person.id", "SET NULL"),
    )
    op.create_index("ix_feedback_correction_by", "feedback_correction", ["by"])


def _key(table: str, column: str, other: str, gone: str = "CASCADE") -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_{column}"
    return sa.ForeignKeyConstraint([column], [other], name=name, ondelete=gone)
