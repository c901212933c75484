"""Where the playground keeps its people and what was said; a file of its own."""

from __future__ import annotations

import sqlalchemy as sa

from bot.store.tables import NAMES, Moment

metadata = sa.MetaData(naming_convention=NAMES)

member = sa.Table(
    "member",
    metadata,
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("name", sa.String(200), nullable=False),
    sa.Column("handle", sa.String(200), nullable=False),
    sa.Column("email", sa.String(320), nullable=False),
    sa.Column("about", sa.String(200), nullable=False),
    sa.Column("language", sa.String(12), nullable=False),
    sa.Column("zone", sa.String(64), nullable=False),
    sa.Column("kind", sa.String(12), nullable=False),
    sa.Column("active", sa.Boolean, nullable=False),
)

# A table of its own, so that a file from before there were groups opens as it is.
teammate = sa.Table(
    "teammate",
    metadata,
    sa.Column("member", sa.String(64), primary_key=True),
    sa.Column("team", sa.String(200), nullable=False),
)

# The words people are found by; the lower the rank, the earlier a person is shown.
word = sa.Table(
    "word",
    metadata,
    sa.Column("rank", sa.SmallInteger, primary_key=True),
    sa.Column("word", sa.String(200), primary_key=True),
    sa.Column("member", sa.String(64), primary_key=True),
    sa.Index("ix_word_member", "member", "word"),
    sqlite_with_rowid=False,
)

channel = sa.Table("channel", metadata, sa.Column("id", sa.String(120), primary_key=True))

# `author` is empty where Piazza speaks; `key` makes what comes twice count once.
message = sa.Table(
    "message",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("room", sa.String(120), nullable=False),
    sa.Column("author", sa.String(64)),
    sa.Column("at", Moment, nullable=False),
    sa.Column("text", sa.Text, nullable=False, default=""),
    sa.Column("card", sa.JSON(none_as_null=True)),
    sa.Column("key", sa.String(200), unique=True),
    sa.Index("ix_message_room", "room", "id"),
    # A place must never come to mean another message.
    sqlite_autoincrement=True,
)

picture = sa.Table(
    "picture",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("digest", sa.String(64), nullable=False, unique=True),
    sa.Column("drawing", sa.JSON, nullable=False),
    sa.Column("png", sa.LargeBinary),
    sqlite_autoincrement=True,
)

file = sa.Table(
    "file",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("name", sa.String(120), nullable=False),
    sa.Column("media", sa.String(40), nullable=False),
    sa.Column("data", sa.LargeBinary, nullable=False),
    sqlite_autoincrement=True,
)

reaction = sa.Table(
    "reaction",
    metadata,
    sa.Column("message", sa.Integer, primary_key=True),
    sa.Column("name", sa.String(40), primary_key=True),
    sa.Column("member", sa.String(64), primary_key=True),
    sa.Column("at", Moment, nullable=False),
)

# What was said in the thread of a card.
reply = sa.Table(
    "reply",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("message", sa.Integer, nullable=False),
    sa.Column("author", sa.String(64), nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("key", sa.String(200), nullable=False, unique=True),
    sa.Index("ix_reply_message", "message", "id"),
)

# Up to which message somebody has read a room.
seen = sa.Table(
    "seen",
    metadata,
    sa.Column("member", sa.String(64), primary_key=True),
    sa.Column("room", sa.String(120), primary_key=True),
    sa.Column("message", sa.Integer, nullable=False),
)

setting = sa.Table(
    "setting",
    metadata,
    sa.Column("name", sa.String(40), primary_key=True),
    sa.Column("value", sa.Text, nullable=False),
)
