"""Fetching: what feeds of reviews, forums and alerts say that is new."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import (
    Chat,
    FeedEntry,
    Fetched,
    Known,
    Period,
    Refused,
    Unreachable,
    Work,
    daily,
    read_feed,
)
from skills.feedback import filing
from skills.feedback.heard import OLDEST, Heard, heard
from skills.feedback.kinds import PUBLIC
from skills.feedback.model import LONGEST, Source
from skills.feedback.reasons import kept
from skills.feedback.settings import skill
from skills.feedback.sources import FEED

EVERY, LEEWAY, STUCK = timedelta(minutes=15), timedelta(minutes=1), timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Asked:
    """A feed that is to be read, and what it was last."""

    name: str
    address: str
    known: Known


@skill.job("fetch_feed")
def fetch(work: Work, source_id: int) -> None:
    """Read a feed that is not paused, and again in a quarter of an hour."""
    asked = work.read(partial(_asked, source_id=source_id, now=work.now))
    if asked is None:
        return
    try:
        page = work.fetch(asked.address, asked.known)
        entries = read_feed(page) if page else []
    except Unreachable as trouble:
        work.write(partial(_failed, source_id=source_id, trouble=trouble))
        return
    work.write(partial(_keep, source_id=source_id, page=page, entries=entries))


def _asked(db: Session, source_id: int, now: datetime) -> Asked | None:
    one = db.get(Source, source_id)
    if one is None or one.paused:
        return None
    if one.last_try is not None and one.last_try > now - EVERY + LEEWAY:
        # Somebody else reads it, and goes on.
        return None
    return Asked(one.name, one.address, Known(one.etag, one.modified))


def _failed(chat: Chat, source_id: int, trouble: Unreachable) -> None:
    one = chat.db.get(Source, source_id)
    if one is not None:
        one.errors, one.error, one.last_try = one.errors + 1, kept(trouble.text), chat.now
        chat.later(fetch, one.id, at=chat.now + EVERY)


def _keep(chat: Chat, source_id: int, page: Fetched | None, entries: Sequence[FeedEntry]) -> None:
    one = chat.db.get(Source, source_id)
    if one is None:
        return
    filing.keep_all(chat, list(_heard(chat, entries)), one.name)
    one.errors, one.error, one.last_try = 0, {}, chat.now
    if page is not None:
        one.etag, one.modified = page.etag, page.modified
    chat.later(fetch, one.id, at=chat.now + EVERY)


def _heard(chat: Chat, entries: Sequence[FeedEntry]) -> Iterator[Heard]:
    """What the entries say; those without words say nothing."""
    for one in entries:
        said = {
            "title": one.title,
            "text": one.words[: LONGEST - len(one.title) - 2],
            "id": one.id,
            "who": PUBLIC,
            "name": one.author,
            "link": one.link,
            # Where a feed tells a day before there were any, it does not know the day.
            "said": one.at.isoformat() if one.at and one.at >= OLDEST else "",
            "public": True,
        }
        try:
            yield heard(said, chat.now)
        except Refused:
            continue


@skill.post("feeds", daily(at="06:00"), upkeep=True)
def begin_again(chat: Chat, _day: Period) -> None:
    """Take up each feed that nobody has read for a while: its job may have been lost."""
    asleep = Source.last_try.is_(None) | (Source.last_try < chat.now - STUCK)
    query = select(Source.id).where(Source.kind == FEED, ~Source.paused, asleep)
    for source_id in chat.db.scalars(query):
        chat.later(fetch, source_id)
