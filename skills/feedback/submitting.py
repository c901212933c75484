"""Submitting: a colleague hands on what a customer said."""

from __future__ import annotations

from collections.abc import Mapping
from secrets import token_hex

from bot import Button, Card, Chat, Form, Message, Refused, choice, t, text
from skills.feedback import filing, public, sources
from skills.feedback.heard import FEWEST_LETTERS, check_words, heard, link_of
from skills.feedback.kinds import CUSTOMER, PRAISE, WHO
from skills.feedback.model import (
    LONGEST,
    LONGEST_ADDRESS,
    LONGEST_LINK,
    LONGEST_NAME,
    LONGEST_PRODUCT,
)
from skills.feedback.settings import skill

RATINGS = ("5", "4", "3", "2", "1")


class Said(Form):
    """What a customer said."""

    words: str = text(min_length=FEWEST_LETTERS, max_length=LONGEST, multiline=True)
    who: str = choice(WHO, default=CUSTOMER)
    name: str = text(max_length=LONGEST_NAME, default="")
    email: str = text(max_length=LONGEST_ADDRESS, default="")
    product: str = text(max_length=LONGEST_PRODUCT, default="")
    rating: str = choice(RATINGS, default="")
    link: str = text(max_length=LONGEST_LINK, default="")


@skill.command("feedback", Said)
def submit(chat: Chat, form: Said) -> None:
    """Take what a customer said, from a colleague who heard it."""
    check_words(form.words, "words")
    said: Mapping[str, object] = {
        "text": form.words,
        "id": token_hex(16),
        "who": form.who,
        "name": form.name,
        "email": form.email,
        "product": form.product,
        "rating": form.rating,
        "link": link_of(form.link),
    }
    what = heard(said, chat.now)
    item = filing.keep_one(chat, what, sources.COLLEAGUES, brought_by=chat.person.id)
    if item is None:
        raise Refused(t("gone"))
    where = t("kept_posted", channel=item.channel) if item.channel else t("kept_counted")
    same = t("kept_same", number=item.root) if item.root else where
    kept = t("kept", number=item.id, where=same)
    praise = item.intent == PRAISE
    buttons = [Button(t("pass_on"), public.ask_whom, item.id)] if praise else []
    chat.whisper(Card(kept, buttons=buttons))


@skill.shortcut("customer_said")
def customer_said(chat: Chat, message: Message) -> None:
    """Hand on what is told in a message."""
    chat.open(Said, words=message.text[:LONGEST], link=message.link)


@skill.global_shortcut("feedback")
@skill.button("new")
def new(chat: Chat) -> None:
    """Open the form."""
    chat.open(Said)
