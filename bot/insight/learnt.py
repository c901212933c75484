"""Learnt: the heads of a skill that were trained here, and those it came with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.directory.tables import ID
from bot.insight.heads import unpacked
from bot.store.tables import Moment, Table
from bot.store.turns import take_turn

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.insight.heads import Head

# In the home of a skill, a file for each encoder.
SHIPPED: Final = "heads"

learnt = sa.Table(
    "learnt",
    Table.metadata,
    sa.Column("id", ID, primary_key=True, autoincrement=True),
    sa.Column("skill", sa.String(64), nullable=False),
    sa.Column("encoder", sa.String(40), nullable=False),
    sa.Column("made", Moment, nullable=False),
    sa.Column("lessons", sa.Integer, nullable=False),
    sa.Column("digest", sa.String(64), nullable=False),
    sa.Column("heads", sa.LargeBinary, nullable=False),
    sa.UniqueConstraint("skill", "encoder"),
    sqlite_autoincrement=True,
)


@dataclass(frozen=True, slots=True)
class Learnt:
    """When heads were trained last, from how many lessons, and from which."""

    made: datetime
    lessons: int
    digest: str


def last(db: Connection, skill: str, encoder: str) -> Learnt | None:
    """The last training here; None where there was none."""
    query = sa.select(learnt.c.made, learnt.c.lessons, learnt.c.digest).where(
        learnt.c.skill == skill, learnt.c.encoder == encoder
    )
    row = db.execute(query).first()
    return Learnt(row.made, row.lessons, row.digest) if row else None


def keep(db: Connection, skill: str, encoder: str, what: Learnt, heads: bytes) -> None:
    """Keep what was trained, in the place of what was there, unless that was begun later."""
    take_turn(db, f"learn:{skill}")
    before = last(db, skill, encoder)
    if before is not None and before.made > what.made:
        return
    where = learnt.c.skill == skill, learnt.c.encoder == encoder
    db.execute(sa.delete(learnt).where(*where))
    row = {"skill": skill, "encoder": encoder, "made": what.made, "lessons": what.lessons}
    db.execute(sa.insert(learnt), {**row, "digest": what.digest, "heads": heads})


def drop_others(db: Connection, skill: str, encoder: str) -> None:
    """Let go of what other encoders learnt: it is not used, and who said it may be forgotten."""
    db.execute(sa.delete(learnt).where(learnt.c.skill == skill, learnt.c.encoder != encoder))


def heads_of(db: Connection, skill: str, home: Path, encoder: str) -> Mapping[str, Head]:
    """The heads to use: those trained here, or else those the skill came with; none is possible."""
    query = sa.select(learnt.c.heads).where(learnt.c.skill == skill, learnt.c.encoder == encoder)
    own = db.scalar(query)
    return _unpacked(own) if own is not None else shipped(home, encoder)


@lru_cache(maxsize=16)
def _unpacked(stored: bytes) -> Mapping[str, Head]:
    return unpacked(stored)


@lru_cache(maxsize=16)
def shipped(home: Path, encoder: str) -> Mapping[str, Head]:
    """The heads a skill came with, for an encoder."""
    path = home / SHIPPED / f"{encoder}.npz"
    return unpacked(path.read_bytes()) if path.is_file() else {}
