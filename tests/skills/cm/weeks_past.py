"""A company with a past: twelve weeks of thanks, ideas and customers' words, put in at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from bot import Role, Table
from bot.runtime.assembly import date_back
from bot.testing import WORKSPACE, Member, Team
from skills.feedback.kinds import COMPLAINT, OPEN, PRAISE
from skills.feedback.model import Item, Tag
from skills.ideas.model import Event, Idea, Vote
from skills.ideas.stages import DONE, NEW
from skills.kudos.model import Kudos, Recipient

# A Monday morning, and how much of each thing there was in the twelve weeks before the last one.
MORNING, PAST = "2026-11-30 08:00", 12
USUAL: Mapping[str, Sequence[int]] = {
    "thanks": [20, 22, 18, 21, 19, 23, 20, 17, 22, 21, 19, 20],
    "ideas": [3, 4, 2, 5, 3, 4, 3, 4, 2, 3, 5, 4],
    "words": [9, 8, 11, 10, 9, 7, 12, 10, 9, 8, 10, 11],
}
SAID = "The brake squeals in the rain, and nobody in the workshop called me back."


def people(team: Team, language: str = "en", many: int = 9) -> list[Member]:
    """Some colleagues; the first is the community manager, who reads that language."""
    team.app.database.write_now(partial(date_back, beginning=team.now - timedelta(weeks=40)))
    cora = team.member("Cora Conti", language=language, role=Role.CM)
    return [cora, *(team.member(f"Nora {chr(65 + number)}") for number in range(many))]


def a_past(team: Team, everybody: Sequence[Member], *, last: Mapping[str, int]) -> None:
    """Twelve usual weeks, and the last one."""
    monday = team.now - timedelta(days=team.now.weekday())
    weeks = [{name: many[place] for name, many in USUAL.items()} for place in range(PAST)]
    counted = [
        (monday - timedelta(weeks=PAST + 1 - place), counts)
        for place, counts in enumerate([*weeks, last])
    ]
    ids = [one.person.id for one in everybody]
    team.app.database.write_now(partial(_fill, weeks=counted, ids=ids))


def _fill(db: Session, weeks: Sequence[tuple[datetime, Mapping[str, int]]], ids: list[int]) -> None:
    each = {
        name: [one for monday, counts in weeks for one in _moments(monday, counts[name])]
        for name in USUAL
    }
    made = _add(db, Kudos, [thank_you(*one, ids) for one in each["thanks"]])
    givers = [number for _, number in each["thanks"]]
    to = [ids[(number + 1) % len(ids)] for number in givers]
    pairs = zip(made, to, strict=True)
    db.execute(insert(Recipient), [{"kudos_id": one, "person_id": who} for one, who in pairs])
    _add(db, Idea, [_idea(*one, ids) for one in each["ideas"]])
    words = _add(db, Item, [_word(*one) for one in each["words"]])
    db.execute(insert(Tag), [{"item_id": one, "tag": "workshop"} for one in words])
    if weeks[-1][1].get("done"):
        _done(db, weeks[-1][0], ids)


def _moments(monday: datetime, many: int) -> list[tuple[datetime, int]]:
    """One after the other, on the five days of a week."""
    hour = timedelta(hours=1)
    return [(monday + timedelta(days=n % 5, minutes=n) + hour, n) for n in range(many)]


def _add(db: Session, table: type[Table], rows: Sequence[dict[str, Any]]) -> Sequence[int]:
    made = insert(table).returning(table.__table__.c.id, sort_by_parameter_order=True)
    return db.execute(made, rows).scalars().all()


def thank_you(at: datetime, number: int, ids: Sequence[int]) -> dict[str, Any]:
    """Signed thanks that everybody can read, as they are stored."""
    value = "Courage" if number % 3 else "Care"
    row = {"giver": ids[number % len(ids)], "message": "for all the help", "value": value}
    row |= {"given": at, "shown": at, "workspace": WORKSPACE, "private": False}
    return row | {"anonymous": False, "gist": str(at)[:16]}


def _idea(at: datetime, number: int, ids: Sequence[int]) -> dict[str, Any]:
    row: dict[str, Any] = {
        "words": f"A shelf for helmets, number {number}. It is needed.",
        "stage": NEW,
    }
    row |= {"author": ids[number % len(ids)], "since": at, "posted": at, "workspace": WORKSPACE}
    return row | {"link": ""}


def _word(at: datetime, number: int) -> dict[str, Any]:
    praise = number % 4 == 0
    row = {"words": SAID, "language": "en", "who": "customer", "product": "Gea 3", "urgent": False}
    row |= {"intent": PRAISE if praise else COMPLAINT, "open_to_all": praise, "source": "shop"}
    row |= {"key": f"{at}/{number}", "link": "", "said": at, "came": at, "workspace": WORKSPACE}
    return row | {"channel": "#customers", "state": OPEN, "since": at, "gist": "x"}


def _done(db: Session, monday: datetime, ids: Sequence[int]) -> None:
    row: dict[str, Any] = {"words": "A roof for the bikes.", "stage": DONE, "author": ids[1]}
    row |= {"since": monday}
    row |= {"posted": monday - timedelta(weeks=30), "workspace": WORKSPACE, "link": ""}
    [id_] = _add(db, Idea, [row])
    event = {"idea_id": id_, "kind": "stage", "at": monday + timedelta(days=1), "stage": DONE}
    db.execute(insert(Event), event | {"reason": "It stands."})
    given = monday - timedelta(weeks=20)
    votes = [{"idea_id": id_, "person_id": one, "given": given} for one in ids]
    db.execute(insert(Vote), votes)
