"""The record as a file: everything somebody gave and received, to keep or to count with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot import Card, Chat, Person, Sheet, Text, t
from skills.kudos import finding
from skills.kudos.model import Kudos
from skills.kudos.naming import by, givers, givers_of, marks, whom
from skills.kudos.settings import skill


@skill.command("kudos mine file")
def mine_file(chat: Chat) -> None:
    """Send somebody their own record as a file."""
    send_file(chat)


@skill.button("mine_file")
def send_file(chat: Chat) -> None:
    """Send the asker's record to them."""
    name = f"kudos {chat.today.isoformat()}"
    titles = [t("sheet_what"), t("sheet_day"), t("sheet_from"), t("sheet_to")]
    titles += [t("sheet_how"), t("sheet_words")]
    received = finding.received(chat.db, chat.person, chat.now)
    rows = [*_received(chat, received), *_given(chat)]
    file, words_of = Sheet(name, titles, rows), givers_of(received)
    chat.send(Card(t("sheet_sent"), file=file, words_of=words_of), to=chat.person)
    chat.whisper(t("file_sent"))


def _received(chat: Chat, thanks: Sequence[Kudos]) -> list[list[Any]]:
    named = givers(chat, thanks)
    return [
        _row(t("mine_received"), one, by(one, named.get(one.id)), [chat.person]) for one in thanks
    ]


def _given(chat: Chat) -> list[list[Any]]:
    """What the asker gave, and what waits for its day."""
    waiting = finding.scheduled(chat.db, chat.person, chat.now)
    given = finding.given(chat.db, chat.person, chat.now)
    to = finding.thanked(chat.db, [*waiting, *given], chat.now)
    named = [
        *((t("sheet_waits"), one) for one in waiting),
        *((t("mine_given"), one) for one in given),
    ]
    return [_row(what, one, chat.person, whom(one, to[one.id])) for what, one in named]


def _row(what: Text, kudos: Kudos, giver: Person | Text, to: Sequence[Person] | Text) -> list[Any]:
    return [what, kudos.shown, giver, to, marks(kudos), kudos.message]
