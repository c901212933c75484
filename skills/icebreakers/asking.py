"""Asking: a light question a week; what people answer in its thread is theirs, and not read."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, select

from bot import Button, Card, Chat, Period, Refused, Role, t, weekly
from skills.icebreakers.bank import Question, author_of, questions, words_of
from skills.icebreakers.choosing import following, standings
from skills.icebreakers.model import Asked, Liking, Own
from skills.icebreakers.settings import IcebreakersSettings, skill

# So long what was asked by hand can be taken back.
UNDO = timedelta(minutes=10)


@skill.post("question", weekly("tuesday", at="10:00"), each_workspace=True)
def ask(chat: Chat, _week: Period) -> None:
    """Ask the question of the week."""
    if channel := chat.settings(IcebreakersSettings).channel:
        post(chat, channel)


@skill.command("cm icebreakers ask", only=Role.CM)
def ask_here(chat: Chat) -> None:
    """Ask the next one now, in the channel this is in."""
    if chat.channel is None or not chat.can_post(chat.channel.id):
        raise Refused(t("nowhere"))
    asked = post(chat, chat.channel.id)
    if asked is None:
        raise Refused(t("none_left"))
    chat.audit(chat.channel.id)
    chat.whisper(Card(t("asked_here"), buttons=[Button(t("take_back"), take_back, asked.id)]))


@skill.button("take_back", only=Role.CM)
def take_back(chat: Chat, asked_id: int) -> None:
    """Take a question back that was asked by hand; it takes its turn again."""
    asked = chat.db.get(Asked, asked_id, with_for_update=True)
    if asked is None or chat.now - asked.asked > UNDO:
        raise Refused(t("taken_back_late"))
    chat.withdraw(asked.id)
    chat.db.delete(asked)
    chat.audit(str(asked_id))
    chat.whisper(t("taken_back"))


def post(chat: Chat, channel: str) -> Asked | None:
    """Ask the next question in a channel; None where nobody wants any."""
    known = standings(chat.db, chat.workspace)
    seed = f"{chat.workspace}/{len(known)}/{chat.now.date()}"
    if (found := following(questions(chat.db, _language(chat)), known, seed)) is None:
        return None
    question, turn = found
    asked = Asked(
        workspace=chat.workspace,
        turn=turn,
        number=question.number,
        own=question.own,
        asked=chat.now,
    )
    chat.db.add(asked)
    chat.db.flush()
    chat.say(card_of(chat, asked, question), to=channel)
    return asked


def _language(chat: Chat) -> str:
    """What a channel reads: the company's own."""
    return chat.house.company.languages[0]


def card_of(chat: Chat, asked: Asked, question: Question) -> Card:
    """A question as everybody sees it, with how many found it good."""
    lines = [t("how")]
    author = chat.people([question.author]).get(question.author) if question.author else None
    if author is not None:
        lines.insert(0, t("by", author=author))
    mine = Liking.asked_id == asked.id, Liking.good
    good = chat.db.scalar(select(func.count()).select_from(Liking).where(*mine)) or 0
    if good:
        lines.append(t("liked", count=good))
    buttons = [Button(t("good"), like, asked.id), Button(t("skip"), skip, asked.id)]
    words_of = [author.id] if author else []
    title = t("question", words=question.words)
    return Card(title, lines=lines, buttons=buttons, about=asked.id, words_of=words_of)


@skill.button("good")
def like(chat: Chat, asked_id: int) -> None:
    """Say that a question is good; a second press takes that back."""
    _say(chat, asked_id, good=True)


@skill.button("skip")
def skip(chat: Chat, asked_id: int) -> None:
    """Ask for no more like it, which nobody else sees; a second press takes that back."""
    now = _say(chat, asked_id, good=False)
    chat.whisper(t("skipped") if now else t("not_skipped"))


def _say(chat: Chat, asked_id: int, *, good: bool) -> bool:
    """Note what somebody thinks of a question, and whether they think so now."""
    asked = chat.db.get(Asked, asked_id, with_for_update=True)
    question = _find(chat, asked) if asked else None
    if asked is None or question is None:
        raise Refused(t("gone"))
    before = chat.db.get(Liking, (asked_id, chat.person.id))
    now = before is None or before.good != good
    if before is not None and not now:
        chat.db.delete(before)
    else:
        chat.db.merge(Liking(asked_id=asked_id, person_id=chat.person.id, good=good))
    chat.db.flush()
    chat.update(card_of(chat, asked, question))
    return now


def _find(chat: Chat, asked: Asked) -> Question | None:
    """The question that was asked; None where it is no longer there."""
    if asked.own is not None:
        own = chat.db.get(Own, asked.own)
        return Question(own.words, own=own.id, author=author_of(own)) if own else None
    words = words_of(asked.number or 0, _language(chat))
    return Question(words, asked.number) if words else None
