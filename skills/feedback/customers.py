"""Customers: who says things outside, known again by their address or else their name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import sha256
from secrets import token_hex

from sqlalchemy import select

from bot import Chat
from skills.feedback.heard import Heard
from skills.feedback.model import LONGEST_NAME, Customer
from skills.feedback.settings import FeedbackSettings


def mark_of(heard: Heard) -> str:
    """What somebody is known again by; empty where nobody says who it was."""
    return _mark("address", heard.address) or _mark("name", heard.name)


def marks(called: str) -> Sequence[str]:
    """By what somebody is known again who has this address or this name."""
    return [_mark(kind, called) for kind in ("address", "name")]


def _mark(kind: str, called: str) -> str:
    """Apart by kind: anybody may call themself by the address of somebody else."""
    known = " ".join(called.split()).casefold()
    return sha256(f"{kind}\n{known}".encode()).hexdigest() if known else ""


def of(chat: Chat, some: Sequence[Heard]) -> Mapping[str, Customer]:
    """Whoever said these, by their marks; who is new is noted."""
    marks = {mark_of(one): one for one in some if mark_of(one)}
    found = _known(chat, marks)
    if marks.keys() - found.keys():
        # Somebody else may be noting the same customer at this moment.
        chat.in_turn("customers")
        found = _known(chat, marks)
    new = [_new(chat, key, one) for key, one in marks.items() if key not in found]
    chat.db.add_all(new)
    chat.db.flush()
    return found | {one.mark: one for one in new}


def _known(chat: Chat, marks: Mapping[str, Heard]) -> dict[str, Customer]:
    query = select(Customer).where(Customer.mark.in_(marks))
    return {one.mark: one for one in chat.db.scalars(query)} if marks else {}


def _new(chat: Chat, key: str, heard: Heard) -> Customer:
    named = "" if chat.settings(FeedbackSettings).pseudonyms else heard.name
    # Not their address, where there is no name: nobody is to read that.
    name = named[:LONGEST_NAME] or f"C-{token_hex(4).upper()}"
    return Customer(mark=key, name=name, address=heard.address, first=chat.now)
