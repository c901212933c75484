"""Where what came in and what has to go out are kept."""

from __future__ import annotations

import sqlalchemy as sa

from bot.directory.tables import ID
from bot.store.tables import Moment, Table

metadata = Table.metadata

inbox = sa.Table(
    "inbox",
    metadata,
    sa.Column("source", sa.String(64), primary_key=True),
    sa.Column("key", sa.String(200), primary_key=True),
    sa.Column("at", Moment, nullable=False),
    sa.Index("ix_inbox_at", "at"),
)

occurrence = sa.Table(
    "occurrence",
    metadata,
    sa.Column("schedule", sa.String(120), primary_key=True),
    sa.Column("cohort", sa.String(64), primary_key=True),
    sa.Column("local_date", sa.Date, primary_key=True),
    sa.Column("state", sa.String(12), nullable=False),
    sa.Column("reason", sa.String(200), nullable=False, default=""),
    sa.Column("at", Moment, nullable=False),
    sa.Column("due", Moment),
    sa.Column("people", sa.Integer, nullable=False, default=0),
    sa.Column("spared", sa.Integer, nullable=False, default=0),
    sa.Column("cursor", ID),
    sa.Index("ix_occurrence_state", "state"),
)

job = sa.Table(
    "job",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("kind", sa.String(120), nullable=False),
    sa.Column("params", sa.JSON, nullable=False),
    sa.Column("workspace", sa.String(64), nullable=False),
    sa.Column("state", sa.String(12), nullable=False),
    sa.Column("not_before", Moment, nullable=False),
    sa.Column("lease_until", Moment),
    sa.Column("epoch", sa.Integer, nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("error", sa.String(300), nullable=False),
    sa.Column("made", Moment, nullable=False),
    sa.Index("ix_job_state_not_before", "state", "not_before"),
)

# The states in which a delivery stays.
ENDED = ("sent", "failed", "cancelled")

delivery = sa.Table(
    "delivery",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("workspace", sa.String(64), nullable=False),
    sa.Column("lane", sa.SmallInteger, nullable=False),
    sa.Column("kind", sa.String(120), nullable=False),
    sa.Column("person_id", ID, sa.ForeignKey("person.id", ondelete="CASCADE")),
    sa.Column("channel", sa.String(120)),
    sa.Column("about", sa.String(120)),
    sa.Column("params", sa.JSON, nullable=False),
    sa.Column("state", sa.String(12), nullable=False),
    sa.Column("not_before", Moment, nullable=False),
    sa.Column("lease_until", Moment),
    sa.Column("epoch", sa.Integer, nullable=False, default=0),
    sa.Column("attempts", sa.Integer, nullable=False, default=0),
    sa.Column("doubtful", sa.Boolean, nullable=False, default=False),
    sa.Column("provider_ref", sa.JSON),
    sa.Column("place", sa.String(200)),
    sa.Column("error", sa.String(300), nullable=False, default=""),
    sa.Column("made", Moment, nullable=False),
    sa.Column("position", sa.SmallInteger, nullable=False, default=0),
    sa.Index("ix_delivery_due", "workspace", "lane", "state", "not_before", "made"),
    sa.Index("ix_delivery_about", "about", "state"),
    sa.Index("ix_delivery_person_id", "person_id"),
    sa.Index("ix_delivery_place", "workspace", "place"),
    # Few, and looked for among all.
    sa.Index(
        "ix_delivery_failed",
        "state",
        "made",
        sqlite_where=sa.text("state = 'failed'"),
        postgresql_where=sa.text("state = 'failed'"),
    ),
)

hold = sa.Table(
    "hold",
    metadata,
    sa.Column("workspace", sa.String(64), primary_key=True),
    sa.Column("verb", sa.String(20), primary_key=True),
    sa.Column("until", Moment, nullable=False),
    sa.Column("rate", sa.Float),
    sa.Column("reason", sa.String(300), nullable=False, default=""),
    sa.Column("tries", sa.Integer, nullable=False, default=0),
    sa.Column("since", Moment),
)

# What the community manager changed about a schedule, each with who and since when: its time, on
# which days of the week (0 is Monday), and whether it is paused. What is empty is as it was.
schedule_change = sa.Table(
    "schedule_change",
    metadata,
    sa.Column("schedule", sa.String(120), primary_key=True),
    sa.Column("days", sa.String(7)),
    sa.Column("time", sa.Time),
    sa.Column("moved", Moment),
    sa.Column("moved_by", ID, sa.ForeignKey("person.id", ondelete="SET NULL")),
    sa.Column("paused", sa.Boolean),
    sa.Column("switched", Moment),
    sa.Column("switched_by", ID, sa.ForeignKey("person.id", ondelete="SET NULL")),
)

# What the community manager has posted in a channel on a schedule. The words are theirs: they go
# when whoever wrote them is forgotten.
channel_post = sa.Table(
    "channel_post",
    metadata,
    sa.Column("id", ID, primary_key=True, autoincrement=True),
    sa.Column("workspace", sa.String(64), nullable=False),
    sa.Column("channel", sa.String(120), nullable=False),
    sa.Column("words", sa.Text, nullable=False),
    sa.Column("days", sa.String(7), nullable=False),
    sa.Column("time", sa.Time, nullable=False),
    sa.Column("person_id", ID, sa.ForeignKey("person.id", ondelete="CASCADE"), nullable=False),
    sa.Column("made", Moment, nullable=False),
    sa.Index("ix_channel_post_person_id", "person_id"),
)

# What the community manager wrote to many at once: to everybody, or to those of a team, a place or
# a group. The words go when whoever wrote them is forgotten.
broadcast = sa.Table(
    "broadcast",
    metadata,
    sa.Column("id", ID, primary_key=True, autoincrement=True),
    sa.Column("workspace", sa.String(64), nullable=False),
    sa.Column("words", sa.Text, nullable=False),
    sa.Column("scope", sa.String(12), nullable=False),
    sa.Column("name", sa.String(200), nullable=False),
    sa.Column("person_id", ID, sa.ForeignKey("person.id", ondelete="CASCADE"), nullable=False),
    sa.Column("made", Moment, nullable=False),
    sa.Index("ix_broadcast_person_id", "person_id"),
)
