"""Removing: the community manager takes an idea away that may not stand there."""

from __future__ import annotations

from sqlalchemy import delete, update

from bot import Card, Chat, Form, Refused, Role, t, text
from skills.ideas import finding
from skills.ideas.model import GONE, LONGEST_REASON, Comment, Follow, Idea, Tag, Twin, Vote
from skills.ideas.settings import skill
from skills.ideas.titles import title_of


class Removal(Form):
    """Why an idea has to go."""

    reason: str = text(min_length=10, max_length=LONGEST_REASON, multiline=True)


@skill.button("remove", only=Role.CM)
def ask(chat: Chat, idea_id: int) -> None:
    """Ask why an idea has to go."""
    chat.open(Removal, concerns=_idea(chat, idea_id).id)


def _idea(chat: Chat, idea_id: int | None, *, held: bool = False) -> Idea:
    """An idea that can go: nothing else stands on its card."""
    idea = finding.head_of(chat, idea_id, held=held)
    if idea.words == GONE:
        raise Refused(t("gone"))
    if finding.merged(chat.db, idea):
        raise Refused(t("remove_apart"))
    return idea


@skill.form(Removal, only=Role.CM)
def remove(chat: Chat, form: Removal) -> None:
    """Take an idea away with all that was said to it, and tell its author why."""
    idea = _idea(chat, form.concerns, held=True)
    title, author = title_of(idea.words), idea.author or idea.brought_by
    chat.audit(f"{idea.id}: {form.reason}")
    _empty(chat, idea)
    gone = chat.withdraw(idea.id)
    who = chat.people([author or 0]).get(author or 0)
    if who is not None and who != chat.person and chat.house.welcomes(who):
        told = t("removed_yours", title=title, manager=chat.person)
        chat.send(Card(told, quote=form.reason), to=who)
    lines = [] if gone else [t("removed_maybe")]
    chat.whisper(Card(t("removed", number=idea.id, title=title), lines=lines))


def _empty(chat: Chat, idea: Idea) -> None:
    """Leave nothing of an idea but its number, so that its card can be withdrawn."""
    for table in (Comment, Vote, Follow, Tag):
        chat.db.execute(delete(table).where(table.idea_id == idea.id))
    chat.db.execute(delete(Twin).where((Twin.idea_id == idea.id) | (Twin.other_id == idea.id)))
    blank = {"words": GONE, "link": "", "outside": "", "author": None, "brought_by": None}
    change = update(Idea).where(Idea.id == idea.id)
    chat.db.execute(change.values(**blank, alias=None, source=None))
    chat.unlearn(idea.id)
