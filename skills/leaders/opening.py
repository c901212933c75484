"""Opening: the community manager says who answers, on what, and by which days."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from sqlalchemy import func, select

from bot import (
    Button,
    Card,
    Chat,
    Form,
    Item,
    Person,
    Refused,
    Role,
    date,
    members,
    people,
    t,
    text,
)
from skills.leaders import days, finding, showing, sorting
from skills.leaders.asking import ITEM, QUESTIONS, SUBJECTS
from skills.leaders.model import ASKING, LONGEST_TOPIC, VOTING, Leader, Talk
from skills.leaders.settings import LeadersSettings, skill

MOST_LEADERS = 5
# On the first working day after the last questions these are looked through, on the second one
# everybody can vote, on the third one it is answered.
LEAST_DAYS = 3


class Opening(Form):
    """Who answers, about what, and by when."""

    topic: str = text(min_length=10, max_length=LONGEST_TOPIC)
    leaders: Sequence[Person] = people(most=MOST_LEADERS)
    until: datetime.date = date()
    due: datetime.date = date()


@skill.command("cm ask", only=Role.CM, reads=True)
def overview(chat: Chat) -> None:
    """Say how the latest talk stands, and what can be done."""
    talk = finding.latest(chat.db)
    if talk is None:
        chat.whisper(Card(t("none_yet"), buttons=[Button(t("open"), ask)]))
        return
    card = showing.card_of(chat, talk)
    more = [Button(t("look_through"), sorting.look, talk.id, 0)] if sorting.can(talk) else []
    more += [Button(t("open"), ask)] if talk.phase not in (ASKING, VOTING) else []
    chat.whisper(Card(card.text, lines=card.lines, facts=card.facts, buttons=more))


@skill.button("open", only=Role.CM)
def ask(chat: Chat) -> None:
    """Open the form for a talk."""
    chat.open(Opening)


@skill.command("cm ask open", Opening, only=Role.CM)
def open_talk(chat: Chat, form: Opening) -> None:
    """Open a talk: questions can be sent from now on."""
    _check_days(chat, form)
    _check_enough(chat)
    talk = _kept(chat, form)
    items = [Item(ITEM, 1, len(SUBJECTS), choice=True, whole=True)]
    then = sorting.questions_counted
    talk.asking_round = chat.open_round(QUESTIONS, items, closes=talk.closes, then=then).id
    chat.promise(talk.topic, owner=form.leaders[0], due=form.due, about=talk.id)
    chat.audit(f"{talk.id}: {talk.topic}")
    chat.say(showing.card_of(chat, talk), to=talk.channel)
    chat.whisper(t("opened", until=talk.closes, due=talk.due, owner=form.leaders[0]))


def _check_days(chat: Chat, form: Opening) -> None:
    """Refuse days that are over, and too few to look questions through and vote for them."""
    if days.at(chat, form.until, days.EVENING) <= chat.now:
        raise Refused(t("day_over"), field="until")
    first = days.worked(chat, form.until, LEAST_DAYS)
    if form.due < first:
        raise Refused(t("too_soon", first=first), field="due")


def _check_enough(chat: Chat) -> None:
    """Refuse in a company too small; asked before, for a round that is refused uses keys up."""
    there = chat.db.execute(select(func.count()).select_from(members().subquery())).scalar_one()
    if there < 2 * chat.fewest:
        raise Refused(t("too_small", count=2 * chat.fewest, have=there))


def _kept(chat: Chat, form: Opening) -> Talk:
    talk = Talk(
        topic=form.topic,
        opened_by=chat.person.id,
        workspace=chat.workspace,
        channel=chat.settings(LeadersSettings).channel,
        opened=chat.now,
        closes=days.at(chat, form.until, days.EVENING),
        due=form.due,
        phase=ASKING,
        since=chat.now,
    )
    chat.db.add(talk)
    chat.db.flush()
    for place, one in enumerate(form.leaders):
        chat.db.add(Leader(talk_id=talk.id, person_id=one.id, place=place))
    chat.db.flush()
    return talk
