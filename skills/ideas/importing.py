"""Importing: ideas that another tool has kept; nothing is posted, and nothing comes in twice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select

from bot import Chat, Imported, Line, Person, people_by_email
from skills.ideas import reading
from skills.ideas.model import Idea, Tag
from skills.ideas.reading import TITLES, Read, Wrong
from skills.ideas.settings import skill
from skills.ideas.stages import NEW

AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Taken:
    """A line that is read: what it says, or why it can't be taken."""

    read: Read | None = None
    wrong: str = ""


@skill.imports("ideas", TITLES)
def take(chat: Chat, lines: Sequence[Line]) -> Iterator[Imported]:
    """Take ideas over with their authors, votes, stages, days and tags, some at a time."""
    emails = [line.cells["email"] for line in lines if "@" in line.cells["email"]]
    people = people_by_email(chat.db.connection(), emails, chat.now)
    seen: set[str] = set()
    for start in range(0, len(lines), AT_ONCE):
        read = [_read(chat, line) for line in lines[start : start + AT_ONCE]]
        yield from _keep(chat, read, people, seen)


def _read(chat: Chat, line: Line) -> Taken:
    try:
        return Taken(reading.read(line.cells, chat.now, chat.house.company.clock))
    except Wrong as wrong:
        return Taken(wrong=str(wrong))


def _keep(
    chat: Chat, some: Sequence[Taken], people: dict[str, Person], seen: set[str]
) -> Iterator[Imported]:
    known = _known(chat, [one.read for one in some if one.read])
    made: dict[int, Idea] = {}
    for place, one in enumerate(some):
        if one.read and not {one.read.source, one.read.words} & (known | seen):
            seen |= {one.read.source, one.read.words}
            made[place] = _idea(chat, one.read, people.get(one.read.email.casefold()))
    chat.db.add_all(made.values())
    chat.db.flush()
    tags = [
        {"idea_id": idea.id, "tag": tag}
        for place, idea in made.items()
        for tag in _tags(some[place])
    ]
    if tags:
        chat.db.execute(insert(Tag), tags)
    for place, one in enumerate(some):
        yield Imported(made[place].id) if place in made else Imported(wrong=one.wrong)


def _tags(one: Taken) -> tuple[str, ...]:
    return one.read.tags if one.read else ()


def _known(chat: Chat, some: Sequence[Read]) -> set[str]:
    """The sources and words of these that are here already; some ideas were written here."""
    sources, words = [one.source for one in some], [one.words for one in some]
    found = set(chat.db.scalars(select(Idea.source).where(Idea.source.in_(sources))))
    return {one for one in found if one} | set(
        chat.db.scalars(select(Idea.words).where(Idea.words.in_(words)))
    )


def _idea(chat: Chat, read: Read, author: Person | None) -> Idea:
    posted: datetime = read.created or chat.now
    return Idea(
        words=read.words,
        author=author.id if author else None,
        stage=read.stage,
        since=posted,
        posted=posted,
        answered=None if read.stage == NEW else posted,
        workspace=chat.workspace,
        link="",
        source=read.source,
        votes_before=read.votes,
    )
