"""Gathering: whom one may bring together, and who belongs to what is called by a name."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from sqlalchemy import Select

from bot.directory.lookup import members
from bot.directory.tables import employee, identity, person, user_group, user_group_member
from bot.directory.wishes import wanted


def willing(nudge: str, day: date) -> Select[int]:
    """The ids of everybody who works here and can be sent a nudge, such as "kudos.gratitude".

    They have an account, have not switched it off, and do not snooze on that day.
    """
    open_ = sa.exists().where(identity.c.person_id == person.c.id, identity.c.active)
    return members().where(open_, wanted(nudge, day))


def belonging(name: str) -> Select[int]:
    """The ids of everybody who works here and belongs to a group or a part of the company.

    "@handle" is a group of a platform's; any other name is that of a team, a division or a company
    in the HR file, in small letters or large.
    """
    called = name.removeprefix("@").lower()
    if name.startswith("@"):
        group = sa.and_(
            user_group.c.workspace == user_group_member.c.workspace,
            user_group.c.id == user_group_member.c.group_id,
        )
        inside = sa.select(user_group_member.c.person_id).join(user_group, group)
        inside = inside.where(sa.func.lower(user_group.c.handle) == called, user_group.c.active)
    else:
        parts = (employee.c.team, employee.c.division, employee.c.company)
        inside = sa.select(employee.c.person_id)
        inside = inside.where(sa.or_(*(sa.func.lower(one) == called for one in parts)))
    return members().where(person.c.id.in_(inside))


def leaders() -> Select[int]:
    """The ids of everybody who leads others in the HR file and is led by nobody."""
    led = employee.alias("led")
    leads = sa.select(led.c.person_id).where(led.c.manager == employee.c.key)
    top = sa.select(employee.c.person_id).where(employee.c.manager == "", leads.exists())
    return members().where(person.c.id.in_(top))
