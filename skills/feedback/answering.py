"""Answering: a colleague's words go back to the customer by the way theirs came."""

from __future__ import annotations

from collections.abc import Sequence
from secrets import token_hex

from sqlalchemy import select

from bot import Button, Card, Chat, Form, Refused, Text, t, text
from skills.feedback import claiming, drafting, sending, showing
from skills.feedback.kinds import CLAIMED, DONE
from skills.feedback.model import LONGEST, Answer, Customer, Item
from skills.feedback.reasons import told
from skills.feedback.settings import FeedbackSettings, skill

HOOK, MAIL, HAND = ("hook", "mail", "hand")
# What is on its way, and what has come to an end.
DRAFT, WAITING, SENDING, LATER = "draft", "waiting", "sending", "later"
SENT, FAILED, UNSURE, BY_HAND = "sent", "failed", "unsure", "by_hand"


class Reply(Form):
    """What a customer is answered."""

    words: str = text(min_length=10, max_length=LONGEST, multiline=True)


@skill.button("answer")
def ask(chat: Chat, item_id: int) -> None:
    """Open the form for an answer."""
    item = showing.head_of(chat, item_id)
    if item.state == DONE:
        raise Refused(t("done_already"))
    chat.open(Reply, concerns=item.id)


@skill.form(Reply)
def write(chat: Chat, form: Reply) -> None:
    """Show the answer with the way it goes, before it goes."""
    item = showing.head_of(chat, form.concerns, held=True)
    if item.state == DONE:
        raise Refused(t("done_already"))
    answer = _answer(chat, item, form.words, way_of(chat, item), DRAFT)
    chat.db.add(answer)
    chat.db.flush()
    _show(chat, answer, item, _colleagues(chat, item))


def _show(chat: Chat, answer: Answer, item: Item, before: Answer | None) -> None:
    """Show an answer that has not gone, and what a colleague has answered before."""
    lines = [_told_before(chat, before)] if before else []
    others = len(_reached(chat, item))
    lines += [t("check_others", count=others)] if others else []
    yes = t("by_hand_done" if answer.way == HAND else "send_anyway" if before else "send_it")
    seen = before.id if before else 0
    buttons = [Button(yes, send, answer.id, seen), Button(t("throw_away"), drop, answer.id)]
    chat.whisper(Card(t(f"check_{answer.way}"), quote=answer.words, lines=lines, buttons=buttons))


def _colleagues(chat: Chat, item: Item) -> Answer | None:
    """The last that somebody else has answered, be it on its way."""
    theirs = Answer.by.is_distinct_from(chat.person.id), Answer.state.not_in((DRAFT, FAILED))
    query = select(Answer).where(Answer.item_id == item.id, *theirs)
    return chat.db.scalar(query.order_by(Answer.made.desc(), Answer.id.desc()).limit(1))


def _told_before(chat: Chat, before: Answer) -> Text:
    who = chat.people([before.by or 0]).get(before.by or 0) or t("somebody_here")
    there = before.state in (SENT, BY_HAND)
    return t(
        "check_answered" if there else "check_answering",
        who=who,
        words=showing.short(before.words),
    )


def _answer(chat: Chat, item: Item, words: str, way: str, state: str) -> Answer:
    return Answer(
        item_id=item.id,
        by=chat.person.id,
        words=words,
        way=way,
        state=state,
        reason={},
        mark=token_hex(16),
        made=chat.now,
    )


def _reached(chat: Chat, item: Item) -> list[tuple[Item, str]]:
    """What others said in the same words, with the way by which an answer reaches them."""
    same = showing.same(chat, item)
    ways = ways_of(chat, same)
    return [(one, ways[one.id]) for one in same if ways[one.id] != HAND]


def told_of(chat: Chat, item: Item) -> list[Item]:
    """What is answered together with some words, but for what has a letter of its own."""
    same = showing.same(chat, item)
    ways = ways_of(chat, same)
    return [item, *(one for one in same if ways[one.id] == HAND)]


def way_of(chat: Chat, item: Item) -> str:
    """By which way an answer reaches whoever said it."""
    return ways_of(chat, [item])[item.id]


def ways_of(chat: Chat, items: Sequence[Item]) -> dict[int, str]:
    """The same for several, by their numbers."""
    sources = chat.settings(FeedbackSettings).sources
    customers = {one.customer for one in items if one.customer}
    query = select(Customer.id).where(Customer.id.in_(customers), Customer.address != "")
    mails = set(chat.db.scalars(query)) if chat.house.sender.can_mail else set()
    answers = {name for name, one in sources.items() if one.reply}
    return {
        one.id: HOOK if one.source in answers else MAIL if one.customer in mails else HAND
        for one in items
    }


def _draft(chat: Chat, answer_id: int) -> tuple[Answer, Item]:
    """An answer of the asker's that has not gone yet, with what it answers; Refused otherwise."""
    answer = chat.db.get(Answer, answer_id, with_for_update=True)
    if answer is None or answer.by != chat.person.id or answer.state != DRAFT:
        raise Refused(t("answer_gone"))
    return answer, showing.head_of(chat, answer.item_id, held=True)


@skill.button("send_answer")
def send(chat: Chat, answer_id: int, seen: int) -> None:
    """Send an answer on its way; where there is none, note that somebody gave it by hand.

    If a colleague was faster, theirs is shown first: only who has `seen` it answers twice.
    """
    answer, item = _draft(chat, answer_id)
    _check_not_done(item)
    before = _colleagues(chat, item)
    if before is not None and before.id != seen:
        _show(chat, answer, item, before)
        return
    drafting.used(chat, item)
    answer.made = chat.now
    for other, way in _reached(chat, item):
        also = _answer(chat, other, answer.words, way, WAITING)
        chat.db.add(also)
        chat.db.flush()
        chat.later(sending.deliver, also.id)
    if answer.way == HAND:
        _by_hand(chat, answer, item)
        return
    _on_its_way(chat, answer, item)


def _check_not_done(item: Item) -> None:
    if item.state == DONE:
        raise Refused(t("done_meanwhile"))


def _by_hand(chat: Chat, answer: Answer, item: Item) -> None:
    answer.state, answer.settled = BY_HAND, chat.now
    claiming.answered(chat, item, chat.person.id)
    claiming.tell(chat, told_of(chat, item), answer.words, chat.person)
    chat.whisper(t("by_hand_noted"))


def _on_its_way(chat: Chat, answer: Answer, item: Item) -> None:
    answer.state = WAITING
    # Until it has arrived nobody is said to have answered.
    claiming.move(chat, item, CLAIMED, chat.person.id)
    chat.later(sending.deliver, answer.id)
    chat.whisper(t("on_its_way"))


@skill.button("send_again")
def send_again(chat: Chat, answer_id: int) -> None:
    """Send an answer once more that has not arrived, or perhaps not."""
    answer, item = _stuck(chat, answer_id)
    _check_not_done(item)
    answer.tries = 0
    _on_its_way(chat, answer, item)


@skill.button("by_hand")
def by_hand(chat: Chat, answer_id: int) -> None:
    """Note that an answer that has not arrived was given by hand, or has arrived after all."""
    answer, item = _stuck(chat, answer_id)
    _by_hand(chat, answer, item)


def _stuck(chat: Chat, answer_id: int) -> tuple[Answer, Item]:
    answer = chat.db.get(Answer, answer_id, with_for_update=True)
    if answer is None or answer.by != chat.person.id or answer.state not in (FAILED, UNSURE):
        raise Refused(t("answer_gone"))
    return answer, showing.head_of(chat, answer.item_id, held=True)


@skill.button("drop_answer")
def drop(chat: Chat, answer_id: int) -> None:
    """Throw an answer away that has not gone."""
    answer, _ = _draft(chat, answer_id)
    words = answer.words
    chat.db.delete(answer)
    chat.whisper(Card(t("thrown_away"), quote=words))


def last(chat: Chat, item: Item) -> Text:
    """How the last answer went."""
    found = _last(chat, item)
    return state_of(found) if found else t("answer_by_hand")


def on_its_way(chat: Chat, item: Item) -> Text | None:
    """How it stands with an answer that has not arrived; None where there is none."""
    found = _last(chat, item)
    return state_of(found) if found and found.state not in (SENT, BY_HAND) else None


def _last(chat: Chat, item: Item) -> Answer | None:
    query = select(Answer).where(Answer.item_id == item.id, Answer.state != DRAFT)
    return chat.db.scalar(query.order_by(Answer.made.desc(), Answer.id.desc()).limit(1))


def state_of(answer: Answer) -> Text:
    """How far an answer has come."""
    return t(f"answer_{answer.state}", reason=told(answer.reason))
