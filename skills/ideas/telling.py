"""Telling: whom an idea concerns hears what came of it, each once."""

from __future__ import annotations

from collections.abc import Collection

from bot import Card, Chat
from skills.ideas import finding
from skills.ideas.model import Idea


def tell(chat: Chat, idea: Idea, card: Card, *, voters: bool, besides: Collection[int] = ()) -> int:
    """Send a card to everybody an idea concerns, but to whoever asks and those told `besides`.

    Returns how many it goes to.
    """
    me = chat.asker.id if chat.asker else None
    ids = finding.concerned(chat.db, idea, voters=voters) - {me, *besides}
    people = [one for one in chat.people(ids).values() if chat.house.welcomes(one)]
    for one in sorted(people, key=lambda one: one.id):
        chat.send(card, to=one)
    return len([one for one in people if one.identities])
