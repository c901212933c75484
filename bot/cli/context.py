"""What a sub-command works with: settings, skills, an open database, the person it is about."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Annotated

import typer
from sqlalchemy.orm import Session

from bot.directory import roles
from bot.directory.lookup import people_by_id
from bot.people import Person
from bot.runtime import assembly, discover
from bot.runtime.app import App
from bot.runtime.clock import Clock
from bot.runtime.settings import Settings, config_path
from bot.skill import Skill

Who = Annotated[
    str, typer.Argument(help="An e-mail address, a platform's user id, HR's number or a full name.")
]


def configured() -> tuple[Settings, list[Skill]]:
    """The settings and the skills they name; SetupError says everything that is wrong."""
    return discover.configure(config_path(os.environ), os.environ)


@contextmanager
def opened() -> Iterator[App]:
    """The app with its database open and up to date, connected to no platform."""
    conf, skills = configured()
    database = assembly.open_store(conf)
    try:
        yield assembly.assemble(conf, skills, database, Clock())
    finally:
        database.close()


def meant(db: Session, who: str, now: datetime) -> Person:
    """The one person meant; a BotError when it is nobody or not clear who."""
    id_ = roles.meant(db.connection(), who)
    return people_by_id(db.connection(), [id_], now)[id_]
