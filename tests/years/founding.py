"""Founding: what very many people want from the first day on, stored at once and not typed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot.directory.tables import identity, preference
from bot.testing import Team
from skills.belonging.model import Buddy
from skills.celebrations.model import Choice
from skills.coffee.model import Member
from tests.years.souls import Soul, Souls

Rows = dict[Any, list[dict[str, Any]]]


def store(team: Team, souls: Souls) -> None:
    """Store what is true of everybody already."""

    def keep(db: Session) -> None:
        found = db.execute(sa.select(identity.c.id, identity.c.person_id))
        ids = {row.id: row.person_id for row in found}
        for table, rows in _rows(team, souls, ids).items():
            db.execute(sa.insert(table), rows)

    team.app.database.write_now(keep)


def _rows(team: Team, souls: Souls, ids: Mapping[str, int]) -> Rows:
    now, found = team.now, Rows()
    for one in souls.values():
        mine = {"person_id": ids[one.id]}
        if one.coffee:
            row = {"joined": True, "since": now, "rests_until": None}
            found.setdefault(Member, []).append(mine | row)
        if one.helps:
            found.setdefault(Buddy, []).append(mine | {"since": now, "rests_until": None})
        if one.quiet:
            hours = {"quiet_from": one.quiet[0], "quiet_until": one.quiet[1]}
            found.setdefault(preference, []).append(mine | hours)
        if one.chose:
            found.setdefault(Choice, []).append(mine | _choice(one) | {"chosen": now})
    return found


def _choice(one: Soul) -> dict[str, Any]:
    return {
        "month": one.born[0],
        "day": one.born[1],
        "started": one.started,
        "birthday": one.birthday,
        "anniversary": one.anniversary,
        "wishes": one.wishes,
        "asked": True,
    }
