"""Voting: one vote a person, which they may take back."""

from __future__ import annotations

from sqlalchemy import delete, select

from bot import Button, Card, Chat, Refused, t
from skills.ideas import cards, finding
from skills.ideas.model import Idea, Vote
from skills.ideas.settings import skill
from skills.ideas.stages import OPEN, stage_name
from skills.ideas.titles import title_of


@skill.button("vote")
def vote(chat: Chat, idea_id: int) -> None:
    """Vote for an idea, once."""
    # Held, so that each vote counts those before it.
    idea = finding.head_of(chat, idea_id, held=True)
    check_open(idea)
    undo = [Button(t("take_back"), take_back, idea.id)]
    if finding.voted(chat.db, idea, chat.person.id):
        chat.whisper(Card(t("voted_already", title=title_of(idea.words)), buttons=undo))
        return
    give(chat, idea_id)
    chat.update(cards.card_of(chat, idea))
    chat.whisper(Card(t("voted", title=title_of(idea.words)), buttons=undo))


def give(chat: Chat, idea_id: int) -> None:
    """Keep the asker's vote, for the idea they saw: it stays there when it was merged."""
    chat.db.add(Vote(idea_id=idea_id, person_id=chat.person.id, given=chat.now))
    chat.db.flush()


def check_open(idea: Idea) -> None:
    """Refuse a vote for what is decided."""
    if idea.stage not in OPEN:
        raise Refused(t("decided", title=title_of(idea.words), stage=stage_name(idea.stage)))


@skill.button("take_back")
def take_back(chat: Chat, idea_id: int) -> None:
    """Take one's vote back, also that for an idea which was merged into it."""
    idea = finding.head_of(chat, idea_id, held=True)
    check_open(idea)
    if not finding.voted(chat.db, idea, chat.person.id):
        raise Refused(t("not_voted"))
    ideas = select(Idea.id).where(finding.together(idea))
    mine = Vote.person_id == chat.person.id, Vote.idea_id.in_(ideas)
    chat.db.execute(delete(Vote).where(*mine))
    chat.update(cards.card_of(chat, idea))
    chat.whisper(t("taken_back", title=title_of(idea.words)))
