"""Campaigns, who joined in, and who wants news to share."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "campaigns_0001"
down_revision = None

ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _campaigns()
    op.create_table(
        "campaigns_yes",
        sa.Column("campaign_id", ID, autoincrement=False, nullable=False),
        sa.Column("person_id", ID, autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("campaign_id", "person_id", name="pk_campaigns_yes"),
        _key("campaigns_yes", "campaign_id", "campaigns.id", "CASCADE"),
        _key("campaigns_yes", "person_id", "person.id", "CASCADE"),
    )
    op.create_index("ix_campaigns_yes_person_id", "campaigns_yes", ["person_id"])
    op.create_table(
        "campaigns_fan",
        sa.Column("person_id", ID, autoincrement=False, nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("person_id", name="pk_campaigns_fan"),
        _key("campaigns_fan", "person_id", "person.id", "CASCADE"),
    )


def _campaigns() -> None:
    words = {"words": 800, "goal": 200, "link": 300, "ready": 600, "scope": 10, "name": 100}
    places = {"to": 10, "channel": 120, "state": 10, "workspace": 64}
    op.create_table(
        "campaigns",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        *(sa.Column(one, sa.String(most), nullable=False) for one, most in words.items()),
        *(sa.Column(one, sa.String(most), nullable=False) for one, most in places.items()),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.Column("target", ID),
        sa.Column("begins", sa.Date(), nullable=False),
        sa.Column("again", sa.Date()),
        sa.Column("ends", sa.Date(), nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("made_by", ID),
        sa.Column("round_id", ID),
        sa.Column("reached", ID),
        sa.Column("shared", ID, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_campaigns"),
        _key("campaigns", "made_by", "person.id", "SET NULL"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_campaigns_made_by", "campaigns", ["made_by"])
    op.create_index("ix_campaigns_state", "campaigns", ["state"])


def _key(table: str, column: str, other: str, gone: str) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_{column}"
    return sa.ForeignKeyConstraint([column], [other], name=name, ondelete=gone)
