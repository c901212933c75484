"""Where rounds, sealed ballots and what was published of them are kept."""

from __future__ import annotations

import sqlalchemy as sa

from bot.directory.tables import ID
from bot.store.tables import Moment, Table

metadata = Table.metadata

OPEN = sa.text("state = 'open'")

# `items` and `split` (the units that are shown in parts) are settled at the opening, as is `k`.
ballot_round = sa.Table(
    "ballot_round",
    metadata,
    sa.Column("id", ID, primary_key=True, autoincrement=True),
    sa.Column("skill", sa.String(64), nullable=False),
    sa.Column("kind", sa.String(64), nullable=False),
    sa.Column("state", sa.String(12), nullable=False),
    sa.Column("k", sa.SmallInteger, nullable=False),
    sa.Column("items", sa.JSON, nullable=False),
    sa.Column("split", sa.JSON, nullable=False),
    sa.Column("audience", sa.Integer, nullable=False),
    sa.Column("public_key", sa.LargeBinary, nullable=False),
    sa.Column("opened", Moment, nullable=False),
    sa.Column("closes", Moment, nullable=False),
    sa.Column("lease_until", Moment),
    sa.Column("epoch", sa.Integer, nullable=False, default=0),
    sa.Column("closed", Moment),
    # Where it was opened, and the job of the skill that hears of the close.
    sa.Column("workspace", sa.String(64), nullable=False),
    sa.Column("then", sa.String(120), nullable=False, default=""),
    sa.Index("ix_ballot_round_skill_kind", "skill", "kind"),
    sa.Index(
        "uq_ballot_round_open",
        "skill",
        "kind",
        unique=True,
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    ),
)

# Nothing but a slot, which nobody can compute without the round's pepper, and a sealed box. No row
# id either: that would tell in which order they came.
ballot = sa.Table(
    "ballot",
    metadata,
    sa.Column("round_id", ID, sa.ForeignKey("ballot_round.id"), primary_key=True),
    sa.Column("slot", sa.LargeBinary, primary_key=True),
    sa.Column("sealed", sa.LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)

# What was published of a unit: never changed any more. `figures` is null where it is hidden.
ballot_cell = sa.Table(
    "ballot_cell",
    metadata,
    sa.Column("round_id", ID, sa.ForeignKey("ballot_round.id"), primary_key=True),
    sa.Column("item", sa.String(64), primary_key=True),
    sa.Column("position", sa.Integer, primary_key=True),
    sa.Column("path", sa.JSON, nullable=False),
    sa.Column("figures", sa.JSON),
)

ballot_comment = sa.Table(
    "ballot_comment",
    metadata,
    sa.Column("round_id", ID, sa.ForeignKey("ballot_round.id"), primary_key=True),
    sa.Column("position", sa.Integer, primary_key=True),
    sa.Column("words", sa.Text, nullable=False),
)

# Who belonged to which unit when a round opened: whoever was asked, not whoever answered. It tells
# where too few came or went since the round before for the two to be compared.
ballot_audience = sa.Table(
    "ballot_audience",
    metadata,
    sa.Column("round_id", ID, sa.ForeignKey("ballot_round.id"), primary_key=True),
    sa.Column("person_id", ID, sa.ForeignKey("person.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("company", sa.String(100), nullable=False),
    sa.Column("division", sa.String(100), nullable=False),
    sa.Column("team", sa.String(100), nullable=False),
    sa.Index("ix_ballot_audience_person_id", "person_id"),
)

# Entries of the directory that became one while a round was open: whoever has the pepper lets their
# ballots become one, too.
ballot_merge = sa.Table(
    "ballot_merge",
    metadata,
    sa.Column("id", ID, primary_key=True, autoincrement=True),
    sa.Column("gone", ID, nullable=False),
    sa.Column("kept", ID, nullable=False),
)

# The least number of answers that is shown, since when, asked for and agreed to by whom.
ballot_threshold = sa.Table(
    "ballot_threshold",
    metadata,
    sa.Column("id", ID, primary_key=True, autoincrement=True),
    sa.Column("k", sa.SmallInteger, nullable=False),
    sa.Column("asked", Moment, nullable=False),
    sa.Column("asked_by", ID, sa.ForeignKey("person.id", ondelete="SET NULL")),
    sa.Column("agreed", Moment),
    sa.Column("agreed_by", ID, sa.ForeignKey("person.id", ondelete="SET NULL")),
)
