"""Where people are kept."""

from __future__ import annotations

import sqlalchemy as sa

from bot.store.tables import Moment, Table

metadata = Table.metadata

ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")

# `home` is the workspace in which somebody with several accounts used Piazza last.
person = sa.Table(
    "person",
    metadata,
    sa.Column("id", ID, primary_key=True, autoincrement=True),
    sa.Column("name", sa.String(200), nullable=False),
    sa.Column("email", sa.String(320), nullable=False, default=""),
    sa.Column("language", sa.String(12), nullable=False),
    sa.Column("zone", sa.String(64), nullable=False),
    sa.Column("kind", sa.String(12), nullable=False),
    sa.Column("active", sa.Boolean, nullable=False),
    sa.Column("left", Moment),
    sa.Column("home", sa.String(64)),
    sa.Index("ix_person_zone", "zone"),
    sa.Index("ix_person_email", "email"),
)

# An account, as its platform told of it last, and when that was. One that is `alone` is joined with
# others by nobody but by hand. It is known `since` then; without that, for long.
identity = sa.Table(
    "identity",
    metadata,
    sa.Column("workspace", sa.String(64), primary_key=True),
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("person_id", ID, sa.ForeignKey("person.id", ondelete="CASCADE"), nullable=False),
    sa.Column("handle", sa.String(200), nullable=False, default=""),
    sa.Column("name", sa.String(200), nullable=False, default=""),
    sa.Column("email", sa.String(320), nullable=False, default=""),
    sa.Column("kind", sa.String(12), nullable=False, default="member"),
    sa.Column("active", sa.Boolean, nullable=False, default=True),
    sa.Column("alone", sa.Boolean, nullable=False, default=False),
    sa.Column("told", Moment),
    sa.Column("since", Moment),
    sa.Index("ix_identity_person_id", "person_id"),
    sa.Index("ix_identity_since", "since"),
    sa.Index("ix_identity_email", "email"),
)

# What the HR file says of a person; `key` is their number there, or else their address.
employee = sa.Table(
    "employee",
    metadata,
    sa.Column("person_id", ID, sa.ForeignKey("person.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("key", sa.String(320), nullable=False, unique=True),
    sa.Column("company", sa.String(100), nullable=False),
    sa.Column("division", sa.String(100), nullable=False),
    sa.Column("team", sa.String(100), nullable=False),
    sa.Column("manager", sa.String(320), nullable=False),
    sa.Column("location", sa.String(100), nullable=False),
    sa.Column("country", sa.String(2), nullable=False),
    sa.Column("started", sa.Date),
    sa.Column("birth_month", sa.SmallInteger),
    sa.Column("birth_day", sa.SmallInteger),
    sa.Column("left", sa.Date),
    sa.Index("ix_employee_team", "company", "division", "team"),
    sa.Index("ix_employee_started", "started"),
)

role_grant = sa.Table(
    "role_grant",
    metadata,
    sa.Column("person_id", ID, sa.ForeignKey("person.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("role", sa.String(32), primary_key=True),
    sa.Column("granted", Moment, nullable=False),
    sa.Column("until", Moment),
)

# Every use of a power. `actor` is nobody for the command line; `subject` may be nobody, too.
audit = sa.Table(
    "audit",
    metadata,
    sa.Column("id", ID, primary_key=True, autoincrement=True),
    sa.Column("at", Moment, nullable=False),
    sa.Column("workspace", sa.String(64), nullable=False),
    sa.Column("actor", ID, sa.ForeignKey("person.id", ondelete="SET NULL")),
    sa.Column("power", sa.String(120), nullable=False),
    sa.Column("subject", ID, sa.ForeignKey("person.id", ondelete="SET NULL")),
    sa.Column("reason", sa.String(500), nullable=False),
    sa.Index("ix_audit_at", "at"),
    sa.Index("ix_audit_actor", "actor"),
    sa.Index("ix_audit_subject", "subject"),
)

# What somebody has chosen, before what the platform or the company says; hours of their own day.
preference = sa.Table(
    "preference",
    metadata,
    sa.Column("person_id", ID, sa.ForeignKey("person.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("language", sa.String(12)),
    sa.Column("zone", sa.String(64)),
    sa.Column("quiet_from", sa.SmallInteger),
    sa.Column("quiet_until", sa.SmallInteger),
    sa.Column("snoozed_until", sa.Date),
)

opt_out = sa.Table(
    "opt_out",
    metadata,
    sa.Column("person_id", ID, sa.ForeignKey("person.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("kind", sa.String(120), primary_key=True),
)

# Who asked to be forgotten, by a keyed hash of each of their ids: nobody can read who it was.
# `together` is chance, the same for all ids of one person.
forgotten = sa.Table(
    "forgotten",
    metadata,
    sa.Column("hash", sa.String(64), primary_key=True),
    sa.Column("together", sa.String(32), nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.Index("ix_forgotten_together", "together"),
)

# Groups that a platform lets people name as one, with those of their members whom we know.
user_group = sa.Table(
    "user_group",
    metadata,
    sa.Column("workspace", sa.String(64), primary_key=True),
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("handle", sa.String(200), nullable=False),
    sa.Column("name", sa.String(200), nullable=False),
    sa.Column("active", sa.Boolean, nullable=False),
)

user_group_member = sa.Table(
    "user_group_member",
    metadata,
    sa.Column("workspace", sa.String(64), primary_key=True),
    sa.Column("group_id", sa.String(64), primary_key=True),
    sa.Column("person_id", ID, sa.ForeignKey("person.id", ondelete="CASCADE"), primary_key=True),
    sa.ForeignKeyConstraint(
        ["workspace", "group_id"],
        ["user_group.workspace", "user_group.id"],
        name="fk_user_group_member_workspace",
        ondelete="CASCADE",
    ),
    sa.Index("ix_user_group_member_person_id", "person_id"),
)

installation = sa.Table(
    "installation",
    metadata,
    sa.Column("name", sa.String(64), primary_key=True),
    sa.Column("value", sa.Text, nullable=False),
)
