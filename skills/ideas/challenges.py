"""Challenges: a question to everybody, with days until which ideas are collected and discussed."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from functools import partial

from sqlalchemy import select

from bot import (
    Button,
    Card,
    Channel,
    Chat,
    Form,
    Person,
    Refused,
    Role,
    Text,
    Work,
    date,
    people,
    person,
    t,
    text,
)
from skills.ideas import evaluating, outcome, submitting
from skills.ideas.model import Challenge, Draft, Reviewer
from skills.ideas.phases import COLLECT, EVALUATE, RESULT, after, ends, last_day
from skills.ideas.settings import IdeasSettings, skill

MOST_REVIEWERS, MOST_LISTED = 10, 5


# Made once: it is part of every idea.
_collecting = (
    select(Challenge)
    .where(Challenge.phase == COLLECT)
    .order_by(Challenge.id.desc())
    .limit(MOST_LISTED)
)


class Call(Form):
    """What is asked, why, of whom, and until when."""

    question: str = text(min_length=10, max_length=200)
    goal: str = text(max_length=300, default="", multiline=True)
    audience: str = text(max_length=100, default="")
    sponsor: Person | None = person(default=None)
    collect_until: datetime.date = date()
    discuss_until: datetime.date = date()
    reviewers: Sequence[Person] = people(most=MOST_REVIEWERS, default=())
    evaluate_until: datetime.date | None = date(default=None)


@skill.button("challenge", only=Role.CM)
def ask(chat: Chat) -> None:
    """Open the form for a challenge."""
    chat.open(Call)


@skill.command("cm challenge open", Call, only=Role.CM)
def call(chat: Chat, form: Call) -> None:
    """Open a challenge, and post it."""
    check_days(chat, form)
    challenge = Challenge(
        question=form.question,
        goal=form.goal,
        audience=form.audience,
        sponsor=form.sponsor.id if form.sponsor else None,
        made_by=chat.person.id,
        made=chat.now,
        workspace=chat.workspace,
        collect_until=form.collect_until,
        discuss_until=form.discuss_until,
        evaluate_until=form.evaluate_until,
        phase=COLLECT,
        reach=[],
    )
    chat.db.add(challenge)
    chat.db.flush()
    chat.db.add_all(
        [Reviewer(challenge_id=challenge.id, person_id=one.id) for one in form.reviewers]
    )
    chat.audit(f"{challenge.id}: {form.question}")
    begin(chat, challenge)
    chat.whisper(t("challenge_open", number=challenge.id, until=form.collect_until))


def check_days(chat: Chat, form: Call) -> None:
    """Refuse days that are over or in the wrong order, and reviewers without a day."""
    if form.collect_until < today(chat):
        raise Refused(t("day_over"), field="collect_until")
    if form.discuss_until <= form.collect_until:
        raise Refused(t("day_order"), field="discuss_until")
    if bool(form.reviewers) != (form.evaluate_until is not None):
        field = "evaluate_until" if form.reviewers else "reviewers"
        raise Refused(t("reviewers_and_day"), field=field)
    if form.evaluate_until and form.evaluate_until <= form.discuss_until:
        raise Refused(t("day_order"), field="evaluate_until")


def today(chat: Chat) -> datetime.date:
    """The company's day, on which phases end: the asker may be a day before or after it."""
    return chat.now.astimezone(chat.house.company.clock).date()


def begin(chat: Chat, challenge: Challenge) -> None:
    """Post the phase that begins, and have the next one begin in its time."""
    # Also when the next phase begins by itself, and nobody is anywhere.
    channel = Channel(challenge.workspace, chat.settings(IdeasSettings).channel)
    chat.say(post_of(chat, challenge), to=channel)
    if challenge.phase == EVALUATE:
        evaluating.invite(chat, challenge)
    goes_on(chat, challenge)


def goes_on(chat: Chat, challenge: Challenge) -> None:
    """Have the next phase begin when this one is over."""
    until = ends(challenge, chat.house.company.clock)
    if until is not None:
        chat.later(go_on, challenge.id, challenge.phase, at=until)


@skill.job("challenge_goes_on")
def go_on(work: Work, challenge_id: int, phase: str) -> None:
    """Let the next phase begin, where this one has not ended yet."""
    work.write(partial(_go_on, challenge_id=challenge_id, phase=phase))


def _go_on(chat: Chat, challenge_id: int, phase: str) -> None:
    challenge = chat.db.get(Challenge, challenge_id, with_for_update=True)
    if challenge is None or challenge.phase != phase:
        return
    until = ends(challenge, chat.house.company.clock)
    if until is not None and until > chat.now:
        # Its days were changed; then it goes on at another time.
        return
    go(chat, challenge)


def go(chat: Chat, challenge: Challenge) -> None:
    """End the phase in which a challenge is, and begin the next."""
    before = challenge.phase
    challenge.phase = after(challenge)
    if challenge.phase == RESULT:
        challenge.reach = outcome.reached(chat, challenge)
    chat.db.flush()
    begin(chat, challenge)
    if before == COLLECT:
        # What was hidden is to be read from now on.
        chat.later(outcome.redraw, challenge.id)


def post_of(chat: Chat, challenge: Challenge) -> Card:
    """What everybody reads when a phase begins."""
    if challenge.phase == RESULT:
        return outcome.result(chat, challenge)
    title = t(f"challenge_{challenge.phase}", question=challenge.question)
    lines = [t(f"challenge_{challenge.phase}_what"), *_about(chat, challenge)]
    day = last_day(challenge)
    if day is not None:
        lines.append(t("challenge_ends", day=day))
    part = Button(t("take_part"), take_part, challenge.id)
    browse = Button(t("challenge_ideas"), outcome.ideas, challenge.id)
    return Card(
        title, lines=lines, buttons=[part, browse] if challenge.phase == COLLECT else [browse]
    )


def _about(chat: Chat, challenge: Challenge) -> list[Text]:
    """Why it is asked, of whom, and who wants to know."""
    if challenge.phase != COLLECT:
        return []
    sponsor = chat.people([challenge.sponsor]).get(challenge.sponsor) if challenge.sponsor else None
    return [
        *([t("challenge_goal", goal=challenge.goal)] if challenge.goal else []),
        *([t("challenge_for", audience=challenge.audience)] if challenge.audience else []),
        *([t("challenge_sponsor", sponsor=sponsor)] if sponsor else []),
    ]


@skill.button("take_part")
def take_part(chat: Chat, challenge_id: int) -> None:
    """Open the form for an idea that answers a challenge."""
    check_open(chat, challenge_id)
    chat.open(submitting.New, concerns=challenge_id)


def collecting(chat: Chat) -> Sequence[Challenge]:
    """The challenges that collect ideas, the latest first."""
    return chat.db.scalars(_collecting).all()


def let_go(chat: Chat, draft: Draft) -> None:
    """Let an idea stand by itself that waited until its challenge collected no more."""
    challenge = chat.db.get(Challenge, draft.challenge or 0)
    if challenge is not None and challenge.phase != COLLECT:
        draft.challenge = None


def check_open(chat: Chat, challenge_id: int) -> None:
    """Refuse ideas for a challenge that collects none any more."""
    challenge = chat.db.get(Challenge, challenge_id)
    if challenge is None or challenge.phase != COLLECT:
        raise Refused(t("challenge_over"), field="idea")
