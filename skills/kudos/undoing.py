"""Undoing: the giver takes a thank-you back, soon after or before others have read it."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete, insert, literal, select

from bot import Card, Chat, Person, Refused, Role, Text, t
from skills.kudos.allowance import left_today
from skills.kudos.finding import thanked
from skills.kudos.model import Kudos, Recipient, Undone, UndoneTo
from skills.kudos.settings import KudosSettings, skill
from skills.kudos.timing import can_be_taken_back

# Longer than any day, wherever on earth it is.
A_DAY = timedelta(days=2)


@skill.button("take_back")
def take_back(chat: Chat, kudos_id: int) -> None:
    """Take a thank-you of one's own back."""
    undo(chat, chat.db.get(Kudos, kudos_id, with_for_update=True))


@skill.command("kudos undo")
def undo_latest(chat: Chat) -> None:
    """Take back what one has given last."""
    own = select(Kudos).where(Kudos.giver == chat.person.id).with_for_update()
    latest = chat.db.scalars(own.order_by(Kudos.given.desc(), Kudos.id.desc()).limit(1)).first()
    if latest is None:
        raise Refused(t("nothing_to_undo"))
    undo(chat, latest)


def undo(chat: Chat, kudos: Kudos | None) -> None:
    """Take a thank-you back, if it is the asker's and not too late."""
    # Somebody else's is refused in the same words as one that is not there.
    if kudos is None or kudos.giver != chat.person.id:
        raise Refused(t("gone"))
    if not can_be_taken_back(kudos, chat.now):
        managers = chat.house.holders(chat.db, Role.CM, chat.now)
        raise Refused(t("too_late", managers=managers) if managers else t("too_late_for_all"))
    if kudos.shown <= chat.now:
        note(chat, kudos)
    to, lines = remove(chat, kudos)
    # Nothing is left where what was read counts all the same.
    left = left_today(chat)
    more = t("left", count=left) if left else t("left_none_now")
    chat.whisper(Card(t("undone", to=to, left=more), lines=lines))


def note(chat: Chat, kudos: Kudos) -> None:
    """Let what others could read use up the day and count as said; later nothing of it stays."""
    kept = max(A_DAY, timedelta(days=chat.settings(KudosSettings).flag_days))
    chat.db.execute(delete(Undone).where(Undone.given < chat.now - kept))
    undone = Undone(
        giver=chat.person.id, given=kudos.given, anonymous=kudos.anonymous, gist=kudos.gist
    )
    chat.db.add(undone)
    chat.db.flush()
    to = select(literal(undone.id), Recipient.person_id).where(Recipient.kudos_id == kudos.id)
    chat.db.execute(insert(UndoneTo).from_select(["undone_id", "person_id"], to))


def remove(chat: Chat, kudos: Kudos) -> tuple[list[Person], list[Text]]:
    """Erase a thank-you, with every card about it; return who was thanked, and what to add."""
    to = thanked(chat.db, [kudos], chat.now)[kudos.id]
    chat.unlearn(kudos.id)
    chat.db.delete(kudos)
    chat.db.flush()
    return to, [] if chat.withdraw(kudos.id) else [t("maybe_there")]
