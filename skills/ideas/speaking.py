"""Speaking: what customers say speaks for an idea, and its card tells how many."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import Chat, Work
from skills.ideas import cards, finding
from skills.ideas.model import Idea
from skills.ideas.settings import skill
from skills.ideas.titles import title_of


@skill.job("spoken_for")
def redraw(work: Work, idea_id: int) -> None:
    """Bring the card of an idea up to date that something speaks for."""
    work.write(partial(_redraw, idea_id=idea_id))


def _redraw(chat: Chat, idea_id: int) -> None:
    chat.update(cards.card_of(chat, finding.head_of(chat, idea_id)))


@skill.things("idea", changed=redraw)
def things(db: Session, numbers: Sequence[int]) -> dict[int, str]:
    """What ideas are called that stand on a card of their own."""
    found = db.scalars(select(Idea).where(Idea.id.in_(numbers), finding.shown()))
    return {one.id: title_of(one.words) for one in found}
