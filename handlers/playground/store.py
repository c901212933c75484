"""The store: what was said in which room, who has read it, and how it was received."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.orm import Session

from handlers.playground import threads
from handlers.playground.people import Member
from handlers.playground.tables import (
    channel,
    file,
    member,
    message,
    metadata,
    picture,
    reaction,
    seen,
    setting,
)
from handlers.playground.threads import Answered

PAGE = 50
CHANNEL = "#"
DIRECT = "@"


@dataclass(frozen=True, slots=True)
class Reaction:
    """One way in which a message was received: by whom, ids with names, the earliest first."""

    name: str
    who: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Said:
    """A message as it stands: somebody's `text`, or a `card` when Piazza is the author (None)."""

    id: int
    room: str
    at: datetime
    text: str
    card: dict[str, Any] | None
    author: Member | None
    reactions: tuple[Reaction, ...] = ()
    replies: tuple[Answered, ...] = ()


_add = insert(message).on_conflict_do_nothing(index_elements=["key"]).returning(message.c.id)
_whole = (
    sa.select(
        message.c.id,
        message.c.room,
        message.c.at,
        message.c.text,
        message.c.card,
        member.c.id.label("author"),
        *(column for column in member.c if column.name != "id"),
    )
    .outerjoin(member, member.c.id == message.c.author)
    .order_by(message.c.id.desc())
)
_replace = (
    sa.update(message)
    .where(message.c.id == sa.bindparam("here"), message.c.room == sa.bindparam("in_room"))
    .returning(message.c.id)
)
_received = (
    sa.select(reaction.c.message, reaction.c.name, reaction.c.member, member.c.name)
    .join(member, member.c.id == reaction.c.member)
    .where(reaction.c.message.in_(sa.bindparam("ids", expanding=True)))
    .order_by(reaction.c.at, reaction.c.member)
)


def add(db: Session, row: Mapping[str, Any]) -> tuple[int, bool]:
    """Keep a message; its id, and whether it is new."""
    complete = {"author": None, "text": "", "card": None, "key": None, **row}
    id_ = db.execute(_add, complete).scalar()
    if id_ is not None:
        return id_, True
    return db.scalars(sa.select(message.c.id).where(message.c.key == row["key"])).one(), False


def replace(db: Session, room: str, id_: int, card: Mapping[str, Any]) -> bool:
    """Put a newer card in the place of one; False when there is none."""
    row = {"here": id_, "in_room": room, "card": dict(card)}
    return db.connection().execute(_replace, row).first() is not None


def remove(db: Session, room: str, id_: int) -> bool:
    """Remove a message with its reactions and its thread; False when there is none."""
    here = sa.select(message.c.id).where(message.c.id == id_, message.c.room == room)
    if db.execute(here).first() is None:
        return False
    db.execute(sa.delete(reaction).where(reaction.c.message == id_))
    threads.remove(db, id_)
    card = db.execute(sa.select(message.c.card).where(message.c.id == id_)).scalar()
    if card and card.get("file"):
        db.execute(sa.delete(file).where(file.c.id == card["file"]["id"]))
    db.execute(sa.delete(message).where(message.c.id == id_))
    return True


def one(db: Session, id_: int) -> Said | None:
    """A message, if there is one of this id."""
    return next(iter(_told(db, _whole.where(message.c.id == id_))), None)


def page(db: Session, room: str, before: int | None) -> tuple[list[Said], bool]:
    """The last messages of a room before one, oldest first, and whether there are earlier ones."""
    query = _whole.where(message.c.room == room).limit(PAGE + 1)
    found = _told(db, query if before is None else query.where(message.c.id < before))
    return found[:PAGE][::-1], len(found) > PAGE


def cards(db: Session, rooms: Iterable[str], most: int) -> list[Said]:
    """The latest cards in these rooms, newest first."""
    there = list(rooms)
    named = {f"room{number}": room for number, room in enumerate(there)}
    ids = db.scalars(_latest(len(there)), {**named, "most": most})
    return _told(db, _whole.where(message.c.id.in_(sorted(ids, reverse=True)[:most])))


@cache
def _latest(rooms: int) -> sa.CompoundSelect[int]:
    """The ids of the latest cards in so many rooms, `room0` and on, `most` of each."""
    latest = [
        sa.select(message.c.id)
        .where(message.c.room == sa.bindparam(f"room{number}"), message.c.card.is_not(None))
        .order_by(message.c.id.desc())
        .limit(sa.bindparam("most", type_=sa.Integer))
        .subquery()
        for number in range(rooms)
    ]
    return sa.union_all(*(sa.select(found.c.id) for found in latest))


def liveliest(db: Session, kind: str) -> str | None:
    """The room of a kind with the latest card."""
    carded = message.c.card.is_not(None), message.c.room.startswith(kind)
    latest = sa.select(message.c.room).where(*carded).order_by(message.c.id.desc()).limit(1)
    return db.scalars(latest).first()


def _told(db: Session, query: sa.Select[Any]) -> list[Said]:
    rows = db.execute(query).all()
    ids = [row.id for row in rows]
    given, said = _reactions(db, ids), threads.of(db, ids)
    return [
        Said(
            row.id,
            row.room,
            row.at,
            row.text,
            row.card,
            Member(*row[5:]) if row.author else None,
            given.get(row.id, ()),
            said.get(row.id, ()),
        )
        for row in rows
    ]


def _reactions(db: Session, ids: Sequence[int]) -> dict[int, tuple[Reaction, ...]]:
    found: dict[int, dict[str, list[tuple[str, str]]]] = {}
    for to, name, id_, called in db.execute(_received, {"ids": list(ids)}):
        found.setdefault(to, {}).setdefault(name, []).append((id_, called))
    return {
        to: tuple(Reaction(name, tuple(who)) for name, who in each.items())
        for to, each in found.items()
    }


def react(db: Session, id_: int, name: str, who: str, at: datetime) -> None:
    """Note a reaction, if it is not there yet."""
    row = {"message": id_, "name": name, "member": who, "at": at}
    db.execute(insert(reaction).on_conflict_do_nothing(), row)


def take_back(db: Session, id_: int, name: str, who: str) -> None:
    """Remove a reaction, if it is there."""
    db.execute(
        sa.delete(reaction).where(
            reaction.c.message == id_, reaction.c.name == name, reaction.c.member == who
        )
    )


def see(db: Session, who: str, room: str) -> None:
    """Note that somebody has read all there is in a room."""
    last = sa.select(sa.func.coalesce(sa.func.max(message.c.id), 0)).where(message.c.room == room)
    row = {"member": who, "room": room, "message": db.scalars(last).one()}
    mark = insert(seen)
    newer = {"message": mark.excluded.message}
    db.execute(mark.on_conflict_do_update(index_elements=["member", "room"], set_=newer), row)


def unread(db: Session, who: str) -> dict[str, int]:
    """How much somebody has not read, for each channel and their direct room.

    Who has never opened a room is not held to what was said before the playground was opened.
    """
    rooms = sa.union_all(
        sa.select(channel.c.id), sa.select(sa.literal(DIRECT + who).label("id"))
    ).subquery()
    marked = sa.select(seen.c.message).where(seen.c.member == who, seen.c.room == rooms.c.id)
    opened = sa.select(sa.cast(setting.c.value, sa.Integer)).where(setting.c.name == "opened")
    here = marked.correlate(rooms).scalar_subquery()
    since = sa.func.coalesce(here, opened.scalar_subquery(), 0)
    new = sa.select(sa.func.count()).where(
        message.c.room == rooms.c.id,
        message.c.id > since,
        message.c.author.is_distinct_from(who),
    )
    rows = db.execute(sa.select(rooms.c.id, new.correlate(rooms).scalar_subquery()))
    return {room: count for room, count in rows}  # noqa: C416 - rows are no pairs to the type checker


def channels(db: Session) -> set[str]:
    """Every channel there is."""
    return set(db.scalars(sa.select(channel.c.id)))


def found(db: Session, id_: str) -> None:
    """Found a channel, if there is none of this id."""
    db.execute(insert(channel).on_conflict_do_nothing(), {"id": id_})


def keep_picture(db: Session, drawing: Mapping[str, Any]) -> int:
    """Keep what a picture is drawn from; equal ones are kept once."""
    digest = hashlib.sha256(json.dumps(drawing, sort_keys=True).encode()).hexdigest()
    new = insert(picture).on_conflict_do_nothing(index_elements=["digest"])
    db.execute(new, {"digest": digest, "drawing": dict(drawing)})
    id_: int = db.scalars(sa.select(picture.c.id).where(picture.c.digest == digest)).one()
    return id_


def drawing(db: Session, id_: int) -> tuple[dict[str, Any], bytes | None] | None:
    """What a picture is drawn from, and the picture itself once it was drawn."""
    query = sa.select(picture.c.drawing, picture.c.png).where(picture.c.id == id_)
    row = db.execute(query).first()
    return (row.drawing, row.png) if row else None


def keep_png(db: Session, id_: int, png: bytes) -> None:
    """Keep a picture that was drawn."""
    db.execute(sa.update(picture).where(picture.c.id == id_).values(png=png))


def keep_file(db: Session, name: str, media: str, data: bytes) -> int:
    """Keep a file that somebody was sent."""
    row = {"name": name, "media": media, "data": data}
    id_: int = db.execute(sa.insert(file).returning(file.c.id), row).scalar_one()
    return id_


def kept_file(db: Session, id_: int) -> tuple[str, str, bytes] | None:
    """A file's name, kind and bytes."""
    found = db.execute(sa.select(file.c.name, file.c.media, file.c.data).where(file.c.id == id_))
    row = found.first()
    return (row.name, row.media, row.data) if row else None


def get(db: Session, name: str) -> str | None:
    """A setting of the playground itself."""
    return db.scalars(sa.select(setting.c.value).where(setting.c.name == name)).first()


def put(db: Session, name: str, value: str) -> None:
    """Change a setting of the playground itself."""
    change = insert(setting)
    newer = {"value": change.excluded.value}
    row = {"name": name, "value": value}
    db.execute(change.on_conflict_do_update(index_elements=["name"], set_=newer), row)


def open_doors(db: Session) -> None:
    """Note, the first time, what was said before anybody came to look."""
    if get(db, "opened") is None:
        last = db.scalars(sa.select(sa.func.max(message.c.id))).one()
        put(db, "opened", str(last or 0))


def clear(db: Session) -> None:
    """Forget everything."""
    for table in metadata.sorted_tables:
        db.execute(sa.delete(table))
