"""Offering: whether the HR file’s dates are celebrated each is asked once, by themselves."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Select, insert, literal, select, update
from sqlalchemy.orm import Session

from bot import Button, Card, Chat, Period, Person, Refused, dated, t, weekly
from skills.celebrations.choosing import choose, from_file, said, standing, store
from skills.celebrations.dates import CHANNEL, PRIVATE, SILENCE
from skills.celebrations.model import Choice, Offer
from skills.celebrations.settings import CelebrationsSettings, skill

# Whom it could not reach in this time it does not reach; the outbox knows for as long whom it did.
OPEN = timedelta(weeks=4)
ONCE = 520
LONG_AGO = datetime.fromisoformat("2000-01-01T00:00:00+00:00")


@skill.post("offers", weekly("monday", at="06:00"), upkeep=True)
def prepare(chat: Chat, _week: Period) -> None:
    """Note who is to be asked, where the company offers that; otherwise nobody."""
    if not chat.settings(CelebrationsSettings).hr_dates:
        waiting = update(Offer).where(Offer.made > chat.now - OPEN)
        chat.db.execute(waiting.values(made=LONG_AGO))
        return
    new = dated()
    known = new.selected_columns.id
    before = select(Offer.person_id), _decided()
    new = new.where(*(known.not_in(some) for some in before))
    new = new.add_columns(literal(chat.now, Offer.made.type))
    chat.db.execute(insert(Offer).from_select(["person_id", "made"], new))


def _decided() -> Select[int]:
    """Who has said how their days are celebrated; not who only wants to be asked for no lines."""
    return select(Choice.person_id).where(Choice.chosen.is_not(None))


def undecided(_db: Session, week: Period) -> Select[int]:
    """Everybody who may be asked and has chosen nothing yet."""
    return select(Offer.person_id).where(
        Offer.made >= week.start_at - OPEN, Offer.person_id.not_in(_decided())
    )


def is_offered(db: Session, person: Person, now: datetime) -> bool:
    """Whether somebody may be asked and has chosen nothing yet."""
    mine = Offer.person_id == person.id, Offer.made >= now - OPEN
    asked = select(Offer.person_id).where(*mine, Offer.person_id.not_in(_decided()))
    return db.execute(asked.limit(1)).first() is not None


@skill.nudge(
    "offer",
    weekly("wednesday", at="10:00"),
    audience=undecided,
    every=ONCE,
    testable=False,
    concerns=is_offered,
)
def offer(person: Person) -> Card:
    """Ask whether somebody's days are to be celebrated."""
    lines = [t("offer_how")]
    if person.birthday:
        month, day = person.birthday
        lines.insert(0, t("offer_birthday", day=day, month=t(f"month_{month}")))
    buttons = [
        Button(t("offer_channel"), agree, CHANNEL),
        Button(t("offer_private"), agree, PRIVATE),
        Button(t("offer_no"), agree, SILENCE),
        Button(t("offer_choose"), choose),
    ]
    return Card(t("offer"), lines=lines, buttons=buttons)


@skill.button("agree")
def agree(chat: Chat, how: str) -> None:
    """Celebrate the HR file's dates like this, or nothing."""
    offered = chat.settings(CelebrationsSettings).hr_dates
    if not offered or chat.db.get(Offer, chat.person.id) is None:
        raise Refused(t("offer_over"))
    before = standing(chat)
    if before is not None and before.chosen is not None and not before.offered:
        # An old card is pressed, and says less than they have said themselves since.
        chat.whisper(said(chat, before, t("offer_stays")))
        return
    made = from_file(chat.person, how, before, chat.now)
    store(chat, made)
    if how == SILENCE:
        chat.whisper(Card(t("offer_declined"), buttons=[Button(t("change"), choose)]))
        return
    buttons = [Button(t("change"), choose)]
    if made.birthday != SILENCE and not made.wishes:
        buttons.insert(0, Button(t("let_write"), let_write))
    how_lines = t("kept_wishes") if made.wishes else t("offer_wishes")
    chat.whisper(Card(t("offer_agreed"), lines=[how_lines], buttons=buttons))


@skill.button("let_write")
def let_write(chat: Chat) -> None:
    """Let colleagues write a line for the day."""
    found = standing(chat)
    if found is None or found.birthday == SILENCE:
        raise Refused(t("which_day"))
    found.wishes = True
    chat.whisper(Card(t("kept_wishes"), buttons=[Button(t("change"), choose)]))
