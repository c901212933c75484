"""Naming: who an idea is from, as others may read it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot import Chat, Person, Text, t
from skills.ideas.model import Comment, Event, Idea


def everybody_in(chat: Chat, rows: Sequence[Idea | Comment | Event]) -> Mapping[int, Person]:
    """Everybody who is named with these, by id."""
    named = ("author", "brought_by", "owner", "by", "whom")
    ids = {getattr(row, name, None) for row in rows for name in named}
    return chat.people(one for one in ids if one is not None)


def somebody(id_: int | None, people: Mapping[int, Person]) -> Person | Text:
    """Somebody by name, as long as they are known."""
    return people.get(id_ or 0) or t("somebody")


def commenter(comment: Comment, idea: Idea, people: Mapping[int, Person]) -> Person | Text:
    """Who has said something to an idea, or to what was merged into it."""
    if not comment.unnamed:
        return somebody(comment.author, people)
    own = comment.idea_id == idea.id
    return t("the_author") if own else t("author_of", number=comment.idea_id)


def author(idea: Idea, people: Mapping[int, Person]) -> Person | Text:
    """Whose idea it is."""
    if idea.alias is not None:
        return t("without_name")
    if idea.outside:
        return t("outside", name=idea.outside)
    return somebody(idea.author, people)
