"""Talks with the leaders, who answers in them, and the questions without whose they are."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "leaders_0001"
down_revision = None

ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _talks()
    op.create_table(
        "leaders_who",
        sa.Column("talk_id", ID, autoincrement=False, nullable=False),
        sa.Column("person_id", ID, autoincrement=False, nullable=False),
        sa.Column("place", ID, nullable=False),
        sa.PrimaryKeyConstraint("talk_id", "person_id", name="pk_leaders_who"),
        _key("leaders_who", "talk_id", "leaders.id", "CASCADE"),
        _key("leaders_who", "person_id", "person.id", "CASCADE"),
    )
    op.create_index("ix_leaders_who_person_id", "leaders_who", ["person_id"])
    op.create_table(
        "leaders_question",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("talk_id", ID, nullable=False),
        sa.Column("place", ID, nullable=False),
        sa.Column("words", sa.String(500), nullable=False),
        sa.Column("option", ID),
        sa.Column("share", ID),
        sa.Column("reason", sa.String(300), nullable=False),
        sa.Column("answer", sa.String(2000), nullable=False),
        sa.Column("answered_by", ID),
        sa.Column("answered", MOMENT),
        sa.PrimaryKeyConstraint("id", name="pk_leaders_question"),
        _key("leaders_question", "talk_id", "leaders.id", "CASCADE"),
        _key("leaders_question", "answered_by", "person.id", "SET NULL"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_leaders_question_talk_id", "leaders_question", ["talk_id"])
    op.create_index("ix_leaders_question_answered_by", "leaders_question", ["answered_by"])


def _talks() -> None:
    op.create_table(
        "leaders",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("topic", sa.String(150), nullable=False),
        sa.Column("opened_by", ID),
        sa.Column("workspace", sa.String(64), nullable=False),
        sa.Column("channel", sa.String(120), nullable=False),
        sa.Column("opened", MOMENT, nullable=False),
        sa.Column("closes", MOMENT, nullable=False),
        sa.Column("vote_closes", MOMENT),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("phase", sa.String(12), nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("asking_round", ID),
        sa.Column("voting_round", ID),
        sa.PrimaryKeyConstraint("id", name="pk_leaders"),
        _key("leaders", "opened_by", "person.id", "SET NULL"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_leaders_opened_by", "leaders", ["opened_by"])
    op.create_index("ix_leaders_phase", "leaders", ["phase"])


def _key(table: str, column: str, other: str, gone: str) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_{column}"
    return sa.ForeignKeyConstraint([column], [other], name=name, ondelete=gone)
