"""Managing: what waits for an answer, and what may be twice there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session, aliased

from bot import ORGANISERS, Button, Card, Chat, Fact, Section, Text, t
from skills.ideas import finding, merging, sheet, showing
from skills.ideas.listing import facts_of
from skills.ideas.model import GONE, Idea, Twin, Vote
from skills.ideas.settings import IdeasSettings, skill
from skills.ideas.stages import NEW, STAGES, stage_name
from skills.ideas.titles import title_of

MOST, MOST_TWINS = 8, 3
# From here on two ideas are called almost the same, and much alike.
ALMOST, MUCH = 0.8, 0.6


@skill.command("cm ideas", only=ORGANISERS, reads=True)
@skill.button("cm_ideas", only=ORGANISERS, reads=True)
def overview(chat: Chat) -> None:
    """Show what waits for an answer, what may be twice there, and how many ideas there are."""
    waiting, count = unanswered(chat), count_unanswered(chat)
    twins = _twins(chat)
    sections = []
    if waiting:
        sections.append(Section(t("cm_waiting", count=count), facts_of(chat, waiting)))
    if twins:
        sections.append(Section(t("cm_twins"), [_evidence(chat, one) for one in twins]))
    buttons = [Button(t("show_number", number=one.id), showing.more, one.id) for one in waiting[:5]]
    for one in twins[:MOST_TWINS]:
        pair = one.idea_id, one.other_id
        numbers = {"number": one.idea_id, "other": one.other_id}
        buttons.append(Button(t("merge_numbers", **numbers), merging.merge_twins, *pair))
        buttons.append(Button(t("differ_numbers", **numbers), merging.no_twins, *pair))
    buttons.append(Button(t("as_file"), sheet.send_file))
    title = t("cm_title") if sections else t("cm_nothing")
    chat.whisper(Card(title, facts=counts(chat.db), sections=sections, buttons=buttons))


def _late(chat: Chat) -> ColumnElement[bool]:
    return late(chat.settings(IdeasSettings), chat.now)


def late(settings: IdeasSettings, now: datetime) -> ColumnElement[bool]:
    """Ideas to which nobody has said how they stand for too long."""
    before = now - timedelta(days=settings.unanswered_days)
    return finding.shown() & (Idea.stage == NEW) & (Idea.posted < before)


def unanswered(chat: Chat) -> Sequence[Idea]:
    """Those ideas, the oldest first."""
    query = select(Idea).where(_late(chat)).order_by(Idea.posted).limit(MOST)
    return chat.db.scalars(query).all()


def count_unanswered(chat: Chat) -> int:
    """How many those are."""
    return chat.db.scalar(select(func.count(Idea.id)).where(_late(chat))) or 0


def counts(db: Session) -> list[Fact]:
    """How many ideas stand where."""
    query = select(Idea.stage, func.count(Idea.id)).where(finding.shown()).group_by(Idea.stage)
    found = dict(db.execute(query).all())
    return [Fact(stage_name(one), found[one]) for one in STAGES if one in found]


def _twins(chat: Chat) -> Sequence[Twin]:
    """Pairs of ideas that say about the same, the most alike first."""
    query = _unsettled(select(Twin)).order_by(Twin.degree.desc(), Twin.idea_id)
    return chat.db.scalars(query.limit(MOST_TWINS)).all()


def count_twins(db: Session) -> int:
    """How many pairs of ideas may be the same, and nobody has said whether they are."""
    return db.scalar(_unsettled(select(func.count(Twin.idea_id)))) or 0


def _unsettled(query: Select[Any]) -> Select[Any]:
    one, other = aliased(Idea), aliased(Idea)
    apart = one.root.is_(None) & other.root.is_(None)
    said = (one.words != GONE) & (other.words != GONE)
    return (
        query.join(one, one.id == Twin.idea_id)
        .join(other, other.id == Twin.other_id)
        .where(Twin.settled.is_(None), apart, said)
    )


def _evidence(chat: Chat, twin: Twin) -> Fact:
    """Two ideas, how alike they are, and how many people want both, where that may be seen."""
    ideas = [finding.find(chat, id_) for id_ in (twin.other_id, twin.idea_id)]
    name = t("twins", number=ideas[0].id, other=ideas[1].id)
    first, second = (title_of(one.words) for one in ideas)
    how = _how(twin)
    if any(finding.counts_hidden(chat.db, one) for one in ideas):
        return Fact(name, t("twins_alike", first=first, second=second, how=how))
    shared = _shared(chat, twin)
    return Fact(name, t("twins_why", first=first, second=second, how=how, count=shared))


def _shared(chat: Chat, twin: Twin) -> int:
    both = select(Vote.person_id).where(Vote.idea_id == twin.idea_id)
    same = select(func.count()).where(Vote.idea_id == twin.other_id, Vote.person_id.in_(both))
    return chat.db.scalar(same) or 0


def _how(twin: Twin) -> Text:
    if twin.degree >= ALMOST:
        return t("alike_almost")
    return t("alike_much") if twin.degree >= MUCH else t("alike_some")
