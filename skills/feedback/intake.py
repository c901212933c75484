"""Intake: what programs send is stored at once, and filed behind that, many together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bot import Chat, Period, Work, daily
from skills.feedback import filing
from skills.feedback.heard import Heard
from skills.feedback.model import Intake
from skills.feedback.settings import skill

# So many are filed in one go: nobody else can do anything meanwhile on SQLite.
AT_ONCE: Final = 10
# Who stores something right after somebody else leaves it to their job, which looks once more when
# all that was stored beside it is there.
SOON, ONCE_MORE = timedelta(seconds=1), timedelta(seconds=3)


def put(chat: Chat, heard: Heard, source: str) -> None:
    """Store what was heard, to be filed soon."""
    lately = select(Intake.id).where(Intake.came > chat.now - SOON).limit(1)
    if chat.db.scalar(lately) is None:
        begin(chat)
    chat.db.add(Intake(source=source, heard=_packed(heard), came=chat.now))


def begin(chat: Chat) -> None:
    """Have all filed that waits."""
    chat.later(file)
    chat.later(file, at=chat.now + ONCE_MORE)


@skill.post("intake", daily(at="05:00"))
def look_again(chat: Chat, _day: Period) -> None:
    """File what waits still: there should be nothing."""
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
    """File all that waits."""
    while words := work.read(_waiting):
        # Not while nobody else can store anything.
        work.study(words)
        if not work.write(_file):
            return


def _waiting(db: Session) -> list[str]:
    waiting = select(Intake.heard).where(~Intake.filed).order_by(Intake.id).limit(AT_ONCE)
    return [one["words"] for one in db.scalars(waiting)]


def _file(chat: Chat) -> bool:
    """File some of what waits; whether there may be more."""
    waiting = select(Intake).where(~Intake.filed).order_by(Intake.id).limit(AT_ONCE)
    # Another process may be at others of them.
    rows = chat.db.scalars(waiting.with_for_update(skip_locked=True)).all()
    by_source: dict[str, list[Heard]] = defaultdict(list)
    for one in rows:
        by_source[one.source].append(_unpacked(one.heard))
    for source, some in by_source.items():
        filing.keep_all(chat, some, source)
    for one in rows:
        # Whoever is forgotten from now on is to be forgotten here, too.
        one.filed, one.heard = True, {}
    if len(rows) < AT_ONCE:
        long_ago = Intake.filed & (Intake.came < chat.now - ONCE_MORE)
        chat.db.execute(delete(Intake).where(long_ago))
    return len(rows) == AT_ONCE
