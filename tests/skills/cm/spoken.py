"""What customers and colleagues said of one thing, some weeks ago: planted, for themes to find."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot import Chat
from bot.testing import WORKSPACE, Member, Team
from skills.feedback.model import Customer, Item
from skills.ideas.model import Idea
from skills.kudos.model import Kudos, Recipient

DAY, WEEK = timedelta(days=1), timedelta(days=7)


@dataclass(frozen=True)
class Words:
    """Something somebody said: `who` is a customer's name, or a colleague."""

    words: str
    who: str | Member | None
    at: datetime
    intent: str = "complaint"


def by_customers(team: Team, said: Sequence[Words]) -> list[int]:
    """Let customers have said something; who has no name is nobody in particular."""

    def keep(db: Session) -> list[int]:
        chat = Chat(db, team.now, WORKSPACE, "feedback", team.app.house)
        known = _customers(db, said)
        items = [_item(number, one, known) for number, one in enumerate(said)]
        db.add_all(items)
        db.flush()
        chat.learn_new({one.id: one.words for one in items})
        return [one.id for one in items]

    return team.app.database.write_now(keep)


def _customers(db: Session, said: Sequence[Words]) -> dict[str, int]:
    found: dict[str, int] = {one.name: one.id for one in db.query(Customer)}
    for name in dict.fromkeys(str(one.who) for one in said if one.who):
        if name not in found:
            row = Customer(mark=name, name=name, address="", first=said[0].at)
            db.add(row)
            db.flush()
            found[name] = row.id
    return found


def _item(number: int, one: Words, known: dict[str, int]) -> Item:
    return Item(
        words=one.words,
        language="en",
        who="customer",
        customer=known.get(str(one.who)),
        product="",
        intent=one.intent,
        intent_sure=90,
        urgent=False,
        open_to_all=False,
        source="planted",
        key=f"{one.at.isoformat()}-{number}",
        link="",
        said=one.at,
        came=one.at,
        workspace=WORKSPACE,
        channel="",
        state="open",
        since=one.at,
        gist="",
    )


def as_ideas(team: Team, said: Sequence[Words]) -> list[int]:
    """Let colleagues have proposed something; without an author it has no name."""

    def keep(db: Session) -> list[int]:
        chat = Chat(db, team.now, WORKSPACE, "ideas", team.app.house)
        some = [
            Idea(
                words=one.words,
                author=one.who.person.id if isinstance(one.who, Member) else None,
                stage="new",
                since=one.at,
                posted=one.at,
                workspace=WORKSPACE,
                link="",
            )
            for one in said
        ]
        db.add_all(some)
        db.flush()
        chat.learn_new({one.id: one.words for one in some})
        return [one.id for one in some]

    return team.app.database.write_now(keep)


def as_thanks(
    team: Team, said: Sequence[Words], to: Member, *, private: bool = False, anonymous: bool = False
) -> list[int]:
    """Let colleagues have thanked somebody, as the skill itself stores it."""
    from skills.kudos.speaking import is_open

    def keep(db: Session) -> list[int]:
        chat = Chat(db, team.now, WORKSPACE, "kudos", team.app.house)
        some = [_thanks(one, private=private, anonymous=anonymous) for one in said]
        db.add_all(some)
        db.flush()
        db.add_all([Recipient(kudos_id=one.id, person_id=to.person.id) for one in some])
        for one in filter(is_open, some):
            chat.owe(one.id)
        return [one.id for one in some]

    return team.app.database.write_now(keep)


def _thanks(one: Words, *, private: bool, anonymous: bool) -> Kudos:
    assert isinstance(one.who, Member)
    return Kudos(
        giver=one.who.person.id,
        message=one.words,
        value="",
        given=one.at,
        shown=one.at,
        workspace=WORKSPACE,
        private=private,
        anonymous=anonymous,
        gist="",
    )
