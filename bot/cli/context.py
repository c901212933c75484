"""What a sub-command works with: settings, skills, an open database."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from bot.runtime import assembly, discover
from bot.runtime.app import App
from bot.runtime.settings import Settings, config_path
from bot.skill import Skill


def configured() -> tuple[Settings, list[Skill]]:
    """The settings and the skills they name; SetupError says everything that is wrong."""
    return discover.configure(config_path(os.environ), os.environ)


@contextmanager
def opened() -> Iterator[App]:
    """The app with its database open and up to date, connected to no platform."""
    conf, skills = configured()
    database = assembly.open_store(conf)
    try:
        yield assembly.assemble(conf, skills, database)
    finally:
        database.close()
