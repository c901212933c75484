"""What a new skill may be called: a name that Python, the tools and Piazza leave to it."""

from __future__ import annotations

import keyword
import re
import sys
from importlib.util import find_spec

import typer

from bot.errors import SetupError
from bot.runtime import discover
from bot.runtime.built_in import skill as built_in
from bot.runtime.settings import Document
from bot.skill import Skill
from bot.store.tables import Table

SHAPE = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
LONGEST = 27  # with "_0001" after it, it names a migration: Alembic keeps 32 characters
# Folders that tools pass over, a table prefix that SQLite keeps, words that mean something here.
MEANT = re.compile(r"build|dist|venv|node_modules|sqlite_.*|core|migrations|strings|other")


def refuse_unfit(name: str) -> None:
    """Refuse what cannot be the name of a skill anywhere (wrong use of the command)."""
    if len(name) > LONGEST or not SHAPE.fullmatch(name):
        rule = f"begin with a letter; small letters, digits and _ between them; at most {LONGEST}"
        wrong = f"{name!r} is no name for a skill: {rule}, such as team_lunch"
        raise typer.BadParameter(wrong, param_hint="NAME")
    if keyword.iskeyword(name) or MEANT.fullmatch(name):
        wrong = f"{name!r} has a meaning of its own; choose another name"
        raise typer.BadParameter(wrong, param_hint="NAME")


def refuse_taken(name: str, document: Document | None) -> None:
    """Raise SetupError for a name that is taken: by a module, a skill, a command or a table."""
    points = discover.installed(discover.SKILLS)
    if name in points:
        raise SetupError(f"there is a skill {name!r} already ({points[name].value})")
    if _is_module(name):
        raise SetupError(f"there is a Python module {name!r} already; choose another name")
    # Whoever has the word alone, before those that only begin with it.
    said = sorted(((path, one.name) for one in _skills() for path in one.commands), reverse=True)
    commands = {path[0]: skill for path, skill in said}
    commands |= dict.fromkeys(_renamed(document), "app.yaml")
    if name in commands:
        raise SetupError(f"there is a command /{name} already, of {commands[name]!r}")
    if name in Table.metadata.tables:
        raise SetupError(f"there is a table {name!r} already; choose another name")


def _is_module(name: str) -> bool:
    if name in sys.stdlib_module_names:
        return True
    found = find_spec(name)
    # Without an origin it is any folder beside a program, which takes nothing from anybody.
    return found is not None and found.origin is not None


def _skills() -> list[Skill]:
    return [built_in, *discover.load_skills(discover.installed(discover.SKILLS))]


def _renamed(document: Document | None) -> list[str]:
    """What commands are called here instead of their own names."""
    sections = document.root.value if document else None
    node = sections.get("commands") if isinstance(sections, dict) else None
    names = node.value if node and isinstance(node.value, dict) else {}
    return [str(one.value).removeprefix("/") for one in names.values()]
