"""The ideas as a file: all of them, to sort and to count with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from bot import ORGANISERS, Card, Chat, Sheet, t
from skills.ideas import finding
from skills.ideas.model import Idea
from skills.ideas.naming import author, everybody_in, somebody
from skills.ideas.settings import skill
from skills.ideas.stages import stage_name
from skills.ideas.titles import title_of

COLUMNS = ("number", "title", "words", "author", "stage", "votes", "comments", "owner", "posted")
MORE_COLUMNS = ("since", "tags", "merged")


@skill.button("file", only=ORGANISERS)
def send_file(chat: Chat) -> None:
    """Send whoever asks all ideas as a file."""
    titles = [t(f"sheet_{one}") for one in (*COLUMNS, *MORE_COLUMNS)]
    ideas = chat.db.scalars(select(Idea).order_by(Idea.id)).all()
    file = Sheet(f"ideas {chat.today.isoformat()}", titles, rows(chat, ideas))
    words_of = sorted({one.author for one in ideas if one.author})
    chat.send(Card(t("sheet_sent"), file=file, words_of=words_of), to=chat.person)
    chat.whisper(t("file_sent"))


def rows(chat: Chat, ideas: Sequence[Idea]) -> list[list[Any]]:
    """A row an idea, in the order of the columns; without votes that nobody sees yet."""
    ids = [one.id for one in ideas]
    people = everybody_in(chat, ideas)
    votes, said = finding.votes(chat.db, ids), finding.comment_counts(chat.db, ids)
    tags, hidden = finding.tags(chat.db, ids), finding.collecting(chat.db)
    return [
        [
            one.id,
            title_of(one.words),
            one.words,
            author(one, people),
            stage_name(one.stage),
            "" if one.challenge in hidden else votes.get(one.id, 0),
            said.get(one.id, 0),
            somebody(one.owner, people) if one.owner else "",
            one.posted,
            one.since,
            " ".join(f"#{tag}" for tag in tags.get(one.id, [])),
            one.root or "",
        ]
        for one in ideas
    ]
