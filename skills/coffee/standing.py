"""Standing: where somebody stands, for them alone."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from bot import Button, Card, Chat, Fact, Person, Text, t
from skills.coffee.answering import answers
from skills.coffee.avoiding import avoided
from skills.coffee.joining import join, leave, snooze_asked, wake
from skills.coffee.model import CoffeeRound, Meeting, Member, Seat
from skills.coffee.partaking import seatable, takes_part
from skills.coffee.settings import CoffeeSettings, skill
from skills.coffee.tables import still_beside
from skills.coffee.weeks import WEEK, latest, next_week, today

LATEST = 5


@skill.command("coffee", reads=True)
def standing(chat: Chat) -> None:
    """Tell the asker where they stand, and what they can do."""
    if takes_part(chat):
        chat.whisper(_inside(chat))
    else:
        buttons = [Button(t("join"), join)]
        chat.whisper(Card(t("outside"), lines=[_how(chat)], facts=_past(chat), buttons=buttons))


def _inside(chat: Chat) -> Card:
    seat = current(chat)
    buttons = answers(seat.round_id) if seat and seat.met is None and _begun(chat, seat) else []
    rests = _rests(chat)
    lines = [t("rests", until=rests)] if rests else _cut_off(chat)
    facts = [*_rounds(chat, seat), *_past(chat)]
    turn = Button(t("wake"), wake) if rests else Button(t("snooze_button"), snooze_asked)
    buttons = [*buttons, turn, Button(t("leave"), leave)]
    return Card(t("inside"), lines=[_how(chat), *lines], facts=facts, buttons=buttons)


def _rests(chat: Chat) -> date | None:
    """Until when the asker rests, if they do."""
    member = chat.db.get(Member, chat.person.id)
    rests = member.rests_until if member else None
    return rests if rests and rests > today(chat) else None


def _rounds(chat: Chat, seat: Seat | None) -> list[Fact]:
    """With whom the asker is in this round, and when the next one for them begins."""
    facts = [Fact(t("now_with"), others(chat, seat))] if seat else []
    return [*facts, Fact(t("next_round"), next_week(chat, _rests(chat) or date.min))]


def _cut_off(chat: Chat) -> list[Text]:
    """That the asker can't be told with whom they sit, where they do not want to be."""
    there = seatable(chat.settings(CoffeeSettings), today(chat))
    mine = there.where(there.selected_columns.id == chat.person.id)
    return [] if chat.db.execute(mine).first() else [t("cut_off")]


def _how(chat: Chat) -> Text:
    return t("how_often", count=chat.settings(CoffeeSettings).every)


def current(chat: Chat) -> Seat | None:
    """The asker's seat in the round that is on, or made already, if they do not sit alone."""
    round_ = latest(chat.db)
    if round_ is None or round_.last_week + WEEK <= today(chat):
        return None
    seat = chat.db.get(Seat, (round_.id, chat.person.id))
    return seat if seat and others(chat, seat) else None


def _begun(chat: Chat, seat: Seat) -> bool:
    return chat.db.get_one(CoffeeRound, seat.round_id).week <= today(chat)


def others(chat: Chat, seat: Seat) -> list[Person]:
    """Who sits at the same table and still takes part."""
    return [one for one in chat.people(still_beside(chat.db, seat)).values() if one.active]


def _past(chat: Chat) -> list[Fact]:
    """Whom the asker was brought together with last, and whom they avoid."""
    met = select(Meeting).where(Meeting.person_id == chat.person.id)
    found = chat.db.scalars(met.order_by(Meeting.last.desc(), Meeting.other_id).limit(LATEST)).all()
    known = chat.people(one.other_id for one in found)
    people = [known[one.other_id] for one in found if one.other_id in known]
    never = avoided(chat)
    facts = [Fact(t("last_with"), people)] if people else []
    return facts + ([Fact(t("never_with"), never)] if never else [])


@skill.home_tab
def home_tab(chat: Chat) -> Card | None:
    """When the next coffee is, and with whom this one, for those who take part."""
    if not takes_part(chat):
        return None
    return Card(t("home"), facts=_rounds(chat, current(chat)))
