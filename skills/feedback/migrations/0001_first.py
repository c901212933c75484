"""Customers' words, who said them, where they go, and what they are answered."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "feedback_0001"
down_revision = None

ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "feedback_alert",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("days", ID, nullable=False),
        sa.Column("count", ID, nullable=False),
        sa.Column("usual", sa.Double(), nullable=False),
        sa.Column("told", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_feedback_alert"),
        sa.UniqueConstraint("kind", "name", "day", name="uq_feedback_alert_kind_name_day"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "feedback_customer",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("mark", sa.String(64), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("address", sa.String(254), nullable=False),
        sa.Column("first", MOMENT, nullable=False),
        sa.Column("invited", MOMENT),
        sa.Column("came_of_it", sa.String(300), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_feedback_customer"),
        sa.UniqueConstraint("mark", name="uq_feedback_customer_mark"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "feedback_intake",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("source", sa.String(100), nullable=False),
        sa.Column("heard", sa.JSON().with_variant(JSONB, "postgresql"), nullable=False),
        sa.Column("came", MOMENT, nullable=False),
        sa.Column("filed", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_feedback_intake"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_feedback_intake_came", "feedback_intake", ["came"])
    op.create_table(
        "feedback_rule",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("channel", sa.String(80), nullable=False),
        sa.Column("source", sa.String(100), nullable=False),
        sa.Column("who", sa.String(10), nullable=False),
        sa.Column("intent", sa.String(12), nullable=False),
        sa.Column("theme", sa.String(40), nullable=False),
        sa.Column("words", sa.String(500), nullable=False),
        sa.Column("lowest", ID, nullable=False),
        sa.Column("highest", ID, nullable=False),
        sa.Column("made", MOMENT, nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_feedback_rule"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "feedback_source",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("address", sa.String(1000), nullable=False),
        sa.Column("etag", sa.String(300), nullable=False),
        sa.Column("modified", sa.String(100), nullable=False),
        sa.Column("paused", sa.Boolean(), nullable=False),
        sa.Column("made", MOMENT, nullable=False),
        sa.Column("last_item", MOMENT),
        sa.Column("last_try", MOMENT),
        sa.Column("errors", ID, nullable=False),
        sa.Column("error", sa.JSON().with_variant(JSONB, "postgresql"), nullable=False),
        sa.Column("silent_days", ID, nullable=False),
        sa.Column("told_silent", MOMENT),
        sa.PrimaryKeyConstraint("id", name="pk_feedback_source"),
        sa.UniqueConstraint("name", name="uq_feedback_source_name"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "feedback_theme",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("words", sa.String(500), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_feedback_theme"),
        sa.UniqueConstraint("name", name="uq_feedback_theme_name"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "feedback",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("words", sa.String(4000), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("who", sa.String(10), nullable=False),
        sa.Column("customer", ID),
        sa.Column("product", sa.String(80), nullable=False),
        sa.Column("rating", ID),
        sa.Column("intent", sa.String(12), nullable=False),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("open_to_all", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(100), nullable=False),
        sa.Column("key", sa.String(200), nullable=False),
        sa.Column("link", sa.String(500), nullable=False),
        sa.Column("said", MOMENT, nullable=False),
        sa.Column("came", MOMENT, nullable=False),
        sa.Column("brought_by", ID),
        sa.Column("workspace", sa.String(64), nullable=False),
        sa.Column("channel", sa.String(80), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("claimed_by", ID),
        sa.Column("root", ID),
        sa.Column("gist", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_feedback"),
        _key("feedback", "claimed_by", "person.id", "SET NULL"),
        _key("feedback", "brought_by", "person.id", "SET NULL"),
        _key("feedback", "customer", "feedback_customer.id", "SET NULL"),
        _key("feedback", "root", "feedback.id", "SET NULL"),
        sa.UniqueConstraint("source", "key", name="uq_feedback_source_key"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_feedback_brought_by", "feedback", ["brought_by"])
    op.create_index("ix_feedback_came", "feedback", ["came"])
    op.create_index("ix_feedback_claimed_by", "feedback", ["claimed_by"])
    op.create_index("ix_feedback_customer", "feedback", ["customer"])
    op.create_index("ix_feedback_gist", "feedback", ["gist"])
    op.create_index("ix_feedback_root", "feedback", ["root"])
    op.create_index("ix_feedback_state_came", "feedback", ["state", "came"])
    op.create_table(
        "feedback_answer",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("item_id", ID, nullable=False),
        sa.Column("by", ID),
        sa.Column("words", sa.String(4000), nullable=False),
        sa.Column("way", sa.String(10), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("mark", sa.String(64), nullable=False),
        sa.Column("made", MOMENT, nullable=False),
        sa.Column("settled", MOMENT),
        sa.Column("reason", sa.JSON().with_variant(JSONB, "postgresql"), nullable=False),
        sa.Column("tries", ID, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_feedback_answer"),
        _key("feedback_answer", "by", "person.id", "SET NULL"),
        _key("feedback_answer", "item_id", "feedback.id", "CASCADE"),
        sa.UniqueConstraint("mark", name="uq_feedback_answer_mark"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_feedback_answer_by", "feedback_answer", ["by"])
    op.create_index("ix_feedback_answer_item_id", "feedback_answer", ["item_id"])
    op.create_table(
        "feedback_tag",
        sa.Column("item_id", ID, autoincrement=False, nullable=False),
        sa.Column("tag", sa.String(40), nullable=False),
        sa.PrimaryKeyConstraint("item_id", "tag", name="pk_feedback_tag"),
        _key("feedback_tag", "item_id", "feedback.id", "CASCADE"),
    )
    op.create_index("ix_feedback_tag_tag", "feedback_tag", ["tag"])


def _key(table: str, column: str, other: str, gone: str) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_{column}"
    return sa.ForeignKeyConstraint([column], [other], name=name, ondelete=gone)
