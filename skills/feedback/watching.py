"""Watching: how each source does, what is silent, and what is paused."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot import ORGANISERS, Button, Card, Chat, Fact, Form, Refused, Role, Text, choice, t, text
from skills.feedback import fetching
from skills.feedback.model import LONGEST_NAME, Source
from skills.feedback.reasons import told
from skills.feedback.settings import FeedbackSettings, skill
from skills.feedback.sources import COLLEAGUES, FEED, FILES

DAYS = ("0", "1", "3", "7", "30")
MOST = 12


class Feed(Form):
    """A feed that is to be read."""

    name: str = text(min_length=2, max_length=LONGEST_NAME)
    address: str = text(min_length=10, max_length=1000)
    silent: str = choice(DAYS, default="0")


class Silence(Form):
    """After how many days without anything the community manager is told."""

    silent: str = choice(DAYS)


@skill.command("cm feedback sources", only=ORGANISERS, reads=True)
@skill.button("sources", only=ORGANISERS, reads=True)
def overview(chat: Chat) -> None:
    """List the sources with their last words and errors."""
    found, silent = every(chat), unheard(chat)
    facts = [Fact(t("source_named", name=one.name), line(one)) for one in found]
    facts += [Fact(t("source_named", name=name), t("source_never")) for name in silent]
    buttons = []
    if Role.CM in chat.person.roles:
        buttons.append(Button(t("feed_new"), ask_feed))
        for one in found:
            if one.name in (COLLEAGUES, FILES):
                continue
            named = {"name": one.name}
            label = t("source_resume", **named) if one.paused else t("source_pause", **named)
            buttons.append(Button(label, turn, one.id, not one.paused))
            buttons.append(Button(t("source_silence", name=one.name), ask_silence, one.id))
            if one.kind == FEED:
                buttons.append(Button(t("source_drop", name=one.name), drop, one.id))
    title = t("sources_title") if facts else t("sources_none")
    others = (chat.db.scalar(select(func.count(Source.id))) or 0) - len(found)
    lines = [t("sources_more", count=others)] if others else []
    chat.whisper(Card(title, facts=facts, lines=lines, buttons=buttons))


def every(chat: Chat) -> Sequence[Source]:
    """All sources, or as many as can be shown, those with errors first."""
    query = select(Source).order_by(Source.errors == 0, Source.name)
    return chat.db.scalars(query.limit(MOST)).all()


def unheard(chat: Chat) -> Sequence[str]:
    """The programs that the settings name and that have never sent anything."""
    settings = chat.settings(FeedbackSettings)
    names = set(settings.sources) if settings.hook else set()
    known = chat.db.scalars(select(Source.name).where(Source.name.in_(names)))
    return sorted(names.difference(known))[:MOST]


def line(one: Source) -> Text:
    """How a source does, in a line."""
    last = t("source_last", at=one.last_item) if one.last_item else t("source_never")
    if one.paused:
        return t("source_is_paused", last=last)
    if one.errors:
        return t("source_errors", last=last, count=one.errors, error=told(one.error))
    return last


def trouble(chat: Chat) -> list[Fact]:
    """The sources that have errors, or have been silent for too long."""
    found = troubled(chat.db, chat.now)[:MOST]
    return [Fact(t("source_named", name=one.name), line(one)) for one in found]


def troubled(db: Session, now: datetime) -> Sequence[Source]:
    """Those sources, by their names."""
    watched = ~Source.paused & ((Source.errors > 0) | (Source.silent_days > 0))
    sources = db.scalars(select(Source).where(watched).order_by(Source.name))
    return [one for one in sources if one.errors or is_silent(one, now)]


def is_silent(one: Source, now: datetime) -> bool:
    """Whether nothing has come for longer than it may."""
    return bool(one.silent_days) and heard(one) < now - timedelta(days=one.silent_days)


def heard(one: Source) -> datetime:
    """When a source was heard of last."""
    return one.last_item or one.made


def _find(chat: Chat, source_id: int | None) -> Source:
    found = chat.db.get(Source, source_id or 0)
    if found is None:
        raise Refused(t("source_gone"))
    return found


@skill.button("source_turn", only=Role.CM)
def turn(chat: Chat, source_id: int, paused: bool) -> None:
    """Take nothing more from a source, or take it again."""
    one = _find(chat, source_id)
    one.paused = paused
    if one.kind == FEED and not paused:
        chat.later(fetching.fetch, one.id)
    chat.audit(one.name)
    chat.whisper(
        t("source_paused", name=one.name) if paused else t("source_resumed", name=one.name)
    )


@skill.button("source_drop", only=Role.CM)
def drop(chat: Chat, source_id: int) -> None:
    """Read a feed no more, and know it no more; what it brought stays."""
    one = _find(chat, source_id)
    if one.kind != FEED:
        raise Refused(t("source_gone"))
    chat.audit(one.name)
    chat.db.delete(one)
    chat.whisper(t("source_dropped", name=one.name))


@skill.button("source_silence", only=Role.CM)
def ask_silence(chat: Chat, source_id: int) -> None:
    """Ask how long a source may be silent."""
    one = _find(chat, source_id)
    days = str(one.silent_days)
    chat.open(Silence, concerns=one.id, **({"silent": days} if days in DAYS else {}))


@skill.form(Silence, only=Role.CM)
def set_silence(chat: Chat, form: Silence) -> None:
    """Note how long a source may be silent."""
    one = _find(chat, form.concerns)
    one.silent_days = int(form.silent)
    if one.silent_days:
        chat.whisper(t("silence_set", name=one.name, count=one.silent_days))
    else:
        chat.whisper(t("silence_unusual", name=one.name))


@skill.button("feed_new", only=Role.CM)
def ask_feed(chat: Chat) -> None:
    """Open the form for a feed."""
    chat.open(Feed)


@skill.form(Feed, only=Role.CM)
def add_feed(chat: Chat, form: Feed) -> None:
    """Read a feed from now on, every quarter of an hour."""
    name = " ".join(form.name.casefold().split())[:LONGEST_NAME].rstrip()
    if name in (COLLEAGUES, FILES, *chat.settings(FeedbackSettings).sources):
        # What they say would be taken for what the feed says, and be answered where it is not.
        raise Refused(t("source_there", name=name), field="name")
    if chat.db.scalar(select(Source.id).where(Source.name == name)) is not None:
        raise Refused(t("source_there", name=name), field="name")
    if not form.address.strip().startswith("https://"):
        raise Refused(t("feed_https"), field="address")
    one = Source(name=name, kind=FEED, address=form.address.strip(), made=chat.now, error={})
    one.silent_days = int(form.silent)
    chat.db.add(one)
    chat.db.flush()
    chat.audit(f"{name}: {one.address}")
    chat.later(fetching.fetch, one.id)
    chat.whisper(t("feed_added", name=name))
