"""A small sample company that is a week old: `piazza sample` plays half a year of it."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from bot.runtime import discover
from bot.runtime.secrets import Secrets
from bot.runtime.settings import Settings
from bot.sample.filling import fill
from bot.store.database import open_database
from handlers.playground import Playground

SKILLS = ("kudos", "cm")
PEOPLE = 10


def resize(people: int, weeks: int) -> None:
    """Let the company be smaller that comes by itself: half a year of it takes its time."""
    assert fill.__kwdefaults__ is not None
    fill.__kwdefaults__.update(people=people, weeks=weeks)


def sample(home: Path, url: str = "") -> None:
    """Fill a data folder that is empty, and the database at `url`, or its own."""
    skills = discover.load_skills(SKILLS)
    models = {skill.name: skill.settings() for skill in skills}
    conf = Settings(skills=models, secrets=Secrets(piazza_home=home))
    home.mkdir(parents=True, exist_ok=True)
    with closing(open_database(url or f"sqlite:///{home}/piazza.db")) as database:
        fill(conf, skills, database, Playground(conf), people=PEOPLE, weeks=1)
