"""Voting: with one's name by a button, sealed by a form; changed or taken back until the close."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, select

from bot import Button, Card, Chat, Fact, Form, Question, Refused, choice, choices, questions, t
from skills.pulse import polls
from skills.pulse.model import PulsePoll, PulseVote
from skills.pulse.polls import items_of, kind_of, open_poll
from skills.pulse.settings import skill

# So many options have a button each.
WITH_BUTTONS = 4


def buttons(poll: PulsePoll) -> list[Button]:
    """What can be done with a poll that is open."""
    if poll.sealed:
        return [Button(t("vote"), vote_sealed, poll.id)]
    more = Button(t("who_voted"), who, poll.id)
    if poll.several or len(poll.options) > WITH_BUTTONS:
        return [Button(t("vote"), vote_form, poll.id), more]
    own = [
        Button(t("vote_for", option=name), vote, poll.id, place)
        for place, name in enumerate(poll.options)
    ]
    return [*own, more]


def _asked(chat: Chat, concerns: int | None) -> Sequence[Question]:
    """What a poll asks."""
    poll = chat.db.get(PulsePoll, concerns or 0)
    if poll is None:
        return []
    places = [str(place) for place in range(len(poll.options))]
    labels = dict(zip(places, poll.options, strict=True))
    if not poll.several:
        declines = t("no_vote") if poll.sealed else ""
        one: Any = choice(places)
        return [Question("option", poll.question, one, labels=labels, declines=declines)]
    # Sealed there is no button to take a vote back with: nobody knows who has one.
    several: Any = choices(places, least=0, default=[]) if poll.sealed else choices(places)
    hint = t("no_votes") if poll.sealed else ""
    return [Question("option", poll.question, several, hint=hint, labels=labels)]


class Named(Form):
    """A vote with one's name."""

    vote: dict[str, Any] = questions(_asked)


class Ballot(Form, sealed=True):
    """A vote that is sealed."""

    vote: dict[str, Any] = questions(_asked)


@skill.button("vote")
def vote(chat: Chat, poll_id: int, option: int) -> None:
    """Vote for an option with one's name; in the place of what was voted for before."""
    poll = open_poll(chat, poll_id, held=True)
    if poll.sealed or not 0 <= option < len(poll.options):
        raise Refused(t("poll_gone"))
    _keep(chat, poll, [option])


@skill.button("vote_form")
def vote_form(chat: Chat, poll_id: int) -> None:
    """Open the form of a poll with names, with what was voted for before."""
    poll = open_poll(chat, poll_id)
    mine = select(PulseVote.option).where(
        PulseVote.poll_id == poll.id, PulseVote.person_id == chat.person.id
    )
    chosen = [str(one) for one in chat.db.scalars(mine)]
    value: Any = chosen if poll.several else next(iter(chosen), None)
    filled = {"option": value} if value else {}
    chat.open(Named, concerns=poll.id, vote=filled)


@skill.form(Named)
def take_named(chat: Chat, form: Named) -> None:
    """Take a vote with a name."""
    poll = open_poll(chat, form.concerns, held=True)
    if poll.sealed:
        raise Refused(t("poll_gone"))
    said = form.vote["option"]
    _keep(chat, poll, [int(one) for one in (said if poll.several else [said])])


def _keep(chat: Chat, poll: PulsePoll, options: Sequence[int]) -> None:
    _drop(chat, poll)
    me = chat.person.id
    chat.db.add_all([PulseVote(poll_id=poll.id, person_id=me, option=one) for one in options])
    chat.db.flush()
    _show(chat, poll)
    names = [poll.options[one] for one in options]
    said = t("voted", options=names, closes=poll.closes)
    chat.whisper(Card(said, buttons=[Button(t("take_back"), take_back, poll.id)]))


@skill.button("take_back")
def take_back(chat: Chat, poll_id: int) -> None:
    """Take one's vote back."""
    poll = open_poll(chat, poll_id, held=True)
    if not _drop(chat, poll):
        raise Refused(t("no_vote_yet"))
    _show(chat, poll)
    chat.whisper(t("taken_back"))


def _drop(chat: Chat, poll: PulsePoll) -> bool:
    mine = PulseVote.poll_id == poll.id, PulseVote.person_id == chat.person.id
    return bool(chat.db.execute(delete(PulseVote).where(*mine)).rowcount)  # type: ignore[attr-defined]


def _show(chat: Chat, poll: PulsePoll) -> None:
    told = polls.facts(chat.db, poll)
    lines = [polls.how(poll)]
    shown = Card(polls.title(poll), lines=lines, facts=told, buttons=buttons(poll), about=poll.id)
    chat.update(shown)


@skill.button("who_voted", reads=True)
def who(chat: Chat, poll_id: int) -> None:
    """Say who voted for what; only of polls with names anybody can."""
    poll = polls.find(chat, poll_id)
    if poll.sealed:
        raise Refused(t("poll_gone"))
    query = select(PulseVote.option, PulseVote.person_id).where(PulseVote.poll_id == poll.id)
    votes = chat.db.execute(query).all()
    people = chat.people({id_ for _, id_ in votes})
    told = []
    for place, name in enumerate(poll.options):
        voters = sorted(
            (people[id_] for option, id_ in votes if option == place and id_ in people),
            key=lambda one: one.name,
        )
        told.append(Fact(t("option", name=name), voters or t("nobody_yet")))
    chat.whisper(Card(polls.title(poll), facts=told))


@skill.button("vote_sealed", sealed=True)
def vote_sealed(chat: Chat, poll_id: int) -> None:
    """Open the form of a poll that is sealed."""
    poll = open_poll(chat, poll_id)
    chat.open(Ballot, concerns=poll.id)


@skill.form(Ballot)
def cast(chat: Chat, form: Ballot) -> None:
    """Take a vote, sealed; it stands in the place of the one before."""
    poll = open_poll(chat, form.concerns)
    round_ = chat.round(kind_of(poll))
    if round_ is None:
        raise Refused(t("poll_closed", question=poll.question))
    items = items_of(poll.question, poll.options, several=poll.several)
    said = form.vote["option"]
    if poll.several:
        chosen = {int(one) for one in said}
        given: dict[str, int | None] = {
            item.name: int(place in chosen) if chosen else None for place, item in enumerate(items)
        }
    else:
        given = {items[0].name: None if said is None else int(said) + 1}
    chat.cast(round_.id, given)
