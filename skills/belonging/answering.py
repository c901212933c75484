"""Answering: what newcomers write, for themselves unless they say otherwise."""

from __future__ import annotations

from bot import Card, Chat, Form, Person, Refused, Role, Text, choice, t, text
from skills.belonging.model import NOBODY, TO_BUDDY, TO_MANAGER, Answer, Journey
from skills.belonging.settings import skill

FIRST, SURPRISE = 0, 30
LONGEST = 1000


class First(Form):
    """What somebody would like to learn first, and whether their buddy reads it."""

    words: str = text(min_length=2, max_length=LONGEST, multiline=True)
    reader: str = choice((NOBODY, TO_BUDDY), default=NOBODY)


class Surprise(Form):
    """What surprised somebody, and whether the community manager reads it."""

    words: str = text(min_length=2, max_length=LONGEST, multiline=True)
    reader: str = choice((NOBODY, TO_MANAGER), default=NOBODY)


@skill.button("answer_first")
def ask_first(chat: Chat) -> None:
    """Open the first question, with what was answered so far."""
    journey(chat)
    chat.open(First, words=_so_far(chat, FIRST))


@skill.button("answer_surprise")
def ask_surprise(chat: Chat) -> None:
    """Open the question of the thirtieth day."""
    journey(chat)
    chat.open(Surprise, words=_so_far(chat, SURPRISE))


def journey(chat: Chat) -> Journey:
    """The asker's own journey."""
    found = chat.db.get(Journey, chat.person.id, with_for_update=True)
    if found is None:
        raise Refused(t("no_journey"))
    return found


def _so_far(chat: Chat, day: int) -> str:
    found = chat.db.get(Answer, (chat.person.id, day))
    return found.words if found else ""


@skill.form(First)
def keep_first(chat: Chat, form: First) -> None:
    """Keep it, and show it to the buddy if that is wanted."""
    found = journey(chat)
    buddy = _buddy(chat, found)
    shown = [buddy] if buddy and form.reader == TO_BUDDY else []
    _keep(chat, FIRST, form.words, TO_BUDDY if shown else NOBODY)
    _show(chat, shown, t("answer_to_buddy", who=chat.person), form.words)
    if form.reader == TO_BUDDY and not shown:
        chat.whisper(t("kept_no_buddy"))
    else:
        chat.whisper(_kept(shown))


@skill.form(Surprise)
def keep_surprise(chat: Chat, form: Surprise) -> None:
    """Keep it, and show it to the community manager if that is wanted."""
    journey(chat)
    managers = chat.house.holders(chat.db, Role.CM, chat.now)
    shown = [one for one in managers if one.identities] if form.reader == TO_MANAGER else []
    if form.reader == TO_MANAGER and not shown:
        raise Refused(t("nobody_reads"), field="reader")
    _keep(chat, SURPRISE, form.words, form.reader)
    _show(chat, shown, t("answer_to_manager", who=chat.person), form.words)
    chat.whisper(_kept(shown))


def _keep(chat: Chat, day: int, words: str, reader: str) -> None:
    own = {"person_id": chat.person.id, "day": day}
    chat.db.merge(Answer(**own, words=words, reader=reader, written=chat.now))


def _show(chat: Chat, to: list[Person], title: Text, words: str) -> None:
    for one in to:
        chat.send(Card(title, quote=words), to=one)


def _kept(shown: list[Person]) -> Text:
    return t("kept_shown", who=shown) if shown else t("kept")


def _buddy(chat: Chat, found: Journey) -> Person | None:
    buddy = chat.people([found.buddy_id]).get(found.buddy_id) if found.buddy_id else None
    return buddy if buddy and buddy.active and buddy.identities else None


@skill.button("ask_buddy")
def ask_buddy(chat: Chat) -> None:
    """Let the buddy know that a word would be welcome, once a day at most."""
    found = journey(chat)
    buddy = _buddy(chat, found)
    if buddy is None:
        raise Refused(t("no_buddy_yet"))
    if found.asked == chat.today:
        raise Refused(t("asked_already", buddy=buddy))
    found.asked = chat.today
    chat.send(t("buddy_asked", who=chat.person), to=buddy)
    chat.whisper(t("asked", buddy=buddy))
