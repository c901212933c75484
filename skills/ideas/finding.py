"""Finding ideas, and who has to do with them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import islice

from sqlalchemy import ColumnElement, Select, func, not_, or_, select, true, union_all
from sqlalchemy.orm import Session

from bot import Chat, Refused, t
from skills.ideas.model import GONE, Challenge, Comment, Event, Follow, Idea, Tag, Vote
from skills.ideas.phases import COLLECT
from skills.ideas.stages import OPEN

AT_ONCE = 5_000
# While ideas are merged or taken apart, nothing else is done to any.
MERGING = "merging"
# Of an idea that was merged, the one in whose card it is.
head = func.coalesce(Idea.root, Idea.id)


def find(chat: Chat, idea_id: int | None, *, held: bool = False) -> Idea:
    """The idea of this number; Refused where there is none. `held`: nobody else changes it now."""
    # What was read before it was held may be outdated.
    found = chat.db.get(Idea, idea_id or 0, with_for_update=held or None, populate_existing=held)
    if found is None:
        raise Refused(t("gone"))
    return found


def typed(chat: Chat, number: int) -> Idea:
    """The idea of a number that somebody typed; Refused there, where there never was one."""
    found = chat.db.get(Idea, number)
    if found is None:
        raise Refused(t("no_such", number=number), field="number")
    return found


def head_of(chat: Chat, idea_id: int | None, *, held: bool = False) -> Idea:
    """The idea of this number, or the one it was merged into."""
    if held:
        # Nothing is merged meanwhile, so no other has to be held as well.
        chat.in_turn(MERGING, shared=True)
    found = find(chat, idea_id)
    head = found.root or found.id
    return find(chat, head, held=held) if held or head != found.id else found


def together(idea: Idea) -> ColumnElement[bool]:
    """An idea, and all that was merged into it."""
    return or_(Idea.id == idea.id, Idea.root == idea.id)


def shown() -> ColumnElement[bool]:
    """Ideas with a card of their own, and with words."""
    return Idea.root.is_(None) & (Idea.words != GONE)


def still_open() -> ColumnElement[bool]:
    """Ideas of which something may still come."""
    return shown() & Idea.stage.in_(OPEN)


def collecting(db: Session) -> set[int]:
    """The challenges that still collect ideas: how many want one nobody sees yet."""
    return set(db.scalars(select(Challenge.id).where(Challenge.phase == COLLECT)))


def counted(db: Session) -> ColumnElement[bool]:
    """Ideas of which everybody may see how many want them."""
    hidden = collecting(db)
    return Idea.challenge.is_(None) | Idea.challenge.not_in(hidden) if hidden else true()


def counts_hidden(db: Session, idea: Idea) -> bool:
    """Whether nobody may see how many want an idea, or something that was merged into it."""
    found = select(Idea.id).where(together(idea), not_(counted(db)))
    return db.scalar(found.limit(1)) is not None


def votes(db: Session, ideas: Collection[int]) -> Mapping[int, int]:
    """How many people voted for each of some ideas, or for what was merged into it.

    Also before it was imported; not of those that answer a challenge which still collects.
    """
    seen = counted(db)
    now = select(head, func.count(Vote.person_id.distinct())).join(Vote)
    before = select(head, func.sum(Idea.votes_before)).where(Idea.votes_before > 0)
    return _by_head(db, [now.where(seen), before.where(seen)], ideas)


def comment_counts(db: Session, ideas: Collection[int]) -> Mapping[int, int]:
    """How much was said to each of some ideas, or to what was merged into it."""
    return _by_head(db, [select(head, func.count(Comment.id)).join(Comment)], ideas)


def _by_head(
    db: Session, counted: Sequence[Select[int, int]], ideas: Collection[int]
) -> Mapping[int, int]:
    """The sum of what is counted of each."""
    found: Counter[int] = Counter()
    for some in _some(ideas):
        # Not by the expression: no index has that.
        among = or_(Idea.id.in_(some), Idea.root.in_(some))
        each = [one.where(among).group_by(head) for one in counted]
        for id_, count in db.execute(union_all(*each)).all():
            if id_ in some:
                found[id_] += int(count)
    return found


def _some(ideas: Collection[int]) -> Iterator[set[int]]:
    """No more at once than a statement can name."""
    each = iter(ideas)
    while some := set(islice(each, AT_ONCE)):
        yield some


def voted(db: Session, idea: Idea, person_id: int) -> bool:
    """Whether somebody has voted for an idea, or for what was merged into it."""
    theirs = select(Vote.idea_id).join(Idea).where(together(idea), Vote.person_id == person_id)
    return db.scalar(theirs.limit(1)) is not None


def concerned(db: Session, idea: Idea, *, voters: bool) -> set[int]:
    """Whom an idea concerns: authors, who brought it, owner, followers, and perhaps voters."""
    rows = db.execute(select(Idea.author, Idea.brought_by, Idea.owner).where(together(idea)))
    found = {one for row in rows for one in row if one is not None}
    tables: Sequence[type[Follow] | type[Vote]] = (Follow, Vote) if voters else (Follow,)
    for table in tables:
        found |= set(db.scalars(select(table.person_id).join(Idea).where(together(idea))))
    return found


def comments(db: Session, idea: Idea, most: int) -> Sequence[Comment]:
    """The latest comments on an idea and on what was merged into it, oldest first."""
    query = select(Comment).join(Idea).where(together(idea)).order_by(Comment.id.desc())
    return list(reversed(db.scalars(query.limit(most)).all()))


def events(db: Session, idea: Idea, most: int) -> Sequence[Event]:
    """What happened to an idea lately, oldest first."""
    query = select(Event).where(Event.idea_id == idea.id).order_by(Event.id.desc())
    return list(reversed(db.scalars(query.limit(most)).all()))


def merged(db: Session, idea: Idea) -> Sequence[Idea]:
    """What was merged into an idea."""
    return db.scalars(select(Idea).where(Idea.root == idea.id).order_by(Idea.id)).all()


def tags(db: Session, ideas: Collection[int]) -> Mapping[int, list[str]]:
    """The tags of some ideas."""
    found: dict[int, list[str]] = {}
    for some in _some(ideas):
        query = select(Tag.idea_id, Tag.tag).where(Tag.idea_id.in_(some)).order_by(Tag.tag)
        for id_, tag in db.execute(query).all():
            found.setdefault(id_, []).append(tag)
    return found
