"""Cheering: the card that everybody reads, and those who second it, once each."""

from __future__ import annotations

from collections.abc import Sequence

from bot import Button, Card, Chat, Person, Refused, t
from skills.kudos.finding import count_cheers, thanked
from skills.kudos.model import Cheer, Kudos
from skills.kudos.naming import by, givers, value_of, whom
from skills.kudos.settings import KudosSettings, skill


def card_of(kudos: Kudos, giver: Person | None, to: Sequence[Person], cheers: int = 0) -> Card:
    """The card that everybody reads."""
    lines = value_of(kudos)
    if cheers:
        lines.append(t("cheers", count=cheers))
    return Card(
        t("given", giver=by(kudos, giver), to=whom(kudos, to)),
        quote=kudos.message,
        lines=lines,
        buttons=[Button(t("cheer"), cheer, kudos.id)],
        about=kudos.id,
    )


@skill.button("cheer")
def cheer(chat: Chat, kudos_id: int) -> None:
    """Second somebody's thank-you, once."""
    # Held, so that each cheer counts those before it.
    kudos = chat.db.get(Kudos, kudos_id, with_for_update=True)
    if kudos is None or kudos.private or kudos.shown > chat.now:
        raise Refused(t("gone"))
    # Who gave it anonymously cheers like anybody: a reaction that does not count would tell.
    if kudos.giver == chat.person.id and not kudos.anonymous:
        raise Refused(t("not_your_own"))
    if chat.db.get(Cheer, (kudos_id, chat.person.id)) is not None:
        raise Refused(t("cheered_already"))
    chat.db.add(Cheer(kudos_id=kudos_id, person_id=chat.person.id))
    chat.db.flush()
    chat.update(current_card(chat, kudos))


def current_card(chat: Chat, kudos: Kudos) -> Card:
    """The card of a stored thank-you as it stands now."""
    to = thanked(chat.db, [kudos], chat.now)[kudos.id]
    giver = givers(chat, [kudos]).get(kudos.id)
    return card_of(kudos, giver, to, count_cheers(chat.db, kudos.id))


def emoji(settings: KudosSettings) -> str:
    """The reaction that is a cheer."""
    return settings.reaction


@skill.reaction(emoji)
def celebrate(chat: Chat, kudos_id: int) -> None:
    """Cheer by a reaction to the card."""
    cheer(chat, kudos_id)
