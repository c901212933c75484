"""Merging: two ideas that say the same become one, and can be taken apart again as they were.

Nothing is moved: votes, comments and followers stay where they are, and are counted together.
"""

from __future__ import annotations

from sqlalchemy import select, update

from bot import ORGANISERS, Button, Card, Chat, Form, Refused, t, text
from skills.ideas import cards, finding, moving, showing, telling
from skills.ideas.model import Idea, Twin
from skills.ideas.settings import skill
from skills.ideas.titles import title_of


class Merge(Form):
    """Into which idea another is merged."""

    number: str = text(max_length=20)


@skill.button("merge", only=ORGANISERS)
def ask(chat: Chat, idea_id: int) -> None:
    """Ask into which idea it is merged."""
    chat.open(Merge, concerns=finding.head_of(chat, idea_id).id)


@skill.form(Merge, only=ORGANISERS)
def merge_into(chat: Chat, form: Merge) -> None:
    """Merge an idea into another."""
    merge(chat, form.concerns or 0, showing.number_of(form.number))


@skill.button("merge_twins", only=ORGANISERS)
def merge_twins(chat: Chat, idea_id: int, other_id: int) -> None:
    """Merge two that were suggested, the later into the earlier."""
    merge(chat, max(idea_id, other_id), min(idea_id, other_id))


@skill.button("no_twins", only=ORGANISERS)
def no_twins(chat: Chat, idea_id: int, other_id: int) -> None:
    """Say that two which were suggested are not the same."""
    _settle(chat, idea_id, other_id)
    chat.audit(f"{idea_id}, {other_id}")
    chat.whisper(t("not_the_same"))


def merge(chat: Chat, idea_id: int, into_id: int) -> None:
    """Merge an idea into another, with all that was merged into it."""
    idea, into = _pair(chat, idea_id, into_id)
    told = t("news_merged", title=title_of(idea.words), into=title_of(into.words))
    other = Button(t("show_other"), showing.more, into.id)
    # While what was merged into it before is still part of it.
    telling.tell(chat, idea, Card(told, buttons=[other]), voters=True)
    idea.merged_into = into.id
    group = finding.together(idea)
    chat.db.execute(update(Idea).where(group).values(root=into.id))
    chat.db.flush()
    chat.db.expire_all()
    moving.note(chat, into, "merged", other=idea.id)
    moving.note(chat, idea, "merged_in", other=into.id)
    _settle(chat, idea.id, into.id)
    chat.audit(f"{idea.id} -> {into.id}")
    _show(chat, idea, into)
    chat.whisper(t("merged", title=title_of(idea.words), into=title_of(into.words)))


def _pair(chat: Chat, idea_id: int, into_id: int) -> tuple[Idea, Idea]:
    """Two ideas that can be merged; Refused where they can't."""
    if into_id == idea_id:
        raise Refused(t("merge_itself"), field="number")
    chat.in_turn(finding.MERGING)
    idea, into = finding.find(chat, idea_id), finding.typed(chat, into_id)
    if idea.root is not None:
        raise Refused(t("merged_already", number=idea.root), field="number")
    if into.root is not None:
        raise Refused(t("merge_other", number=into.root), field="number")
    return idea, into


def _settle(chat: Chat, one: int, other: int) -> None:
    pair = Twin.idea_id.in_((one, other)), Twin.other_id.in_((one, other))
    chat.db.execute(update(Twin).where(*pair).values(settled=chat.now))


def _show(chat: Chat, idea: Idea, into: Idea) -> None:
    for one in (idea, into):
        chat.update(cards.card_of(chat, one))


@skill.button("unmerge", only=ORGANISERS)
def unmerge(chat: Chat, idea_id: int) -> None:
    """Take an idea out again of the one it was merged into."""
    chat.in_turn(finding.MERGING)
    idea = finding.find(chat, idea_id)
    if idea.merged_into is None or idea.root is None:
        raise Refused(t("not_merged"))
    from_ = finding.find(chat, idea.root)
    idea.merged_into = None
    chat.db.flush()
    inside = _below(chat, idea)
    chat.db.execute(update(Idea).where(Idea.id.in_(inside)).values(root=idea.id))
    chat.db.execute(update(Idea).where(Idea.id == idea.id).values(root=None))
    chat.db.expire_all()
    moving.note(chat, from_, "unmerged", other=idea.id)
    moving.note(chat, idea, "unmerged", other=from_.id)
    chat.audit(f"{idea.id} <- {from_.id}")
    _show(chat, idea, from_)
    chat.whisper(t("unmerged", title=title_of(idea.words), into=title_of(from_.words)))


def _below(chat: Chat, idea: Idea) -> list[int]:
    """All that was merged into an idea, or into what was merged into it."""
    tree = select(Idea.id).where(Idea.merged_into == idea.id).cte(recursive=True)
    deeper = select(Idea.id).join(tree, Idea.merged_into == tree.c.id)
    return list(chat.db.scalars(select(tree.union_all(deeper).c.id)))
