"""Sending: an answer leaves once, and what became of it is shown."""

from __future__ import annotations

from functools import partial

from bot import Chat, Work
from skills.feedback.settings import skill


def can_mail(chat: Chat) -> bool:
    """Whether Piazza can send letters here."""
    return chat.house.can_mail


@skill.job("deliver_answer")
def deliver(work: Work, answer_id: int) -> None:
    """Send an answer; when that can't be done now, again later."""
    work.write(partial(_begin, answer_id=answer_id))


def _begin(chat: Chat, answer_id: int) -> None:
    raise NotImplementedError
