"""Memory: what kudos stores on somebody, and how it forgets them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from bot import Fact, Person, Text, t, unlearn
from skills.kudos import finding
from skills.kudos.model import Cheer, Kudos, Recipient, Undone, UndoneTo
from skills.kudos.naming import marks, whom
from skills.kudos.settings import skill


@skill.knows
def knows(db: Session, person: Person, now: datetime) -> list[Fact]:
    """Everything kudos stores on somebody; who gave something is for the giver to say."""
    facts = _gave(db, t("known_given"), finding.given(db, person, now), now)
    facts += _gave(db, t("known_scheduled"), finding.scheduled(db, person, now), now)
    facts += [Fact(t("known_received"), _story(one)) for one in finding.received(db, person, now)]
    cheers = db.scalar(select(func.count()).where(Cheer.person_id == person.id))
    undone = db.scalar(select(func.count()).where(Undone.giver == person.id))
    undone_to = db.scalar(select(func.count()).where(UndoneTo.person_id == person.id))
    shown = Recipient.person_id == person.id, Recipient.reported.is_not(None)
    reported = db.scalar(select(func.count()).select_from(Recipient).where(*shown))
    counts = (
        (t("known_cheers"), cheers),
        (t("known_undone"), undone),
        (t("known_undone_to"), undone_to),
        (t("known_reported"), reported),
    )
    return facts + [Fact(name, count) for name, count in counts if count]


def _gave(db: Session, name: Text, thanks: Sequence[Kudos], now: datetime) -> list[Fact]:
    to = finding.thanked(db, thanks, now)
    return [
        Fact(name, t("known_gave", to=whom(one, to[one.id]), story=_story(one))) for one in thanks
    ]


def _story(kudos: Kudos) -> Text:
    return t("known_story", message=kudos.message, when=kudos.shown, how=marks(kudos))


@skill.expires("thanks")
def expire(db: Session, before: datetime, most: int) -> int:
    """Delete old thanks, with whom they were for and who cheered."""
    old = select(Kudos.id).where(Kudos.shown < before).limit(most)
    ids = db.scalars(old).all()
    unlearn(db, skill.name, ids)
    db.execute(delete(Kudos).where(Kudos.id.in_(ids)))
    db.execute(delete(Undone).where(Undone.given < before))
    return len(ids)


@skill.forget
def forget(db: Session, person: Person, now: datetime) -> list[int]:
    """Erase what somebody gave, received and cheered; return which thanks are no longer there."""
    alone = select(Recipient.kudos_id).group_by(Recipient.kudos_id).having(func.count() == 1)
    received = select(Recipient.kudos_id).where(Recipient.person_id == person.id)
    theirs = delete(Kudos).where(Kudos.id.in_(received), Kudos.id.in_(alone)).returning(Kudos.id)
    about = db.scalars(received).all()
    gave = db.scalars(select(Kudos.id).where(Kudos.giver == person.id)).all()
    # Neither what they wrote nor what was written of them speaks of anything any more.
    unlearn(db, skill.name, [*gave, *about])
    dropped = list(db.scalars(theirs))
    db.execute(delete(Recipient).where(Recipient.person_id == person.id))
    db.execute(delete(Cheer).where(Cheer.person_id == person.id))
    db.execute(delete(Undone).where(Undone.giver == person.id))
    db.execute(delete(UndoneTo).where(UndoneTo.person_id == person.id))
    # What they wrote for a later day nobody may find on that day, not even without its words.
    db.execute(delete(Kudos).where(Kudos.giver == person.id, Kudos.shown > now))
    gone = update(Kudos).where(Kudos.giver == person.id)
    db.execute(gone.values(giver=None, message="–", gist=""))
    return dropped
