"""Intake: what programs send is stored at once, and filed behind that, many together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bot import Chat, Period, Work, daily
from skills.feedback import customers, filing, reading
from skills.feedback.heard import Heard
from skills.feedback.model import Intake
from skills.feedback.settings import skill

# So many are filed in one go: nobody else can do anything meanwhile on SQLite.
AT_ONCE: Final = 3
# Who stores something right after somebody has begun leaves it to their job, which looks once more
# when all that was stored beside it is there.
SOON, ONCE_MORE = timedelta(seconds=1), timedelta(seconds=3)


def put(chat: Chat, heard: Heard, source: str) -> None:
    """Store what was heard, to be filed soon."""
    # Not what a clock that is ahead has noted: its job will not look once more soon enough.
    lately = Intake.begins, Intake.came > chat.now - SOON, Intake.came <= chat.now
    begins = chat.db.scalar(select(Intake.id).where(*lately).limit(1)) is None
    if begins:
        begin(chat)
    row = Intake(source=source, heard=_packed(heard), came=chat.now, begins=begins)
    chat.db.add(row)


def begin(chat: Chat) -> None:
    """Have all filed that waits."""
    chat.later(file)
    chat.later(file, at=chat.now + ONCE_MORE)


def count(chat: Chat, called: str) -> int:
    """How much waits of a customer, by their address or name."""
    return len(_of(chat, called))


def _of(chat: Chat, called: str) -> list[Intake]:
    # Whoever is at it right now is waited for.
    query = select(Intake).where(~Intake.filed).with_for_update()
    return [one for one in chat.db.scalars(query) if _is_of(one.heard, called)]


def forget(chat: Chat, called: str) -> int:
    """Drop what waits of a customer, by their address or name; how much that was."""
    found = _of(chat, called)
    for one in found:
        chat.db.delete(one)
    chat.db.flush()
    return len(found)


def _is_of(row: Mapping[str, Any], called: str) -> bool:
    """Whether it is theirs; also of what can't be filed as it is."""
    who = Heard("", "", name=row.get("name", ""), address=row.get("address", ""))
    return who.name == called or customers.mark_of(who) in customers.marks(called)


@skill.post("intake", daily(at="05:00"), upkeep=True)
def look_again(chat: Chat, _day: Period) -> None:
    """File, and read, what waits still: there should be nothing."""
    reading.look_again(chat)
    if chat.db.scalar(select(Intake.id).where(~Intake.filed).limit(1)) is not None:
        begin(chat)


def _packed(heard: Heard) -> dict[str, Any]:
    found = asdict(heard)
    return {**found, "said": heard.said.isoformat() if heard.said else None}


def _unpacked(row: Mapping[str, Any]) -> Heard:
    said = datetime.fromisoformat(row["said"]) if row["said"] else None
    return Heard(**{**row, "tags": tuple(row["tags"]), "said": said})


@skill.job("file_intake")
def file(work: Work) -> None:
    """File all that waits; what can't be filed keeps nothing else waiting."""
    try:
        while words := work.read(_next):
            # Not while nobody else can store anything.
            work.study(list(words.values()))
            if not work.write(partial(_file, ids=list(words))):
                # Somebody else is at these, and goes on.
                return
        work.write(_forget_filed)
    except Exception:
        for id_ in work.read(_waiting):
            with suppress(Exception):  # the job fails all the same
                work.write(partial(_file, ids=[id_]))
        raise


def _next(db: Session) -> Mapping[int, str]:
    """The words of some that wait."""
    waiting = select(Intake.id, Intake.heard).where(~Intake.filed).order_by(Intake.id)
    return {id_: heard["words"] for id_, heard in db.execute(waiting.limit(AT_ONCE))}


def _waiting(db: Session) -> Sequence[int]:
    return db.scalars(select(Intake.id).where(~Intake.filed).order_by(Intake.id)).all()


def _file(chat: Chat, ids: Sequence[int]) -> int:
    """File these, as far as nobody else is at them; how many that was."""
    waiting = select(Intake).where(Intake.id.in_(ids), ~Intake.filed).order_by(Intake.id)
    rows = chat.db.scalars(waiting.with_for_update(skip_locked=True)).all()
    by_source: dict[str, list[Heard]] = defaultdict(list)
    for one in rows:
        by_source[one.source].append(_unpacked(one.heard))
    for source, some in by_source.items():
        filing.keep_all(chat, some, source)
    for one in rows:
        # Whoever is forgotten from now on is to be forgotten here, too.
        one.filed, one.heard = True, {}
    return len(rows)


def _forget_filed(chat: Chat) -> None:
    """Drop what nobody needs any more to see that somebody is at it."""
    chat.db.execute(delete(Intake).where(Intake.filed, Intake.came < chat.now - ONCE_MORE))
