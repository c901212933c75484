"""Exporting: thanks for a spreadsheet or a program, no more of each than everybody could read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot import Cell, Column, Period, people_by_id
from skills.kudos.model import Cheer, Kudos, Recipient
from skills.kudos.settings import skill

COLUMNS = (
    Column("number", "number", "everybody"),
    Column("shown", "instant", "everybody"),
    Column("day", "day", "published"),
    Column("from", gate="everybody"),
    Column("to", gate="everybody"),
    Column("groups", gate="everybody"),
    Column("value", gate="everybody"),
    Column("words", gate="everybody"),
    Column("cheers", "count", "everybody"),
    Column("without a name", "yes_no", "everybody"),
    Column("private", "yes_no", "published"),
)
# Of private thanks only the figures of a day are for the community manager.
PRIVATE: dict[str, Cell] = {
    **dict.fromkeys(("number", "shown", "cheers", "without a name")),
    **dict.fromkeys(("from", "to", "groups", "value", "words"), ""),
    "private": True,
}
AT_ONCE = 500


@skill.export("kudos", COLUMNS)
def export(db: Session, *, now: datetime, period: Period) -> list[dict[str, Cell]]:
    """The thanks of a period by day; of private ones that there was one, and on which day."""
    zone = ZoneInfo(period.zone)
    there = Kudos.shown >= period.start_at, Kudos.shown < period.end_at, Kudos.shown <= now
    found = db.scalars(select(Kudos).where(*there).order_by(Kudos.shown, Kudos.id)).all()
    # In the order of the day: between which others a private one was given is nobody's to know.
    private = [one for one in found if one.private]
    rows = [row | {"day": one.shown.astimezone(zone).date()} for one, row in _open(db, found, now)]
    rows += [PRIVATE | {"day": one.shown.astimezone(zone).date()} for one in private]
    return sorted(rows, key=lambda row: (str(row["day"]), bool(row["private"])))


def _open(
    db: Session, thanks: Iterable[Kudos], now: datetime
) -> Iterable[tuple[Kudos, dict[str, Cell]]]:
    shown = [one for one in thanks if not one.private]
    for start in range(0, len(shown), AT_ONCE):
        some = shown[start : start + AT_ONCE]
        yield from zip(some, _rows(db, some, now), strict=True)


def _rows(db: Session, thanks: Sequence[Kudos], now: datetime) -> list[dict[str, Cell]]:
    ids = [one.id for one in thanks]
    pairs = select(Recipient.kudos_id, Recipient.person_id).where(Recipient.kudos_id.in_(ids))
    to: dict[int, list[int]] = {}
    for kudos_id, person_id in db.execute(pairs.order_by(Recipient.person_id)):
        to.setdefault(kudos_id, []).append(person_id)
    signed = {one.giver for one in thanks if one.giver and not one.anonymous}
    people = people_by_id(db.connection(), signed.union(*to.values()), now)
    name = {id_: one.name for id_, one in people.items()}
    cheered = select(Cheer.kudos_id, func.count()).where(Cheer.kudos_id.in_(ids))
    cheers = Counter(dict(db.execute(cheered.group_by(Cheer.kudos_id)).all()))
    return [
        {
            "number": one.id,
            "shown": one.shown,
            "from": "" if one.anonymous else name.get(one.giver or 0, ""),
            "to": ", ".join(name[id_] for id_ in to.get(one.id, ()) if id_ in name),
            "groups": ", ".join((one.group_names or "").split("\n")),
            "value": one.value,
            "words": one.message,
            "cheers": cheers[one.id],
            # Of who was forgotten all looks the same.
            "without a name": one.anonymous and one.giver is not None,
            "private": False,
        }
        for one in thanks
    ]
