"""Polls: what is asked, how it stands, and the card on which it stands."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot import Card, Chat, Fact, Item, Outcome, Refused, Text, results, t
from skills.pulse.model import PulsePoll, PulseVote

FEWEST, MOST = 2, 10
# From so many votes on the shares of one that is sealed are shown.
SHOWN_FROM = 25


def kind_of(poll: PulsePoll) -> str:
    """The kind of the round of a poll that is sealed."""
    return f"poll-{poll.id}"


def items_of(question: str, options: Sequence[str], *, several: bool) -> list[Item]:
    """What is counted of one that is sealed: the same question is not asked again within days."""
    said = "\n".join(one.casefold() for one in (question, *options))
    name = f"poll {hashlib.sha256(said.encode()).hexdigest()[:16]}"
    if not several:
        return [Item(name, 1, len(options), choice=True, whole=True)]
    return [Item(f"{name} {n}", 0, 1, choice=True, whole=True) for n in range(len(options))]


def find(chat: Chat, id_: int, *, held: bool = False) -> PulsePoll:
    """A poll by its number, which nobody else changes meanwhile if it is `held`.

    Refused where it is gone.
    """
    poll = chat.db.get(PulsePoll, id_, with_for_update=held or None)
    if poll is None:
        raise Refused(t("poll_gone"))
    return poll


def open_poll(chat: Chat, id_: int | None, *, held: bool = False) -> PulsePoll:
    """One that takes votes; Refused where it does not any more."""
    poll = find(chat, id_ or 0, held=held)
    if poll.ended is not None or poll.closes <= chat.now:
        raise Refused(t("poll_closed", question=poll.question))
    return poll


def counts(db: Session, poll: PulsePoll) -> Mapping[int, int]:
    """How many voted for each option, by its place."""
    query = select(PulseVote.option, func.count()).where(PulseVote.poll_id == poll.id)
    return dict(db.execute(query.group_by(PulseVote.option)).all())


def facts(db: Session, poll: PulsePoll) -> list[Fact]:
    """How one that is not sealed stands: each option with its votes."""
    found = counts(db, poll)
    return [
        Fact(t("option", name=name), t("votes", count=found.get(place, 0)))
        for place, name in enumerate(poll.options)
    ]


def sealed_facts(db: Session, poll: PulsePoll) -> list[Fact]:
    """What came of one that is sealed, once it is counted; nothing where too few voted."""
    found = results(db.connection(), poll.round_id or 0)
    shares = _shares(found.outcomes)
    if found.lost or shares is None:
        return []
    named = zip(poll.options, shares, strict=True)
    return [Fact(t("option", name=name), t("share", percent=share)) for name, share in named]


def _shares(outcomes: Sequence[Outcome]) -> list[int] | None:
    """Whole percents, option by option; None where any of them is hidden."""
    wholes = [one.shown[0].shares if one.shown else None for one in outcomes]
    if not wholes or None in wholes:
        return None
    if len(wholes) == 1:
        return list(wholes[0] or ())
    return [(one or (0, 0))[1] for one in wholes]


def how(poll: PulsePoll) -> Text:
    """Whether votes are named, and until when there is time."""
    if poll.sealed:
        return t("poll_sealed", closes=poll.closes, count=SHOWN_FROM)
    return t("poll_named", closes=poll.closes)


def title(poll: PulsePoll) -> Text:
    """The question, as it stands over everything."""
    return t("poll_title", question=poll.question)


def result(db: Session, poll: PulsePoll) -> Card:
    """What came of a poll that is over."""
    told = sealed_facts(db, poll) if poll.sealed else facts(db, poll)
    lost = poll.sealed and results(db.connection(), poll.round_id or 0).lost
    why = t("poll_lost") if lost else t("poll_too_few", count=SHOWN_FROM)
    lines = [] if told else [why]
    return Card(t("poll_result", question=poll.question), lines=lines, facts=told)
