"""Polling: anybody asks something in a channel, with names or sealed, and it closes by itself."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import select, update

from bot import Button, Card, Chat, Form, Person, Refused, Role, Work, choice, t, text
from skills.pulse.model import PulsePoll
from skills.pulse.polls import (
    FEWEST,
    MOST,
    facts,
    find,
    how,
    items_of,
    kind_of,
    result,
    title,
)
from skills.pulse.rounds import needed
from skills.pulse.settings import skill
from skills.pulse.voting import buttons

NAMED, SEALED = "named", "sealed"
ONE, SEVERAL = "one", "several"
ONCE, WEEKLY = "once", "weekly"
OPEN_FOR = {
    "hour": timedelta(hours=1),
    "day": timedelta(days=1),
    "three_days": timedelta(days=3),
    "week": timedelta(days=6),
}
# Between the question and its options, where all is typed in one line.
BETWEEN = "|"
# Of a question; and of the line in which its options may stand, too.
SHORTEST, LONGEST, LONGEST_LINE = 5, 200, 1000
# What is left of a tag that is none: "no #seeled" would be asked with names.
STRAY = re.compile(r"\S\s+(#[^\W\d]\S*)$")
MOST_LISTED = 4


# Fewer letters ask nothing.
SHORTEST = 5


class Ask(Form):
    """What is asked, and how."""

    question: str = text(min_length=SHORTEST, max_length=LONGEST_LINE)
    options: str = text(max_length=1000, multiline=True, default="")
    names: str = choice((NAMED, SEALED), default=NAMED)
    several: str = choice((ONE, SEVERAL), default=ONE)
    closes: str = choice(tuple(OPEN_FOR), default="day")
    again: str = choice((ONCE, WEEKLY), default=ONCE)


@skill.command("poll", Ask)
def ask(chat: Chat, form: Ask) -> None:
    """Ask something in the channel this is in."""
    if chat.channel is None or not chat.can_post(chat.channel.id):
        raise Refused(t("poll_nowhere"))
    question, options = _read(form)
    poll = PulsePoll(
        question=question,
        options=options,
        several=form.several == SEVERAL,
        sealed=form.names == SEALED,
        every=int(form.again == WEEKLY),
        owner=chat.person.id,
        workspace=chat.workspace,
        channel=chat.channel.id,
        asked=chat.now,
        closes=chat.now + OPEN_FOR[form.closes],
    )
    begin(chat, poll)
    lines = [t("poll_weekly")] if poll.every else []
    asked = t("poll_asked", closes=poll.closes)
    chat.whisper(Card(asked, lines=lines, buttons=_owner_buttons(poll)))


def _read(form: Ask) -> tuple[str, list[str]]:
    """The question and its options; in one line, with bars between them."""
    first, *more = (one.strip() for one in form.question.split(BETWEEN))
    if more and (stray := next(filter(None, map(STRAY.search, (first, *more))), None)):
        raise Refused(t("poll_no_tag", tag=stray[1]), field="question")
    said = [*more, *(one.strip() for one in form.options.splitlines())]
    options = list(dict.fromkeys(filter(None, said)))
    if not SHORTEST <= len(first) <= LONGEST:
        raise Refused(t("poll_question", low=SHORTEST, high=LONGEST), field="question")
    if not FEWEST <= len(options) <= MOST:
        raise Refused(t("poll_options", low=FEWEST, high=MOST), field="options")
    return first, options


def begin(chat: Chat, poll: PulsePoll) -> None:
    """Open a poll and post it."""
    count, have = needed(chat) if poll.sealed else (0, 0)
    if have < count:
        raise Refused(t("poll_too_small", count=count, have=have), field="names")
    chat.db.add(poll)
    chat.db.flush()
    if poll.sealed:
        items = items_of(poll.question, poll.options, several=poll.several)
        round_ = chat.open_round(kind_of(poll), items, closes=poll.closes, then=counted)
        poll.round_id = round_.id
    else:
        chat.later(close_in_time, poll.id, at=poll.closes)
    chat.say(card_of(chat, poll), to=poll.channel)


def card_of(chat: Chat, poll: PulsePoll) -> Card:
    """The poll as everybody sees it."""
    told = [] if poll.sealed else facts(chat.db, poll)
    shown = [] if poll.ended else buttons(poll)
    line = t("poll_over") if poll.ended else how(poll)
    return Card(title(poll), lines=[line], facts=told, buttons=shown, about=poll.id)


@skill.job("close_poll")
def close_in_time(work: Work, poll_id: int) -> None:
    """Close a poll with names when its time is over."""
    work.write(partial(_close, poll_id=poll_id))


@skill.job("poll_counted")
def counted(work: Work, round_id: int) -> None:
    """Tell what came of a poll that was sealed."""
    look = select(PulsePoll.id).where(PulsePoll.round_id == round_id)
    poll_id = work.read(lambda db: db.scalar(look))
    if poll_id is not None:
        work.write(partial(_close, poll_id=poll_id))


def _close(chat: Chat, poll_id: int) -> None:
    # Two who close it at once, and a vote that comes just then, take turns.
    poll = chat.db.get(PulsePoll, poll_id, with_for_update=True, populate_existing=True)
    if poll is None or poll.ended is not None:
        return
    poll.ended = chat.now
    chat.db.flush()
    chat.update(card_of(chat, poll))
    chat.say(result(chat.db, poll), to=poll.channel)
    if poll.every:
        chat.later(ask_again, poll.id, at=_again_at(chat, poll))


def _again_at(chat: Chat, poll: PulsePoll) -> datetime:
    """Weeks later at the same hour, though the clocks may have changed meanwhile."""
    return poll.asked.astimezone(chat.house.company.clock) + poll.every * timedelta(weeks=1)


@skill.job("ask_again")
def ask_again(work: Work, poll_id: int) -> None:
    """Ask the same once more, a week later."""
    work.write(partial(_again, poll_id=poll_id))


def _again(chat: Chat, poll_id: int) -> None:
    last = chat.db.get(PulsePoll, poll_id)
    if last is None or not last.every:
        return
    every, last.every = last.every, 0
    owner = chat.people([last.owner]).get(last.owner)
    if owner is None or not chat.house.welcomes(owner):
        # Nobody is left who could stop it.
        return
    poll = PulsePoll(
        question=last.question,
        options=last.options,
        several=last.several,
        sealed=last.sealed,
        every=every,
        owner=last.owner,
        workspace=last.workspace,
        channel=last.channel,
        asked=chat.now,
        closes=chat.now + (last.closes - last.asked),
    )
    try:
        with chat.db.begin_nested():
            begin(chat, poll)
    except Refused as refused:
        told = t("poll_not_again", question=last.question)
        chat.send(Card(told, lines=[refused.text]), to=owner)


def _owner_buttons(poll: PulsePoll) -> list[Button]:
    stop = [Button(t("poll_stop"), stop_repeating, poll.id)] if poll.every else []
    return [Button(t("poll_close"), close_now, poll.id), *stop]


@skill.command("poll mine", reads=True)
def mine(chat: Chat) -> None:
    """List the polls somebody has open, to close them."""
    theirs = PulsePoll.owner == chat.person.id, PulsePoll.ended.is_(None) | (PulsePoll.every > 0)
    query = select(PulsePoll).where(*theirs).order_by(PulsePoll.id.desc()).limit(MOST_LISTED)
    polls = chat.db.scalars(query).all()
    if not polls:
        raise Refused(t("poll_none"))
    lines = [t("poll_line", number=one.id, question=one.question) for one in polls]
    shut = [
        Button(t("poll_close_number", number=one.id), close_now, one.id)
        for one in polls
        if one.ended is None
    ]
    stop = [
        Button(t("poll_stop_number", number=one.id), stop_repeating, one.id)
        for one in polls
        if one.every
    ]
    chat.whisper(Card(t("poll_mine"), lines=lines, buttons=[*shut, *stop]))


@skill.button("poll_close", also=Role.CM)
def close_now(chat: Chat, poll_id: int) -> None:
    """Close a poll before its time: whoever asked may, and the manager."""
    poll = _own_open(chat, poll_id)
    if poll.sealed:
        # It is counted once, and for good.
        sure = Button(t("poll_close_sure"), close_sealed, poll.id)
        chat.whisper(Card(t("poll_sure", question=poll.question), buttons=[sure]))
        return
    _close(chat, poll.id)
    _note(chat, poll)
    chat.whisper(t("poll_closing"))


@skill.button("poll_close_sealed", also=Role.CM)
def close_sealed(chat: Chat, poll_id: int) -> None:
    """Close one that is sealed; whoever does so has been asked whether it is meant."""
    poll = _own_open(chat, poll_id)
    if not poll.sealed:
        raise Refused(t("poll_gone"))
    chat.end_round(kind_of(poll))
    _note(chat, poll)
    chat.whisper(t("poll_closing"))


def _own_open(chat: Chat, poll_id: int) -> PulsePoll:
    poll = _own(chat, poll_id)
    if poll.ended is not None:
        raise Refused(t("poll_closed", question=poll.question))
    return poll


@skill.button("poll_stop", also=Role.CM)
def stop_repeating(chat: Chat, poll_id: int) -> None:
    """Ask it no more after this time."""
    poll = _own(chat, poll_id)
    # The card with the button may be of one that was asked weeks ago, and again since.
    same = {name: getattr(poll, name) for name in ("owner", "workspace", "channel", "question")}
    chat.db.execute(update(PulsePoll).filter_by(**same).values(every=0))
    _note(chat, poll)
    chat.whisper(t("poll_stopped", question=poll.question))


def _own(chat: Chat, poll_id: int) -> PulsePoll:
    poll = find(chat, poll_id)
    if poll.owner != chat.person.id and Role.CM not in chat.person.roles:
        owner: Person | None = chat.people([poll.owner]).get(poll.owner)
        raise Refused(t("poll_not_yours", owner=owner) if owner else t("poll_gone"))
    return poll


def _note(chat: Chat, poll: PulsePoll) -> None:
    """Whose poll it is needs no role for it."""
    if poll.owner != chat.person.id:
        chat.audit(f"{poll.id}: {poll.question}")
