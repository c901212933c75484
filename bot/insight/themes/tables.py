"""Where themes are kept, what belongs to them, and how often sealed comments spoke of them."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa

from bot.directory.tables import ID
from bot.store.tables import Moment, Table

LONGEST_NAME, LONGEST_WORDS = 60, 500
# The name that somebody gave, beside those by language that were found.
GIVEN: Final = ""

# `names` by language, the most common first; `words` it is told by, between commas. `centroid` is
# where its things lie for an `encoder`, as `weight` of them have drawn it. `settled`: somebody has
# named or changed it. One that is `hidden` takes what belongs to it, and is shown to nobody.
theme = sa.Table(
    "theme",
    Table.metadata,
    sa.Column("id", ID, primary_key=True, autoincrement=True),
    sa.Column("names", sa.JSON, nullable=False),
    sa.Column("words", sa.String(LONGEST_WORDS), nullable=False),
    sa.Column("centroid", sa.LargeBinary, nullable=False),
    sa.Column("encoder", sa.String(40), nullable=False),
    sa.Column("weight", sa.Integer, nullable=False),
    sa.Column("made", Moment, nullable=False),
    sa.Column("seen", Moment, nullable=False),
    sa.Column("settled", sa.Boolean, nullable=False),
    sa.Column("hidden", sa.Boolean, nullable=False),
    sa.Column("merged_into", ID, sa.ForeignKey("theme.id", ondelete="SET NULL"), index=True),
    sqlite_autoincrement=True,
)

# What a language model called a theme, by language, none while it has not answered; `words` are
# what its texts had in common then, without their endings. It was `asked` last at that instant.
theme_title = sa.Table(
    "theme_title",
    Table.metadata,
    sa.Column("theme_id", ID, sa.ForeignKey("theme.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("names", sa.JSON, nullable=False),
    sa.Column("words", sa.JSON, nullable=False),
    sa.Column("asked", Moment, nullable=False),
)

# Of which things such a name was made: it goes with the first of them.
theme_titled = sa.Table(
    "theme_titled",
    Table.metadata,
    sa.Column(
        "theme_id", ID, sa.ForeignKey("theme_title.theme_id", ondelete="CASCADE"), primary_key=True
    ),
    sa.Column("skill", sa.String(64), primary_key=True),
    sa.Column("thing", ID, primary_key=True),
    sa.Index("ix_theme_titled_skill_thing", "skill", "thing"),
)

# What all that is said has in common, as it was last night.
theme_centre = sa.Table(
    "theme_centre",
    Table.metadata,
    sa.Column("encoder", sa.String(40), primary_key=True),
    sa.Column("mean", sa.LargeBinary, nullable=False),
    sa.Column("trust", sa.Float, nullable=False),
)

# A thing belongs to the theme it is nearest to, and to others `by_words` only.
theme_thing = sa.Table(
    "theme_thing",
    Table.metadata,
    sa.Column("theme_id", ID, sa.ForeignKey("theme.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("skill", sa.String(64), primary_key=True),
    sa.Column("thing", ID, primary_key=True),
    sa.Column("said", Moment, nullable=False),
    sa.Column("by_words", sa.Boolean, nullable=False),
    sa.Index("ix_theme_thing_skill_thing", "skill", "thing"),
    sa.Index("ix_theme_thing_said", "said"),
)

# What somebody took out of a theme: it is not found there again.
theme_out = sa.Table(
    "theme_out",
    Table.metadata,
    sa.Column("theme_id", ID, sa.ForeignKey("theme.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("skill", sa.String(64), primary_key=True),
    sa.Column("thing", ID, primary_key=True),
    sa.Index("ix_theme_out_skill_thing", "skill", "thing"),
)

# What was promised because of a theme, as somebody has said; what was promised because of
# something that belongs to it is not noted here.
theme_promise = sa.Table(
    "theme_promise",
    Table.metadata,
    sa.Column("theme_id", ID, sa.ForeignKey("theme.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("promise_id", ID, sa.ForeignKey("promise.id", ondelete="CASCADE"), primary_key=True),
    sa.Index("ix_theme_promise_promise_id", "promise_id"),
)

# Which rounds of sealed answers were looked through; each is once, and never again.
theme_round = sa.Table(
    "theme_round",
    Table.metadata,
    sa.Column("round_id", ID, sa.ForeignKey("ballot_round.id"), primary_key=True),
)

# How many comments of a round spoke of a theme, where they were at least three; never changed.
theme_count = sa.Table(
    "theme_count",
    Table.metadata,
    sa.Column("round_id", ID, sa.ForeignKey("ballot_round.id"), primary_key=True),
    sa.Column("theme_id", ID, sa.ForeignKey("theme.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("count", sa.Integer, nullable=False),
    sa.Index("ix_theme_count_theme_id", "theme_id"),
)
