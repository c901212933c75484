"""Reporting: who was thanked shows it to the community manager, who else could not read it."""

from __future__ import annotations

from sqlalchemy import or_, select

from bot import Button, Card, Chat, Person, Refused, Role, t
from skills.kudos.model import Kudos, Recipient
from skills.kudos.naming import by, givers, givers_of
from skills.kudos.removing import remove_reported
from skills.kudos.settings import skill


@skill.button("report")
def ask(chat: Chat, kudos_id: int) -> None:
    """Ask whether a thank-you is meant to be shown, and say to whom."""
    confirm(chat, *received(chat, kudos_id))


@skill.command("kudos report")
def ask_latest(chat: Chat) -> None:
    """Ask the same of the latest one that is private or without a name and was not shown yet."""
    # Of who was forgotten no words are left; and behind one that was shown there may be more.
    there = or_(Kudos.private, Kudos.anonymous), Kudos.giver.is_not(None), Kudos.shown <= chat.now
    mine = select(Kudos.id).join(Recipient).where(Recipient.person_id == chat.person.id, *there)
    first = Recipient.reported.is_not(None), Kudos.shown.desc(), Kudos.id.desc()
    found = chat.db.scalars(mine.order_by(*first).limit(1)).first()
    if found is None:
        raise Refused(t("nothing_to_report"))
    confirm(chat, *received(chat, found))


def confirm(chat: Chat, kudos: Kudos, own: Recipient) -> None:
    """Show what would be shown, and to whom."""
    managers = read_by(chat)
    lines = [t("report_reads", managers=managers, count=len(managers))]
    if kudos.anonymous:
        lines.append(t("report_names"))
    title = t("report_ask", giver=by(kudos, givers(chat, [kudos]).get(kudos.id)))
    buttons = [Button(t("report_yes"), report, own.kudos_id)]
    chat.whisper(Card(title, quote=kudos.message, lines=lines, buttons=buttons))


@skill.button("report_now")
def report(chat: Chat, kudos_id: int) -> None:
    """Show a thank-you to the community manager, once."""
    kudos, own = received(chat, kudos_id)
    managers = read_by(chat)
    own.reported = chat.now
    for one in managers:
        chat.send(reported(chat, kudos), to=one)
    chat.whisper(t("report_done", managers=managers, count=len(managers)))


def reported(chat: Chat, kudos: Kudos) -> Card:
    """What the manager reads at once; it stays when the giver takes theirs back."""
    giver = by(kudos, givers(chat, [kudos]).get(kudos.id))
    title = t("reported_to_you", who=chat.person, giver=giver, number=kudos.id)
    button = Button(t("remove_it"), remove_reported, kudos.id)
    lines, words_of = [t("reported_look")], givers_of([kudos])
    return Card(title, kudos.message, lines, buttons=[button], words_of=words_of)


def received(chat: Chat, kudos_id: int) -> tuple[Kudos, Recipient]:
    """A thank-you to the asker that they can read and have not reported."""
    # Held, so that it is not taken back meanwhile.
    kudos = chat.db.get(Kudos, kudos_id, with_for_update=True)
    own = chat.db.get(Recipient, (kudos_id, chat.person.id))
    if own is None or kudos is None or kudos.giver is None or kudos.shown > chat.now:
        raise Refused(t("gone"))
    if own.reported is not None:
        raise Refused(t("reported_already"))
    return kudos, own


def read_by(chat: Chat) -> list[Person]:
    """Who reads what is shown; somebody has to."""
    holders = chat.house.holders(chat.db, Role.CM, chat.now)
    managers = [one for one in holders if one.identities]
    if not managers:
        raise Refused(t("report_nobody"))
    return managers
