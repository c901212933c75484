"""Shape: what a skill declares fits together, and takes nothing from another one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import sqlalchemy as sa

from bot import SetupError, Skill
from bot.directory.tables import person
from bot.runtime.router import Router

COMMAND = re.compile(r"[a-z0-9][a-z0-9_-]{0,31}")
CARRIED = {int, str, bool}


def declared(skill: Skill) -> list[str]:
    """What a skill declares and does not keep."""
    return [*_tables(skill), *_commands(skill), *_buttons(skill), *_settings(skill)]


def unclaimed(skills: Sequence[Skill]) -> list[str]:
    """What two skills claim: names, commands, buttons, forms, shortcuts, tables."""
    found = []
    names = [skill.name for skill in skills]
    found += [f"two skills are called {name!r}" for name in {*names} if names.count(name) > 1]
    tables = [table.__tablename__ for skill in skills for table in skill.tables]
    found += [f"two tables are called {name!r}" for name in {*tables} if tables.count(name) > 1]
    try:
        found += Router(skills).notes
    except SetupError as error:
        found.append(str(error))
    return found


def of_people(skill: Skill) -> list[tuple[sa.Table, sa.Column[int]]]:
    """Every column of a skill's tables that refers to a person."""
    return [
        (table.__table__, column)
        for table in skill.tables
        for column in table.__table__.columns
        if any(key.column is person.c.id for key in column.foreign_keys)
    ]


def _tables(skill: Skill) -> Iterator[str]:
    for table in skill.tables:
        name = table.__tablename__
        if name != skill.name and not name.startswith(f"{skill.name}_"):
            yield f"table {name!r} must be named {skill.name}_..."
    if skill.tables and not any((skill.home / "migrations").glob("[!_]*.py")):
        yield "there are tables and no migrations"
    if skill.tables and skill.forgetter is None:
        yield "there are tables and no @skill.forget"
    if of_people(skill) and skill.knower is None:
        yield "there are tables about people and no @skill.knows"


def _commands(skill: Skill) -> Iterator[str]:
    for path in skill.commands:
        if not path or not all(COMMAND.fullmatch(word) for word in path):
            yield f"command {' '.join(path)!r} cannot be typed everywhere"


def _buttons(skill: Skill) -> Iterator[str]:
    for rule in skill.buttons.values():
        if not set(rule.arguments) <= CARRIED:
            yield f"button {rule.name!r} carries more than int, str and bool"


def _settings(skill: Skill) -> Iterator[str]:
    if skill.settings.model_config.get("extra") != "forbid":
        yield "its settings take any key; make them a bot.Settings"
    required = [name for name, one in skill.settings.model_fields.items() if one.is_required()]
    if required:
        yield f"without app.yaml's {', '.join(required)} it does not start; give defaults"
