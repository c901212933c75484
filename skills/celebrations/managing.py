"""Managing: the community manager can remove a line that nobody should have to read."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from bot import Button, Card, Chat, Fact, Refused, Role, t
from skills.celebrations.model import Line
from skills.celebrations.settings import skill
from skills.celebrations.writing import remove

LATELY = timedelta(days=30)
MOST = 10


@skill.command("cm wishes", only=Role.CM, reads=True)
def overview(chat: Chat) -> None:
    """Show the latest lines, those that wait and those that have arrived."""
    query = select(Line).where(Line.written > chat.now - LATELY)
    found = chat.db.scalars(query.order_by(Line.id.desc()).limit(MOST)).all()
    people = chat.people({id_ for one in found for id_ in (one.writer_id, one.to_id)})
    lines = [one for one in found if {one.writer_id, one.to_id} <= people.keys()]
    facts = [
        Fact(
            t("line_of", number=one.id, writer=people[one.writer_id], to=people[one.to_id]),
            one.words,
        )
        for one in lines
    ]
    buttons = [Button(t("line_remove", number=one.id), remove_line, one.id) for one in lines]
    title = t("lines_title") if lines else t("lines_none")
    chat.whisper(Card(title, facts=facts, buttons=buttons))


@skill.button("remove_line", only=Role.CM)
def remove_line(chat: Chat, line_id: int) -> None:
    """Remove a line; whoever wrote it hears so."""
    # Of two managers, or one with its writer, one removes it.
    chat.in_turn("lines")
    line = chat.db.get(Line, line_id)
    if line is None:
        raise Refused(t("line_gone"))
    people = chat.people([line.writer_id, line.to_id])
    writer, to = people.get(line.writer_id), people.get(line.to_id)
    remove(chat, line)
    chat.audit(str(line_id), about=writer)
    if writer is not None and to is not None:
        chat.send(Card(t("line_removed_yours", to=to), quote=line.words), to=writer)
    chat.whisper(t("line_removed"))
