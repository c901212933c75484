"""Owning: somebody sees to an idea, and is asked about it when nothing is heard."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import timedelta

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session

from bot import (
    ORGANISERS,
    Button,
    Card,
    Chat,
    Form,
    Period,
    Person,
    Refused,
    members,
    person,
    t,
    weekly,
)
from skills.ideas import cards, finding, moving, showing
from skills.ideas.model import Idea
from skills.ideas.settings import skill
from skills.ideas.stages import stage_name
from skills.ideas.titles import title_of

# So long nothing is heard of an idea before its owner is asked.
QUIET = timedelta(days=14)
MOST_LISTED = 5


class Owner(Form):
    """Who sees to an idea."""

    owner: Person = person()


@skill.button("owner", only=ORGANISERS)
def ask(chat: Chat, idea_id: int) -> None:
    """Ask who is to see to an idea."""
    chat.open(Owner, concerns=finding.head_of(chat, idea_id).id)


@skill.form(Owner, only=ORGANISERS)
def name(chat: Chat, form: Owner) -> None:
    """Give an idea to somebody, and tell them."""
    idea = finding.head_of(chat, form.concerns, held=True)
    if not chat.house.welcomes(form.owner):
        raise Refused(t("owner_gone", owner=form.owner), field="owner")
    if idea.owner == form.owner.id:
        raise Refused(t("owner_already", owner=form.owner), field="owner")
    idea.owner = form.owner.id
    moving.note(chat, idea, "owner", whom=form.owner.id)
    chat.audit(f"{idea.id}", about=form.owner)
    chat.db.flush()
    chat.update(cards.card_of(chat, idea))
    if form.owner != chat.person:
        chat.send(yours(chat, idea), to=form.owner)
    chat.whisper(t("owner_named", owner=form.owner, title=title_of(idea.words)))


def yours(chat: Chat, idea: Idea) -> Card:
    """What somebody reads to whom an idea is given."""
    return Card(
        t("owner_you", who=chat.person, title=title_of(idea.words), number=idea.id),
        lines=[t("owner_what")],
        buttons=[
            Button(t("say_stage"), moving.ask_mine, idea.id),
            Button(t("more"), showing.more, idea.id),
        ],
    )


def owes_news(_db: Session, week: Period) -> Select[int]:
    """Everybody who owns an idea of which nothing was heard for a while."""
    everybody = members()
    owners = select(Idea.owner).where(Idea.owner.is_not(None), finding.still_open(), quiet(week))
    return everybody.where(everybody.selected_columns.id.in_(owners))


def owns(db: Session, person: Person) -> bool:
    """Whether somebody sees to an idea of which something may still come."""
    theirs = select(Idea.id).where(Idea.owner == person.id, finding.still_open()).limit(1)
    return db.execute(theirs).first() is not None


def quiet(week: Period) -> ColumnElement[bool]:
    """Ideas of which nothing was heard since a while before a week."""
    return Idea.since < week.start_at - QUIET


def owed(db: Session, week: Period) -> Mapping[int, Sequence[Idea]]:
    """The ideas of which nothing was heard, by who sees to them."""
    found: dict[int, list[Idea]] = defaultdict(list)
    query = select(Idea).where(Idea.owner.is_not(None), finding.still_open(), quiet(week))
    for idea in db.scalars(query.order_by(Idea.since)):
        found[idea.owner or 0].append(idea)
    return found


@skill.nudge(
    "owner",
    weekly("tuesday", at="10:00"),
    audience=owes_news,
    given=owed,
    every=2,
    # They see to something that others wait for.
    testable=False,
    concerns=owns,
)
def remind(who: Person, ideas: Mapping[int, Sequence[Idea]]) -> Card:
    """Ask an owner how their ideas stand."""
    theirs = ideas.get(who.id, ())[:MOST_LISTED]
    lines = [
        t("owner_line", number=one.id, title=title_of(one.words), stage=stage_name(one.stage))
        for one in theirs
    ]
    buttons = [Button(t("move_number", number=one.id), moving.ask_mine, one.id) for one in theirs]
    return Card(t("owner_remind", name=who.name), lines=lines, buttons=buttons)
