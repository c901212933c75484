"""Where tests of nudges are kept: what was to be found, and what each look showed."""

from __future__ import annotations

import sqlalchemy as sa

from bot.directory.tables import ID
from bot.store.tables import Moment, Table

metadata = Table.metadata

# People with an id up to `upto` were there when it began, and are counted; who came later is not.
experiment = sa.Table(
    "experiment",
    metadata,
    sa.Column("id", ID, primary_key=True, autoincrement=True),
    sa.Column("nudge", sa.String(120), nullable=False),
    sa.Column("outcome", sa.String(120), nullable=False),
    sa.Column("share", sa.SmallInteger, nullable=False),
    sa.Column("weeks", sa.SmallInteger, nullable=False),
    sa.Column("first", sa.Date, nullable=False),
    sa.Column("until", Moment, nullable=False),
    sa.Column("fewest", sa.SmallInteger, nullable=False),
    sa.Column("upto", ID, nullable=False),
    sa.Column("detectable", sa.Float),
    sa.Column("started", Moment, nullable=False),
    sa.Column("started_by", ID, sa.ForeignKey("person.id", ondelete="SET NULL")),
    sa.Column("stopped", Moment),
    sa.Index("ix_experiment_nudge", "nudge"),
    sa.Index("ix_experiment_started_by", "started_by"),
)

# Who had the nudge switched off when it began: they are in neither group.
experiment_outside = sa.Table(
    "experiment_outside",
    metadata,
    sa.Column("experiment_id", ID, sa.ForeignKey("experiment.id"), primary_key=True),
    sa.Column("person_id", ID, sa.ForeignKey("person.id", ondelete="CASCADE"), primary_key=True),
    sa.Index("ix_experiment_outside_person_id", "person_id"),
)

experiment_look = sa.Table(
    "experiment_look",
    metadata,
    sa.Column("experiment_id", ID, sa.ForeignKey("experiment.id"), primary_key=True),
    sa.Column("week", sa.SmallInteger, primary_key=True),
    sa.Column("got", sa.Float),
    sa.Column("held", sa.Float),
    sa.Column("low", sa.Float),
    sa.Column("high", sa.Float),
)
