"""Sending: an answer leaves once, and what became of it is shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Final

from bot import Button, Card, Chat, Letter, Rejected, Text, Uncertain, Unreachable, Work, t
from skills.feedback import answering, claiming, quoting, showing
from skills.feedback.model import Answer, Customer, Item
from skills.feedback.reasons import kept
from skills.feedback.settings import FeedbackSettings, skill

# So long after each time that it could not be sent; after the last it has failed.
BACKOFF: Final = tuple(timedelta(minutes=one) for one in (1, 5, 15, 60, 240, 720, 1440))
MOST_SUBJECT: Final = 80


@dataclass(frozen=True, slots=True)
class Going:
    """An answer on its way: where it goes, and what it says."""

    way: str
    source: str
    address: str
    mark: str
    words: str
    key: str
    about: str

    def letter(self) -> Letter:
        """The same as a letter."""
        # A title stands above the words, and says it best.
        begins = " ".join(self.about.partition("\n\n")[0].split())[:MOST_SUBJECT]
        return Letter(self.address, f"Re: {begins}", self.words, self.mark)

    def said(self) -> dict[str, object]:
        """The same as a program is told it: which of its items is answered, and how."""
        return {"type": "feedback.answered", "id": self.key, "answer": self.words}


@skill.job("deliver_answer")
def deliver(work: Work, answer_id: int) -> None:
    """Send an answer; when that can't be done now, again later."""
    going = work.write(partial(_begin, answer_id=answer_id))
    if going is None:
        return
    try:
        _send(work, going)
    except Unreachable as trouble:
        work.write(partial(_wait, answer_id=answer_id, why=trouble.text))
    except Rejected as trouble:
        work.write(partial(_settle, answer_id=answer_id, state=answering.FAILED, why=trouble.text))
    except Uncertain as trouble:
        work.write(partial(_settle, answer_id=answer_id, state=answering.UNSURE, why=trouble.text))
    else:
        work.write(partial(_arrived, answer_id=answer_id))


def _send(work: Work, going: Going) -> None:
    if going.way == answering.HOOK:
        work.post(going.source, going.address, going.mark, going.said())
    else:
        work.mail(going.letter())


def _begin(chat: Chat, answer_id: int) -> Going | None:
    answer = chat.db.get(Answer, answer_id, with_for_update=True)
    if answer is None:
        return None
    if answer.state == answering.SENDING and answer.way == answering.MAIL:
        # It was being sent when something broke, and no mail server can be asked about it.
        _settle(chat, answer_id, answering.UNSURE, t("broken_off"))
        return None
    if answer.state not in (answering.WAITING, answering.LATER, answering.SENDING):
        return None
    answer.state, answer.tries = answering.SENDING, answer.tries + 1
    return _going(chat, answer)


def _going(chat: Chat, answer: Answer) -> Going:
    item = showing.find(chat, answer.item_id)
    customer = chat.db.get(Customer, item.customer) if item.customer else None
    source = chat.settings(FeedbackSettings).sources.get(item.source)
    address = customer.address if customer else ""
    if answer.way == answering.HOOK:
        address = source.reply if source else ""
    return Going(answer.way, item.source, address, answer.mark, answer.words, item.key, item.words)


def _wait(chat: Chat, answer_id: int, why: Text) -> None:
    """Have it sent later, or give up."""
    answer = chat.db.get(Answer, answer_id, with_for_update=True)
    if answer is None:
        return
    if answer.tries > len(BACKOFF):
        _settle(chat, answer_id, answering.FAILED, why)
        return
    answer.state, answer.reason = answering.LATER, kept(why)
    chat.later(deliver, answer.id, at=chat.now + BACKOFF[answer.tries - 1])
    _redraw(chat, answer)


def _redraw(chat: Chat, answer: Answer) -> None:
    chat.db.flush()
    showing.redraw(chat, showing.head_of(chat, answer.item_id))


def _settle(chat: Chat, answer_id: int, state: str, why: Text) -> None:
    """Note that it did not arrive, or perhaps, and tell whoever wrote it."""
    answer = chat.db.get(Answer, answer_id, with_for_update=True)
    if answer is None:
        return
    answer.state, answer.settled, answer.reason = state, chat.now, kept(why)
    _redraw(chat, answer)
    author = chat.people([answer.by or 0]).get(answer.by or 0)
    if author is not None and chat.house.welcomes(author):
        told = t("not_sent", why=why) if state == answering.FAILED else t("perhaps_sent", why=why)
        again = Button(t("send_again"), answering.send_again, answer.id)
        by_hand = Button(t("by_hand_done"), answering.by_hand, answer.id)
        about = quoting.about(chat, [answer.item_id])
        card = Card(told, quote=answer.words, buttons=[again, by_hand], about=about)
        chat.send(card, to=author)


def _arrived(chat: Chat, answer_id: int) -> None:
    answer = chat.db.get(Answer, answer_id, with_for_update=True)
    if answer is None:
        return
    answer.state, answer.settled, answer.reason = answering.SENT, chat.now, {}
    item: Item = showing.head_of(chat, answer.item_id, held=True)
    author = chat.people([answer.by or 0]).get(answer.by or 0)
    if answer.item_id != item.id:
        # Another who said the same has it: how it stands with the first one's says the card.
        claiming.tell(chat, [showing.find(chat, answer.item_id)], answer.words, author)
        return
    claiming.answered(chat, item, answer.by)
    claiming.tell(chat, answering.told_of(chat, item), answer.words, author)
