"""What is told of a database that was made by other migrations than those there are now."""

from __future__ import annotations

from collections.abc import Sequence

from bot.errors import SetupError
from bot.runtime import assembly
from bot.runtime.settings import Settings
from bot.skill import Skill
from bot.store.database import Database
from bot.store.fitting import misfits
from bot.store.status import status


def refuse_unfit(conf: Settings, skills: Sequence[Skill], database: Database) -> None:
    """SetupError, a line a skill, if code and database would fail each other.

    That happens where a migration was changed after it ran: a revision alone doesn't show it.
    """
    states = status(database, assembly.homes(skills))
    upgraded = {one.name for one in states if one.state == "current"}
    wrong = {
        skill.name: misfits(database, [table.__table__ for table in skill.tables])
        for skill in skills
        if skill.name in upgraded
    }
    mend = f"add a migration or, while there is nothing to keep, {_emptied(conf, database)}"
    lines = [
        f"{name}: the database {' and '.join(found)}; {mend}"
        for name, found in wrong.items()
        if found
    ]
    if lines:
        raise SetupError("\n".join(lines))


def _emptied(conf: Settings, database: Database) -> str:
    if database.kind == "sqlite":
        return f"remove {conf.secrets.piazza_home}"
    return "begin with an empty database"
