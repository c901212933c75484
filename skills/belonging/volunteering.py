"""Volunteering: who is there as a buddy for newcomers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import delete, select

from bot import Button, Card, Chat, Person, Refused, t
from skills.belonging import drawing
from skills.belonging.model import Buddy, Journey
from skills.belonging.settings import skill

# So long nobody new is given to who said no.
REST = timedelta(days=28)


@skill.command("piazza buddy")
def standing(chat: Chat) -> None:
    """Say whether the asker is there as a buddy, and whose they are."""
    chat.whisper(card_of(chat))


def card_of(chat: Chat) -> Card:
    """How the asker stands as a buddy."""
    own, newcomers = chat.db.get(Buddy, chat.person.id), newcomers_of(chat)
    lines = [t("buddy_of", newcomers=newcomers)] if newcomers else []
    if own is None:
        buttons = [Button(t("be_buddy"), be_buddy)]
        return Card(t("buddy_ask"), lines=[t("buddy_what"), *lines], buttons=buttons)
    if own.rests_until and own.rests_until >= chat.today:
        lines.insert(0, t("buddy_rests", until=own.rests_until))
    hand_over = [Button(t("cannot_for", newcomer=one), decline, one.id) for one in newcomers[:3]]
    return Card(t("buddy_is"), lines=lines, buttons=[Button(t("no_buddy"), no_buddy), *hand_over])


def newcomers_of(chat: Chat) -> Sequence[Person]:
    """Whose buddy the asker is."""
    # Who has stopped theirs themselves is for nobody to know.
    mine = Journey.buddy_id == chat.person.id, ~Journey.ended
    lately = Journey.start >= chat.today - drawing.BUSY
    ids = chat.db.scalars(select(Journey.person_id).where(*mine, lately)).all()
    found = chat.people(ids)
    return [found[id_] for id_ in sorted(found) if found[id_].active]


@skill.command("piazza buddy join")
def join(chat: Chat) -> None:
    """Be there as a buddy."""
    be_buddy(chat)


@skill.command("piazza buddy leave")
def leave(chat: Chat) -> None:
    """Be there no more for those who come."""
    no_buddy(chat)


@skill.button("be_buddy")
def be_buddy(chat: Chat) -> None:
    """Note that the asker agrees, from now on."""
    # A double press may come from two processes.
    chat.in_turn(f"buddy {chat.person.id}")
    own = chat.db.get(Buddy, chat.person.id, with_for_update=True)
    if own is None:
        chat.db.add(Buddy(person_id=chat.person.id, since=chat.now))
    else:
        own.rests_until = None
    chat.whisper(Card(t("buddy_thanks"), buttons=[Button(t("no_buddy"), no_buddy)]))


@skill.button("no_buddy")
def no_buddy(chat: Chat) -> None:
    """Draw the asker no more; whom they have they keep."""
    chat.db.execute(delete(Buddy).where(Buddy.person_id == chat.person.id))
    chat.whisper(Card(t("buddy_no_more"), buttons=[Button(t("be_buddy"), be_buddy)]))


@skill.button("decline")
def decline(chat: Chat, newcomer: int) -> None:
    """Let somebody else be drawn; the newcomer hears nothing of it."""
    found = chat.db.get(Journey, newcomer, with_for_update=True)
    if found is None or found.buddy_id != chat.person.id:
        raise Refused(t("not_their_buddy"))
    found.buddy_id = None
    own = chat.db.get(Buddy, chat.person.id, with_for_update=True)
    if own is not None:
        own.rests_until = chat.today + REST
    chat.later(drawing.draw_now)
    chat.whisper(t("declined", newcomer=chat.people([newcomer])[newcomer]))
