"""Steering: where challenges stand; their days can be changed, and a phase ended early."""

from __future__ import annotations

import datetime
from itertools import pairwise
from typing import Any

from sqlalchemy import select

from bot import (
    ORGANISERS,
    Button,
    Card,
    Channel,
    Chat,
    Fact,
    Form,
    Question,
    Refused,
    Role,
    Text,
    date,
    questions,
    t,
)
from skills.ideas import challenges, outcome
from skills.ideas.model import Challenge
from skills.ideas.phases import COLLECT, DISCUSS, EVALUATE, RESULT, last_day, phase_name
from skills.ideas.settings import IdeasSettings, skill

MOST_LISTED = 5


@skill.command("cm challenge", only=ORGANISERS, reads=True)
@skill.button("cm_challenge", only=ORGANISERS, reads=True)
def overview(chat: Chat) -> None:
    """Show the latest challenges and where they stand, and the way to another."""
    query = select(Challenge).order_by(Challenge.id.desc()).limit(MOST_LISTED)
    found = chat.db.scalars(query).all()
    facts = [
        Fact(t("challenge_named", number=one.id, question=one.question), stands(one))
        for one in found
    ]
    buttons = [
        Button(t("challenge_figures", number=one.id), outcome.figures, one.id) for one in found
    ]
    if Role.CM in chat.person.roles:
        running = [one for one in found if one.phase != RESULT]
        buttons += [Button(t("challenge_steer", number=one.id), steer, one.id) for one in running]
        buttons.append(Button(t("challenge_new"), challenges.ask))
    title = t("challenges_title") if found else t("challenges_none")
    chat.whisper(Card(title, facts=facts, buttons=buttons))


def stands(challenge: Challenge) -> Text:
    """In which phase a challenge is, and until when."""
    day = last_day(challenge)
    name = phase_name(challenge.phase)
    return t("challenge_until", phase=name, day=day) if day else name


def _running(chat: Chat, challenge_id: int | None, *, alone: bool = False) -> Challenge:
    """A challenge that has not come to its end, for this one alone to change; Refused otherwise."""
    # What was read before it was alone may be outdated.
    found = chat.db.get(
        Challenge, challenge_id or 0, with_for_update=alone, populate_existing=alone
    )
    if found is None:
        raise Refused(t("challenge_gone"))
    if found.phase == RESULT:
        raise Refused(t("challenge_ended"))
    return found


@skill.button("challenge_steer", only=Role.CM, reads=True)
def steer(chat: Chat, challenge_id: int) -> None:
    """Say what can be changed about a challenge that runs."""
    challenge = _running(chat, challenge_id)
    title = t("challenge_named", number=challenge.id, question=challenge.question)
    buttons = [
        Button(t("challenge_days"), ask_days, challenge.id),
        Button(t("challenge_end"), ask_end, challenge.id),
    ]
    chat.whisper(Card(title, lines=[stands(challenge)], buttons=buttons))


def _ahead(challenge: Challenge) -> dict[str, datetime.date]:
    """The last days of this phase and of those to come."""
    days = {
        COLLECT: challenge.collect_until,
        DISCUSS: challenge.discuss_until,
        EVALUATE: challenge.evaluate_until,
    }
    still = list(days)[list(days).index(challenge.phase) :]
    return {phase: last for phase in still if (last := days[phase]) is not None}


def _asked(chat: Chat, concerns: int | None) -> list[Question]:
    field: Any = date()
    ahead = _ahead(_running(chat, concerns))
    return [Question(phase, t(f"challenge_days_{phase}"), field) for phase in ahead]


class Days(Form):
    """Until when a challenge collects ideas, is discussed and scored."""

    days: dict[str, Any] = questions(_asked)


@skill.button("challenge_days", only=Role.CM)
def ask_days(chat: Chat, challenge_id: int) -> None:
    """Open the form with the days of a challenge that are still to come."""
    ahead = _ahead(_running(chat, challenge_id))
    chat.open(Days, concerns=challenge_id, days={name: str(day) for name, day in ahead.items()})


@skill.form(Days, only=Role.CM)
def change(chat: Chat, form: Days) -> None:
    """Change the days of a challenge, and tell everybody."""
    challenge = _running(chat, form.concerns, alone=True)
    new: dict[str, datetime.date] = dict(form.days)
    if new.keys() != _ahead(challenge).keys():
        # It ended while this was read.
        raise Refused(t("challenge_goes_on", phase=phase_name(challenge.phase)))
    _check(chat, new)
    for phase, day in new.items():
        setattr(challenge, f"{phase}_until", day)
    chat.db.flush()
    chat.audit(f"{challenge.id}: {challenge.question}")
    challenges.goes_on(chat, challenge)
    facts = [
        Fact(phase_name(phase), t("challenge_last_day", day=day)) for phase, day in new.items()
    ]
    title = t("challenge_moved", question=challenge.question)
    channel = Channel(challenge.workspace, chat.settings(IdeasSettings).channel)
    chat.say(Card(title, facts=facts), to=channel)
    chat.whisper(t("challenge_days_changed", number=challenge.id))


def _check(chat: Chat, days: dict[str, datetime.date]) -> None:
    first = next(iter(days))
    if days[first] < challenges.today(chat):
        raise Refused(t("day_over"), field=f"days_{first}")
    for (_, before), (phase, day) in pairwise(days.items()):
        if day <= before:
            raise Refused(t("day_order"), field=f"days_{phase}")


@skill.button("challenge_end", only=Role.CM, reads=True)
def ask_end(chat: Chat, challenge_id: int) -> None:
    """Ask whether the phase really is to end now."""
    challenge = _running(chat, challenge_id)
    sure = Button(t("challenge_end_yes"), end, challenge.id, challenge.phase)
    title = t("challenge_end_sure", phase=phase_name(challenge.phase))
    chat.whisper(Card(title, buttons=[sure]))


@skill.button("challenge_end_yes", only=Role.CM)
def end(chat: Chat, challenge_id: int, phase: str) -> None:
    """End this phase of a challenge; the next one begins and is posted."""
    challenge = _running(chat, challenge_id, alone=True)
    if challenge.phase != phase:
        # It ended meanwhile, and it is not the next one that was to end.
        raise Refused(t("challenge_goes_on", phase=phase_name(challenge.phase)))
    chat.audit(f"{challenge.id}: {challenge.question}")
    challenges.go(chat, challenge)
    chat.whisper(t("challenge_goes_on", phase=phase_name(challenge.phase)))
