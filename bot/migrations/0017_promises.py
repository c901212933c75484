"""Promises: what was said would be done, by whom and when, and what came of it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "core_0017"
down_revision = "core_0016"

ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "promise",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("skill", sa.String(64), nullable=False),
        sa.Column("about", ID),
        sa.Column("words", sa.String(300), nullable=False),
        sa.Column("owner", ID),
        sa.Column("due", sa.Date, nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("news", sa.String(300), nullable=False),
        sa.Column("news_by", ID),
        sa.Column("told", MOMENT),
        sa.Column("made", MOMENT, nullable=False),
        sa.Column("made_by", ID, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_promise"),
        _of_person("owner", "SET NULL"),
        _of_person("news_by", "SET NULL"),
        _of_person("made_by", "CASCADE"),
        sqlite_autoincrement=True,
    )
    for name in ("owner", "news_by", "made_by"):
        op.create_index(f"ix_promise_{name}", "promise", [name])


def _of_person(name: str, gone: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([name], ["person.id"], name=f"fk_promise_{name}", ondelete=gone)
